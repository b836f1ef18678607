//! Notes what happened, in the transaction in which it happens.

use crate::{
    app::App,
    db::{self, Tx},
};

/// What is noted. The names are stable: people search for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A card was read and the person has no account.
    CardRead,
    /// A card was refused; the detail is the code.
    CardRefused,
    /// The account details were submitted.
    AccountOrdered,
    /// An e-mail address was found to be taken.
    EmailTaken,
    /// The account was made.
    AccountOpened,
    /// The card was linked to the account.
    CardLinked,
    /// The order was dropped: the person has an account.
    DuplicateDropped,
    /// The making of an account stopped.
    ProvisioningFailed,
    /// A person started it again.
    ProvisioningRetried,
    /// A code was sent; the detail is its purpose.
    CodeSent,
    /// A wrong code was typed; the detail is its purpose.
    CodeWrong,
    /// The mobile number was changed before activation.
    PhoneChanged,
    /// Too many wrong codes locked the account.
    Locked,
    /// A fresh reading of the card unlocked it.
    Unlocked,
    /// The account was activated.
    Activated,
    /// Somebody signed in; the detail is how.
    SignedIn,
    /// A wrong password for an account that exists.
    SignInFailed,
    /// A session was ended by its owner.
    SignedOut,
    /// Every session was ended by their owner.
    SignedOutEverywhere,
    /// The language was changed.
    LanguageChanged,
    /// A recovery link was sent.
    RecoveryMailed,
    /// A recovery link was used.
    RecoveryLinkUsed,
    /// The card proved the person for a recovery.
    RecoveryByCard,
    /// A new password was set.
    PasswordChanged,
    /// A phone call was asked for; the detail is its purpose.
    CallPlaced,
    /// The right key was pressed.
    CallConfirmed,
    /// A person said that a call was not for them.
    CallRefused,
    /// A registration that was never activated was removed.
    Purged,
}

impl Event {
    const fn name(self) -> &'static str {
        match self {
            Self::CardRead => "registration.card_read",
            Self::CardRefused => "eid.refused",
            Self::AccountOrdered => "registration.account_ordered",
            Self::EmailTaken => "registration.email_taken",
            Self::AccountOpened => "registration.account_opened",
            Self::CardLinked => "identity.linked",
            Self::DuplicateDropped => "registration.duplicate_dropped",
            Self::ProvisioningFailed => "registration.provisioning_failed",
            Self::ProvisioningRetried => "registration.provisioning_retried",
            Self::CodeSent => "code.sent",
            Self::CodeWrong => "code.wrong",
            Self::PhoneChanged => "registration.phone_changed",
            Self::Locked => "account.locked",
            Self::Unlocked => "account.unlocked",
            Self::Activated => "account.activated",
            Self::SignedIn => "session.signed_in",
            Self::SignInFailed => "session.sign_in_failed",
            Self::SignedOut => "session.signed_out",
            Self::SignedOutEverywhere => "session.signed_out_everywhere",
            Self::LanguageChanged => "account.language_changed",
            Self::RecoveryMailed => "recovery.mailed",
            Self::RecoveryLinkUsed => "recovery.link_used",
            Self::RecoveryByCard => "recovery.by_card",
            Self::PasswordChanged => "account.password_changed",
            Self::CallPlaced => "call.placed",
            Self::CallConfirmed => "call.confirmed",
            Self::CallRefused => "call.refused",
            Self::Purged => "registration.purged",
        }
    }

    /// Who does it: what nobody asked for, the system did.
    const fn actor(self) -> &'static str {
        match self {
            Self::AccountOpened
            | Self::CardLinked
            | Self::DuplicateDropped
            | Self::ProvisioningFailed
            | Self::RecoveryMailed
            | Self::Purged => "system",
            _ => "person",
        }
    }
}

/// Notes an event. The detail holds words of ours, never anything a person typed.
pub async fn note(
    app: &App,
    tx: &mut Tx,
    event: Event,
    account: Option<&str>,
    detail: &str,
) -> Result<(), db::Error> {
    let entry = db::audit::Entry {
        id: app.rng.id(),
        at: app.clock.now(),
        event: event.name(),
        account,
        actor: event.actor(),
        detail,
    };
    db::audit::insert(tx, &entry).await
}
