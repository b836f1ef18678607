//! The routes of the flows: each move with its handler, or with the stage it leads to where a move
//! only changes the stage.

use vestibule_shared::{
    contact::Contact, recovery::Recovery, registration::Registration, sign_in::SignIn,
    two_step::TwoStep,
};

use super::{api::Api, card, contact, recovery, registration, sign_in, two_step};
use crate::domain::method::Pending;

/// Every flow.
pub(super) fn all(api: Api) -> Api {
    let api = recovery_routes(sign_in_routes(registration_routes(api)));
    contact_routes(two_step_routes(api))
}

/// Registration and activation.
fn registration_routes(api: Api) -> Api {
    use vestibule_shared::registration as moves;

    use crate::domain::registration as at;

    api.wizard::<Registration>()
        .change(|_, from: at::Start, command: moves::ChooseAudience| from.choose(command.audience))
        .step(registration::choose_means)
        .step(registration::use_provider)
        .step(registration::return_from_provider)
        .change(|_, from: at::Away, _: moves::LeaveProvider| from.back())
        .change(|_, from: at::Choosing, _: moves::BackToStart| from.back())
        .step(registration::present_card)
        .step(registration::present_certificate)
        .step(card::renew_challenge::<at::Reading, moves::RenewChallenge>)
        .change(|_, from: at::Reading, _: moves::BackToMeans| from.back())
        .step(registration::confirm_profile)
        .step(registration::submit_account)
        .change(|_, from: at::Detailing, _: moves::BackToConfirm| from.back())
        .step(registration::retry_provisioning)
        .step(registration::activate)
        .step(registration::resend_code)
        .step(registration::change_phone)
        .change(|cx, from: at::Locked, _: moves::UnlockWithCard| from.ask(card::ask(cx)))
        .step(registration::sign_in_instead)
}

/// Sign-in, and a new proof for a person who is signed in.
fn sign_in_routes(api: Api) -> Api {
    use vestibule_shared::sign_in as moves;

    use crate::domain::sign_in as at;

    api.wizard::<SignIn>()
        .step(sign_in::enter_password)
        .change(|cx, from: at::Credentials, _: moves::UseCard| from.ask(card::ask(cx)))
        .step(sign_in::use_provider)
        .step(sign_in::return_from_provider)
        .change(|_, from: at::Away, _: moves::LeaveProvider| from.back())
        .step(sign_in::present_card)
        .step(sign_in::present_certificate)
        .step(card::renew_challenge::<at::Reading, moves::RenewChallenge>)
        .change(|_, from: at::Reading, _: moves::UsePassword| from.back())
        .step(sign_in::ask_passkey)
        .step(sign_in::use_passkey)
        .step(sign_in::confirm_password)
        .change(|cx, from: at::Confirming, _: moves::ConfirmByCard| from.ask(card::ask(cx)))
        .step(sign_in::choose_method)
        .change(|_, from: at::Choosing, _: moves::UseRecoveryCode| {
            from.prove(None, Pending::Recovery)
        })
        .step(sign_in::use_card_instead)
        .step(sign_in::lose_everything)
        .change(|cx, from: at::Losing, _: moves::ProveByCard| from.ask(card::ask(cx)))
        .change(|_, from: at::Losing, _: moves::BackToChoose| from.back())
        .step(sign_in::submit_code)
        .step(sign_in::submit_key)
        .step(sign_in::finish_call)
        .step(sign_in::ask_again)
        .step(sign_in::stop_call)
        .change(|_, from: at::Proving, _: moves::TryAnotherWay| from.back())
}

/// A forgotten password.
fn recovery_routes(api: Api) -> Api {
    use vestibule_shared::recovery as moves;

    use crate::domain::recovery as at;

    api.wizard::<Recovery>()
        .step(recovery::ask_mail)
        .step(recovery::resend_mail)
        .step(recovery::open_link)
        .change(|cx, from: at::Asking, _: moves::UseCard| from.ask(card::ask(cx)))
        .step(recovery::present_card)
        .step(recovery::present_certificate)
        .step(card::renew_challenge::<at::Reading, moves::RenewChallenge>)
        .step(recovery::resend_code)
        .step(recovery::set_password)
}

/// The set-up of a second factor.
fn two_step_routes(api: Api) -> Api {
    use vestibule_shared::two_step as moves;

    use crate::domain::two_step as at;

    api.wizard::<TwoStep>()
        .step(two_step::start_set_up)
        .step(two_step::skip)
        .step(two_step::use_number)
        .step(two_step::submit_code)
        .step(two_step::submit_key)
        .step(two_step::finish_call)
        .step(two_step::stop_call)
        .step(two_step::ask_again)
        .change(|_, from: at::SettingUp, _: moves::Back| from.back())
        .step(two_step::set_name)
        .change(|_, from: at::Offering, _: moves::AddAnother| from.another())
        .step(two_step::enough)
        .step(two_step::kept_codes)
}

/// A new number or address.
fn contact_routes(api: Api) -> Api {
    use vestibule_shared::contact as moves;

    use crate::domain::contact as at;

    api.wizard::<Contact>()
        .step(contact::new_phone)
        .step(contact::new_email)
        .step(contact::submit_code)
        .step(contact::send_again)
        .change(|_, from: at::Proving, _: moves::Back| from.back())
}
