//! Ways to sign in, and events, in pictures and words. Every match is exhaustive: a variant without
//! words does not compile.

use vestibule_shared::{account::Strength, security::Happened};

use crate::{
    i18n::{Text, key},
    ui::Shape,
};

/// How a session began.
pub(super) const fn how(strength: Strength) -> (Shape, Text) {
    match strength {
        Strength::Password => (Shape::Key, key::SECURITY_HOW_PASSWORD),
        Strength::Remembered => (Shape::Key, key::SECURITY_HOW_REMEMBERED),
        Strength::TwoStep => (Shape::App, key::SECURITY_HOW_TWO_STEP),
        Strength::Passkey => (Shape::Passkey, key::SECURITY_HOW_PASSKEY),
        Strength::Eid => (Shape::Card, key::SECURITY_HOW_EID),
        Strength::Provider | Strength::ProviderTwoStep => {
            (Shape::Phone, key::SECURITY_HOW_PROVIDER)
        }
    }
}

/// An event.
pub(super) const fn happened(what: Happened) -> (Shape, Text) {
    match what {
        Happened::AccountOpened => (Shape::Person, key::HAPPENED_ACCOUNT_OPENED),
        Happened::Activated => (Shape::Check, key::HAPPENED_ACTIVATED),
        Happened::SignedInPassword => (Shape::Key, key::HAPPENED_SIGNED_IN_PASSWORD),
        Happened::SignedInTwoStep => (Shape::App, key::HAPPENED_SIGNED_IN_TWO_STEP),
        Happened::SignedInPasskey => (Shape::Passkey, key::HAPPENED_SIGNED_IN_PASSKEY),
        Happened::SignedInCard => (Shape::Card, key::HAPPENED_SIGNED_IN_CARD),
        Happened::SignedInProvider => (Shape::Phone, key::HAPPENED_SIGNED_IN_PROVIDER),
        Happened::IdentityLinked => (Shape::Card, key::HAPPENED_IDENTITY_LINKED),
        Happened::IdentityUnlinked => (Shape::Cross, key::HAPPENED_IDENTITY_UNLINKED),
        Happened::PasswordWrong => (Shape::Warning, key::HAPPENED_PASSWORD_WRONG),
        Happened::FactorWrong => (Shape::Warning, key::HAPPENED_FACTOR_WRONG),
        Happened::FactorRests => (Shape::Warning, key::HAPPENED_FACTOR_RESTS),
        Happened::CallRefused => (Shape::Warning, key::HAPPENED_CALL_REFUSED),
        Happened::Confirmed => (Shape::Check, key::HAPPENED_CONFIRMED),
        Happened::SignedOut => (Shape::Out, key::HAPPENED_SIGNED_OUT),
        Happened::MethodAdded => (Shape::App, key::HAPPENED_METHOD_ADDED),
        Happened::MethodRemoved => (Shape::Cross, key::HAPPENED_METHOD_REMOVED),
        Happened::CodesRenewed => (Shape::Rescue, key::HAPPENED_CODES_RENEWED),
        Happened::CodeUsed => (Shape::Rescue, key::HAPPENED_CODE_USED),
        Happened::BrowserRemembered => (Shape::Screen, key::HAPPENED_BROWSER_REMEMBERED),
        Happened::BrowserForgotten => (Shape::Screen, key::HAPPENED_BROWSER_FORGOTTEN),
        Happened::PasswordChanged => (Shape::Key, key::HAPPENED_PASSWORD_CHANGED),
        Happened::PhoneChanged => (Shape::Phone, key::HAPPENED_PHONE_CHANGED),
        Happened::EmailChanged => (Shape::Mail, key::HAPPENED_EMAIL_CHANGED),
        Happened::EmailProved => (Shape::Mail, key::HAPPENED_EMAIL_PROVED),
        Happened::EmailRemoved => (Shape::Mail, key::HAPPENED_EMAIL_REMOVED),
        Happened::ChangeUndone => (Shape::Back, key::HAPPENED_CHANGE_UNDONE),
        Happened::LostEverything => (Shape::Card, key::HAPPENED_LOST_EVERYTHING),
        Happened::Locked => (Shape::Warning, key::HAPPENED_LOCKED),
        Happened::CapacityConfirmed => (Shape::Check, key::HAPPENED_CAPACITY_CONFIRMED),
        Happened::CapacityRefused => (Shape::Warning, key::HAPPENED_CAPACITY_REFUSED),
        Happened::Unlocked => (Shape::Check, key::HAPPENED_UNLOCKED),
        Happened::RecoveryAsked => (Shape::Mail, key::HAPPENED_RECOVERY_ASKED),
        Happened::DataCopied => (Shape::Person, key::HAPPENED_DATA_COPIED),
        Happened::ApplicationStopped => (Shape::Warning, key::HAPPENED_APPLICATION_STOPPED),
        Happened::DeletionAsked => (Shape::Warning, key::HAPPENED_DELETION_ASKED),
        Happened::DeletionCancelled => (Shape::Check, key::HAPPENED_DELETION_CANCELLED),
    }
}
