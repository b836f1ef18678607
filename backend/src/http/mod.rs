//! The whole route table on one screen, each route with what it requires; and the layers around it.

pub mod access;
pub mod account;
mod adoption;
pub mod api;
mod audit;
pub mod body;
pub mod cookies;
mod factors;
pub mod flows;
pub mod forms;
pub mod gate;
pub mod guard;
pub mod health;
mod identity;
pub mod lasting;
pub mod live;
mod messages;
pub mod openid;
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
    campaign::{GetCampaigns, SnoozeMails, StartCampaign, StopCampaign, TestCampaign, TryCampaign},
    clients::{ChangeClient, DecideClient, GetClients, ShowClient, TryClient},
    cockpit::GetCockpit,
    config::GetConfig,
    consent::{
        ConfirmSignOut, GetApplications, GiveConsent, KeepAccountOfSession, RefuseConsent,
        ShowRequest, ShowSignOut, WithdrawConsent,
    },
    contact::UndoChange,
    data::{AskDeletion, CopyData, GetData, KeepAccount},
    desk as help,
    identity::{BeginLink, GetIdentities, Unlink},
    policy::{ChangePolicy, DecideProposal, GetMethodEnds, GetPolicy, TryPolicy},
    problem::Code,
    security::{
        BeginConfirm, ChangePassword, ForgetBrowser, GetActivity, GetKnownKeys, GetSecurity,
        PreferMethod, RemoveMethod, RenameMethod, RenewRecoveryCodes, SnoozeDuty,
    },
    staff::{GetStaff, GrantRole, RevokeRole},
    trail::ReadTrail,
};

use crate::{
    app::{App, problem::Problem},
    gateway::twilio::{CALLS_PATH, KEYS_PATH, MESSAGES_PATH, STATUS_PATH},
};
use api::{Api, Auth, Table};

/// Returns every route of the API. A path that is not in this list does not exist.
pub fn api() -> Api {
    let api = adoption_routes(desk_routes(staff_routes(gateway_routes(Api::default()))));
    let api = client_routes(api);
    flows::all(application_routes(identity_routes(data_routes(account_routes(api)))))
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

/// Applications, and what a person sees between one of them and a sign-in.
fn application_routes(api: Api) -> Api {
    use openid::{consent, logout};
    api.endpoint::<ShowSignOut>(Auth::None, "What a sign-out ends", post(logout::show_sign_out))
        .endpoint::<ConfirmSignOut>(Auth::None, "Signs out", post(logout::confirm_sign_out))
        .endpoint::<ShowRequest>(Auth::None, "What comes next", post(consent::show_request))
        .endpoint::<GiveConsent>(Auth::Enrol, "Agrees", post(consent::give_consent))
        .endpoint::<KeepAccountOfSession>(
            Auth::Enrol,
            "Goes on with this account",
            post(consent::keep_account),
        )
        .endpoint::<RefuseConsent>(Auth::None, "Returns", post(consent::refuse_consent))
        .endpoint::<GetApplications>(
            Auth::Aal1,
            "The person's applications",
            get(consent::get_applications),
        )
        .endpoint::<WithdrawConsent>(
            Auth::Fresh,
            "Withdraws a consent",
            post(consent::withdraw_consent),
        )
}

/// The registered applications: administrators change them.
fn client_routes(api: Api) -> Api {
    use openid::registrations as at;
    api.endpoint::<GetClients>(Auth::Audits, "The applications", get(at::get_clients))
        .endpoint::<ShowClient>(Auth::Audits, "One application", post(at::show_client))
        .endpoint::<TryClient>(Auth::Audits, "What is wrong with a change", post(at::try_client))
        .endpoint::<ChangeClient>(Auth::Rules, "Changes one", post(at::change_client))
        .endpoint::<DecideClient>(
            Auth::Rules,
            "Decides about one that waits for a second administrator",
            post(at::decide_client),
        )
}

/// What staff do for others.
fn staff_routes(api: Api) -> Api {
    api.endpoint::<GetStaff>(Auth::Audits, "Who works here", get(staff::get_staff))
        .endpoint::<GrantRole>(Auth::Rules, "Gives a person a role", post(staff::grant_role))
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
        .endpoint::<TestCampaign>(
            Auth::Rules,
            "Sends the mail of a campaign to oneself",
            post(campaigns::test_campaign),
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
    use desk::{acts, call, capacities, check, exceptions, resets};
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
        .endpoint::<help::ConfirmCapacity>(
            helps,
            "Confirms a capacity",
            post(capacities::confirm_capacity),
        )
        .endpoint::<help::RefuseCapacity>(
            helps,
            "Refuses a capacity",
            post(capacities::refuse_capacity),
        )
        .endpoint::<help::ListCapacities>(
            Auth::Looks,
            "Whose capacity has to be decided",
            get(capacities::list_capacities),
        )
        .endpoint::<help::PutException>(
            Auth::Rules,
            "Lets a person use a method longer",
            post(exceptions::put_exception),
        )
        .endpoint::<help::RefuseReset>(Auth::None, "Objects to it", post(resets::refuse_reset))
        .endpoint::<help::CheckCaller>(helps, "Checks a caller", post(check::check_caller))
        .endpoint::<help::HearCode>(helps, "Finds a caller by code", post(check::hear_code))
        .endpoint::<help::AskCard>(helps, "Asks a card at the counter", post(check::ask_card))
        .endpoint::<help::ShowCard>(helps, "What that card answered", post(check::show_card))
        .endpoint::<help::BeginCall>(Auth::Caller, "Begins a check", post(call::begin_call))
        .endpoint::<help::GetCall>(Auth::Caller, "The state of the check", get(call::get_call))
        .endpoint::<help::AnswerCall>(Auth::Caller, "Compares figures", post(call::answer_call))
}

/// The public routes: the API, those that `more` adds, and the app for everything else.
pub fn router(app: App, more: Router<App>) -> Router {
    router_with(app, more, Arc::new(spa::Spa::load()))
}

/// The same with the app that was read before.
fn router_with(app: App, more: Router<App>, spa: Arc<spa::Spa>) -> Router {
    let Table { pages, programs, document, .. } = api().finish();
    let document = Arc::new(document);
    let not_allowed = async || Problem::new(Code::MethodNotAllowed);
    let pages = pages
        .route("/api/provider-keys", get(upstream::get_jwks))
        .route("/api/openapi.json", get(async move || Json((*document).clone())))
        .route("/api/{*rest}", axum::routing::any(async || Problem::new(Code::NotFound)))
        .method_not_allowed_fallback(not_allowed)
        .layer(from_fn_with_state(app.clone(), guard::own_pages_only));
    let routes = programs
        .method_not_allowed_fallback(not_allowed)
        .merge(pages)
        .merge(openid::routes(&app))
        .layer(from_fn(guard::in_time));
    routes
        .merge(more)
        .fallback(async move |request: Request| spa.answer(&request))
        .layer(from_fn_with_state(guard::Transport::of(&app.config), guard::headers))
        .with_state(app)
}
