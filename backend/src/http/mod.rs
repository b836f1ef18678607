//! The whole route table on one screen, each route with what it requires; and the layers around it.

pub mod access;
pub mod account;
mod adoption;
pub mod api;
mod audit;
pub mod body;
pub mod cookies;
mod factors;
pub mod forms;
pub mod gate;
pub mod guard;
pub mod health;
mod identity;
pub mod lasting;
pub mod live;
mod messages;
pub mod policy;
pub mod public;
pub mod recovery;
pub mod registration;
pub mod server;
pub mod session;
pub mod sign_in;
pub mod spa;
pub mod staff;
pub mod step;
pub mod tls;

pub use self::account::{address, contact, data, security};
pub use self::adoption::{campaigns, cockpit};
pub use self::audit::trail;
pub use self::factors::{known_keys, two_step};
pub use self::identity::{away, card, eid, identities, upstream};
pub use self::messages::gateway;
pub use self::staff::desk;

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::Request,
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};
use vestibule_shared::{
    account::{
        EndSession, ExtendSession, GetAccount, GetSession, SetLanguage, SignOut, SignOutEverywhere,
    },
    address::{AnswerAddress, MailAddressLink},
    campaign::{GetCampaigns, SnoozeMails, StartCampaign, StopCampaign, TryCampaign},
    cockpit::GetCockpit,
    config::GetConfig,
    contact::{Contact, UndoChange},
    data::{AskDeletion, CopyData, GetData, KeepAccount},
    desk as help,
    identity::{BeginLink, GetIdentities, Unlink},
    policy::{ChangePolicy, DecideProposal, GetMethodEnds, GetPolicy, TryPolicy},
    problem::Code,
    recovery::{self as recovery_moves, Recovery},
    registration::{self as registration_moves, Registration},
    security::{
        BeginConfirm, ChangePassword, ForgetBrowser, GetActivity, GetKnownKeys, GetSecurity,
        PreferMethod, RemoveMethod, RenameMethod, RenewRecoveryCodes, SnoozeDuty,
    },
    sign_in::{self as sign_in_moves, SignIn},
    staff::{GetStaff, GrantRole, RevokeRole},
    trail::ReadTrail,
    two_step::TwoStep,
};

use crate::{
    app::{App, problem::Problem},
    domain::{
        recovery as recovery_stages, registration as registration_stages, sign_in as sign_in_stages,
    },
    gateway::twilio::{CALLS_PATH, KEYS_PATH, MESSAGES_PATH, STATUS_PATH},
};
use api::{Api, Auth};

/// Returns every route of the API. A path that is not in this list does not exist.
pub fn api() -> Api {
    let api = adoption_routes(desk_routes(staff_routes(gateway_routes(Api::default()))));
    journey_routes(identity_routes(data_routes(account_routes(api))))
}

/// Reports of gateways.
fn gateway_routes(api: Api) -> Api {
    api.endpoint::<gateway::ReportCall>(
        Auth::Gateway,
        "What became of a phone call",
        post(gateway::report_call),
    )
    .endpoint::<gateway::messages::ReportMessage>(
        Auth::Gateway,
        "What became of a text message",
        post(gateway::messages::report_message),
    )
    .form(
        MESSAGES_PATH,
        "What became of a text message, as Twilio tells it",
        post(gateway::twilio::report_message),
    )
    .form(
        CALLS_PATH,
        "A call was answered: what to say, for Twilio",
        post(gateway::twilio::calls::answer_call),
    )
    .form(
        KEYS_PATH,
        "The keys that were pressed, as Twilio tells it",
        post(gateway::twilio::calls::take_keys),
    )
    .form(
        STATUS_PATH,
        "How a call fares, as Twilio tells it",
        post(gateway::twilio::calls::note_status),
    )
}

/// The signed-in person, and the account.
fn account_routes(api: Api) -> Api {
    api.endpoint::<GetConfig>(Auth::None, "The public configuration", get(public::get_config))
        .endpoint::<GetMethodEnds>(Auth::None, "What ends", get(public::get_method_ends))
        .endpoint::<GetSession>(Auth::None, "Who is signed in", get(account::get_session))
        .endpoint::<ExtendSession>(Auth::Enrol, "Stays signed in", post(account::extend_session))
        .endpoint::<SignOut>(Auth::None, "Ends this session", post(account::sign_out))
        .endpoint::<SignOutEverywhere>(
            Auth::Enrol,
            "Ends every session",
            post(account::sign_out_everywhere),
        )
        .endpoint::<GetAccount>(Auth::Aal1, "The account page", get(account::get_account))
        .endpoint::<SetLanguage>(Auth::Aal1, "Chooses the language", post(account::set_language))
        .endpoint::<EndSession>(Auth::Aal1, "Ends another session", post(account::end_session))
        .endpoint::<GetSecurity>(Auth::Aal1, "The security page", get(security::get_security))
        .endpoint::<GetActivity>(Auth::Aal1, "The person's history", get(security::get_activity))
        .endpoint::<GetKnownKeys>(Auth::Aal1, "The person's keys", get(known_keys::get_known_keys))
        .endpoint::<BeginConfirm>(Auth::Enrol, "Asks for a proof", post(sign_in::begin_confirm))
        .endpoint::<SnoozeDuty>(Auth::Aal1, "Adds to the grace", post(security::snooze_duty))
        .endpoint::<RenameMethod>(Auth::Fresh, "Names a method", post(security::rename_method))
        .endpoint::<PreferMethod>(Auth::Fresh, "Prefers a method", post(security::prefer_method))
        .endpoint::<RemoveMethod>(Auth::Fresh, "Removes a method", post(security::remove_method))
        .endpoint::<RenewRecoveryCodes>(
            Auth::Fresh,
            "Makes new recovery codes",
            post(security::renew_recovery_codes),
        )
        .endpoint::<ForgetBrowser>(Auth::Aal1, "Forgets a browser", post(security::forget_browser))
        .endpoint::<ChangePassword>(
            Auth::Fresh,
            "Changes the password",
            post(security::change_password),
        )
        .endpoint::<UndoChange>(Auth::None, "Undoes a change", post(contact::undo_change))
        .endpoint::<AnswerAddress>(Auth::None, "Whose address it is", post(address::answer_address))
        .endpoint::<MailAddressLink>(
            Auth::Aal1,
            "Mails the link that proves the address",
            post(address::mail_address_link),
        )
        .wizard::<TwoStep>()
        .step(two_step::start_set_up)
        .step(two_step::skip)
        .step(two_step::use_number)
        .step(two_step::submit_code)
        .step(two_step::submit_key)
        .step(two_step::finish_call)
        .step(two_step::ask_again)
        .step(two_step::back)
        .step(two_step::set_name)
        .step(two_step::add_another)
        .step(two_step::enough)
        .step(two_step::kept_codes)
        .wizard::<Contact>()
        .step(contact::new_phone)
        .step(contact::new_email)
        .step(contact::submit_code)
        .step(contact::send_again)
        .step(contact::back)
}

/// The data of the person, and the deletion.
fn data_routes(api: Api) -> Api {
    api.endpoint::<GetData>(Auth::Aal1, "The page of one's data", get(data::get_data))
        .endpoint::<CopyData>(Auth::Fresh, "A copy of one's data", post(data::copy_data))
        .endpoint::<AskDeletion>(Auth::Fresh, "Asks to be deleted", post(data::ask_deletion))
        .endpoint::<KeepAccount>(Auth::Aal1, "Keeps the account", post(data::keep_account))
}

/// What opens an account besides its password.
fn identity_routes(api: Api) -> Api {
    api.endpoint::<GetIdentities>(
        Auth::Aal1,
        "The identities page",
        get(identities::get_identities),
    )
    .endpoint::<BeginLink>(Auth::Fresh, "Links an identity", post(identities::begin_link))
    .endpoint::<Unlink>(Auth::Fresh, "Unlinks an identity", post(identities::unlink))
}

/// What staff do for others.
fn staff_routes(api: Api) -> Api {
    api.endpoint::<GetStaff>(Auth::Audits, "Who works here", get(staff::get_staff))
        .endpoint::<GrantRole>(Auth::Rules, "Gives somebody a role", post(staff::grant_role))
        .endpoint::<RevokeRole>(Auth::Rules, "Takes a role away", post(staff::revoke_role))
        .endpoint::<GetPolicy>(Auth::Audits, "The policy", get(policy::get_policy))
        .endpoint::<TryPolicy>(Auth::Audits, "Whom a policy would hit", post(policy::try_policy))
        .endpoint::<ChangePolicy>(
            Auth::Rules,
            "Puts a policy in force",
            post(policy::change_policy),
        )
        .endpoint::<DecideProposal>(
            Auth::Rules,
            "Decides what waits for a second administrator",
            post(policy::decide_proposal),
        )
        .endpoint::<ReadTrail>(Auth::Audits, "The audit trail", post(trail::read_trail))
}

/// Adoption of strong methods: the counts, and the campaigns.
fn adoption_routes(api: Api) -> Api {
    api.endpoint::<GetCockpit>(Auth::Audits, "The cockpit", post(cockpit::get_cockpit))
        .endpoint::<GetCampaigns>(Auth::Audits, "The campaigns", get(campaigns::get_campaigns))
        .endpoint::<TryCampaign>(
            Auth::Audits,
            "Whom a campaign would reach",
            post(campaigns::try_campaign),
        )
        .endpoint::<StartCampaign>(
            Auth::Rules,
            "Starts a campaign",
            post(campaigns::start_campaign),
        )
        .endpoint::<StopCampaign>(Auth::Rules, "Stops a campaign", post(campaigns::stop_campaign))
        .endpoint::<SnoozeMails>(Auth::None, "Reminds later", post(campaigns::snooze_mails))
}

/// The help desk, and the person on the phone with it.
fn desk_routes(api: Api) -> Api {
    use desk::{acts, call, check, exceptions, resets};
    let helps = Auth::Helps;
    api.endpoint::<help::FindPeople>(Auth::Looks, "Finds people", post(desk::find_people))
        .endpoint::<help::ShowPerson>(Auth::Looks, "One person's page", post(desk::show_person))
        .endpoint::<help::Unlock>(helps, "Unlocks an account", post(acts::unlock))
        .endpoint::<help::EndSessions>(helps, "Ends every session", post(acts::end_sessions))
        .endpoint::<help::ForgetBrowsers>(helps, "Forgets browsers", post(acts::forget_browsers))
        .endpoint::<help::SendAgain>(helps, "Sends the code again", post(acts::send_again))
        .endpoint::<help::CorrectPhone>(helps, "Corrects a number", post(acts::correct_phone))
        .endpoint::<help::ResetMethod>(helps, "Removes a method", post(resets::reset_method))
        .endpoint::<help::CancelReset>(helps, "Calls a reset off", post(resets::cancel_reset))
        .endpoint::<help::GiveAccessCode>(
            helps,
            "Makes a one-time code",
            post(resets::give_access_code),
        )
        .endpoint::<help::PutException>(
            Auth::Rules,
            "Lets somebody use a method longer",
            post(exceptions::put_exception),
        )
        .endpoint::<help::RefuseReset>(Auth::None, "Objects to it", post(resets::refuse_reset))
        .endpoint::<help::CheckCaller>(helps, "Checks a caller", post(check::check_caller))
        .endpoint::<help::AskCard>(helps, "Asks a card at the counter", post(check::ask_card))
        .endpoint::<help::ShowCard>(helps, "What that card answered", post(check::show_card))
        .endpoint::<help::BeginCall>(Auth::Caller, "Begins a check", post(call::begin_call))
        .endpoint::<help::GetCall>(Auth::Caller, "Where the check stands", get(call::get_call))
        .endpoint::<help::AnswerCall>(Auth::Caller, "Compares figures", post(call::answer_call))
}

/// The flows of people who are not signed in yet, and new proofs.
fn journey_routes(api: Api) -> Api {
    api.wizard::<Registration>()
        .step(registration::choose_audience)
        .step(registration::choose_means)
        .step(registration::use_provider)
        .step(registration::return_from_provider)
        .step(registration::leave_provider)
        .step(registration::back_to_start)
        .step(registration::present_card)
        .step(registration::present_certificate)
        .step(card::renew_challenge::<registration_stages::Reading, registration_moves::RenewChallenge>)
        .step(registration::back_to_means)
        .step(registration::confirm_profile)
        .step(registration::submit_account)
        .step(registration::back_to_confirm)
        .step(registration::retry_provisioning)
        .step(registration::activate)
        .step(registration::resend_code)
        .step(registration::change_phone)
        .step(registration::unlock_with_card)
        .step(registration::sign_in_instead)
        .wizard::<SignIn>()
        .step(sign_in::enter_password)
        .step(sign_in::use_card)
        .step(sign_in::use_provider)
        .step(sign_in::return_from_provider)
        .step(sign_in::leave_provider)
        .step(sign_in::present_card)
        .step(sign_in::present_certificate)
        .step(card::renew_challenge::<sign_in_stages::Reading, sign_in_moves::RenewChallenge>)
        .step(sign_in::use_password)
        .step(sign_in::ask_passkey)
        .step(sign_in::use_passkey)
        .step(sign_in::confirm_password)
        .step(sign_in::confirm_by_card)
        .step(sign_in::choose_method)
        .step(sign_in::use_recovery_code)
        .step(sign_in::use_card_instead)
        .step(sign_in::lose_everything)
        .step(sign_in::prove_by_card)
        .step(sign_in::back_to_choose)
        .step(sign_in::submit_code)
        .step(sign_in::submit_key)
        .step(sign_in::finish_call)
        .step(sign_in::ask_again)
        .step(sign_in::try_another_way)
        .wizard::<Recovery>()
        .step(recovery::ask_mail)
        .step(recovery::open_link)
        .step(recovery::use_card)
        .step(recovery::present_card)
        .step(recovery::present_certificate)
        .step(card::renew_challenge::<recovery_stages::Reading, recovery_moves::RenewChallenge>)
        .step(recovery::resend_code)
        .step(recovery::set_password)
}

/// The public routes: the API, the dev surface in a dev build, and the app for everything else.
pub fn router(app: App) -> Router {
    router_with(app, Arc::new(spa::Spa::load()))
}

/// The same with the app that was read before.
pub fn router_with(app: App, spa: Arc<spa::Spa>) -> Router {
    let (routes, _, document) = api().finish();
    let document = Arc::new(document);
    let routes = routes
        .route("/api/provider-keys", get(upstream::get_jwks))
        .route("/api/openapi.json", get(async move || Json((*document).clone())))
        .route("/api/{*rest}", axum::routing::any(async || Problem::new(Code::NotFound)))
        .method_not_allowed_fallback(async || Problem::new(Code::MethodNotAllowed))
        .layer(from_fn(guard::in_time))
        .layer(from_fn_with_state(app.clone(), guard::own_pages_only));
    #[cfg(feature = "dev")]
    let routes = match &app.dev {
        Some(dev) => routes
            .merge(crate::dev::router(dev.clone(), app.clock.clone()))
            .merge(crate::dev::calls_router(app.clone())),
        None => routes,
    };
    routes
        .fallback(async move |request: Request| spa.answer(&request))
        .layer(from_fn_with_state(guard::Transport::of(&app.config), guard::headers))
        .with_state(app)
}
