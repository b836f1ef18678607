//! Records audit events, in the transaction in which they happen.

use vestibule_shared::{id::AccountId, security::Happened};

mod address;
mod campaign;
mod capacity;
mod decided;
mod desk;
mod leaving;
mod openid;
mod references;
mod staff;
mod stranger;
mod subject;
pub mod trail;
pub mod verify;

pub use self::{
    address::Address,
    campaign::Campaign,
    decided::Decided,
    desk::Desk,
    leaving::Leaving,
    openid::Openid,
    references::{draw_reference, note_for_help, reference},
    staff::{By, STAFF, Staff},
    stranger::Stranger,
    subject::{Key, find as find_key},
};

use crate::{
    app::{App, problem::Problem},
    db::{self, Tx},
    domain::account::capacity::Verdict,
    system::keyring::Keyring,
};

/// The events. The names are stable, because people search for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A person proved their identity; the detail is by which provider.
    CardRead,
    /// A card was refused; the detail is the code.
    CardRefused,
    /// The account details were submitted.
    AccountOrdered,
    /// An e-mail address was found to be taken.
    EmailTaken,
    /// The account was created.
    AccountOpened,
    /// An identity was linked to the account; the detail is its provider.
    CardLinked,
    /// The order was dropped: the person already has an account.
    DuplicateDropped,
    /// The creation of an account stopped.
    ProvisioningFailed,
    /// A person restarted it.
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
    /// A person signed in; the detail is how.
    SignedIn,
    /// A session was ended by its owner.
    SignedOut,
    /// Every session was ended by its owner.
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
    /// A phone call was requested; the detail is its purpose.
    CallPlaced,
    /// The right key was pressed.
    CallConfirmed,
    /// A person said that a call was not for them.
    CallRefused,
    /// A registration that was never activated was removed.
    Purged,
    /// A second factor was set up; the detail is its kind.
    FactorAdded,
    /// A second factor was removed; the detail is its kind.
    FactorRemoved,
    /// A second factor was given another name; the detail is its kind.
    FactorRenamed,
    /// A wrong code or key; the detail is the kind.
    FactorWrong,
    /// Too many wrong codes: the step is blocked for a while.
    FactorRests,
    /// A signed-in person re-authenticated; the detail is how.
    Confirmed,
    /// Recovery codes were made.
    RecoveryCodesMade,
    /// A recovery code was used.
    RecoveryCodeUsed,
    /// A browser was remembered.
    BrowserRemembered,
    /// A browser was forgotten.
    BrowserForgotten,
    /// The mobile number of an active account was changed.
    ContactPhoneChanged,
    /// The e-mail address was changed.
    EmailChanged,
    /// A change was undone with its link; the detail is which.
    ChangeUndone,
    /// The card released an account that was on hold.
    HoldLifted,
    /// The card proved the person after every factor was lost.
    LostEverything,
    /// The person says that no method is available any more; the detail is a reference for the help
    /// desk.
    HelpWanted,
    /// A week was added to the grace period.
    DutySnoozed,
    /// An identity provider's response was refused; the detail is the code.
    ProviderRefused,
    /// An identity was unlinked from the account; the detail is its provider.
    IdentityUnlinked,
    /// The source confirmed or refused a capacity.
    Capacity(Verdict),
    /// An event of staff.
    Staff(Staff),
    /// An event of the policy.
    Policy(Decided),
    /// A person was notified that a method ends; the detail is which, its last day and how many
    /// days before.
    EndingNotified,
    /// An event of a campaign.
    Campaign(Campaign),
    /// An event at the help desk.
    Desk(Desk),
    /// An attempt by a person who is not the owner.
    Stranger(Stranger),
    /// An event of a data export or of the deletion of an account.
    Leaving(Leaving),
    /// An event of the e-mail address.
    Address(Address),
    /// An event of the OpenID Provider.
    Openid(Openid),
}

impl Event {
    const fn name(self) -> &'static str {
        match self {
            Self::Staff(what) => what.name(),
            Self::Policy(what) => what.name(),
            Self::Campaign(what) => what.name(),
            Self::Desk(what) => what.name(),
            Self::Stranger(what) => what.name(),
            Self::Leaving(what) => what.name(),
            Self::Address(what) => what.name(),
            Self::Openid(what) => what.name(),
            Self::Capacity(verdict) => capacity::name(verdict),
            own => own.own_name(),
        }
    }

    const fn own_name(self) -> &'static str {
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
            Self::FactorAdded => "factor.added",
            Self::FactorRemoved => "factor.removed",
            Self::FactorRenamed => "factor.renamed",
            Self::FactorWrong => "factor.wrong",
            Self::FactorRests => "factor.rests",
            Self::Confirmed => "session.confirmed",
            Self::RecoveryCodesMade => "factor.recovery_codes_made",
            Self::RecoveryCodeUsed => "factor.recovery_code_used",
            Self::BrowserRemembered => "browser.remembered",
            Self::BrowserForgotten => "browser.forgotten",
            Self::ContactPhoneChanged => "account.phone_changed",
            Self::EmailChanged => "account.email_changed",
            Self::ChangeUndone => "account.change_undone",
            Self::HoldLifted => "account.hold_lifted",
            Self::LostEverything => "factor.everything_lost",
            Self::HelpWanted => "factor.help_wanted",
            Self::DutySnoozed => "factor.duty_snoozed",
            Self::ProviderRefused => "provider.refused",
            Self::IdentityUnlinked => "identity.unlinked",
            Self::EndingNotified => "factor.ending_told",
            Self::Staff(_)
            | Self::Policy(_)
            | Self::Campaign(_)
            | Self::Desk(_)
            | Self::Stranger(_)
            | Self::Leaving(_)
            | Self::Address(_)
            | Self::Openid(_)
            | Self::Capacity(_) => "",
        }
    }

    /// The actor; events that were not requested are the system's.
    const fn actor(self) -> &'static str {
        match self {
            Self::AccountOpened
            | Self::CardLinked
            | Self::DuplicateDropped
            | Self::ProvisioningFailed
            | Self::RecoveryMailed
            | Self::EndingNotified
            | Self::Capacity(_)
            | Self::Purged => "system",
            Self::Campaign(what) => what.actor(),
            Self::Desk(what) => what.actor(),
            Self::Stranger(what) => what.actor(),
            Self::Leaving(what) => what.actor(),
            Self::Openid(what) => what.actor(),
            Self::Staff(what) => what.actor(),
            _ => "person",
        }
    }
}

/// What the owner of the account reads of a row; nothing where the row is no news to them.
pub fn in_plain_words(event: &str, detail: &str) -> Option<Happened> {
    Some(match (event, detail) {
        ("registration.account_opened", _) => Happened::AccountOpened,
        ("account.activated", _) => Happened::Activated,
        ("session.signed_in", "two_step") => Happened::SignedInTwoStep,
        ("session.signed_in", "passkey") => Happened::SignedInPasskey,
        ("session.signed_in", "eid") => Happened::SignedInCard,
        ("session.signed_in", "provider" | "provider_two_step") => Happened::SignedInProvider,
        ("identity.linked", _) => Happened::IdentityLinked,
        ("identity.unlinked", _) => Happened::IdentityUnlinked,
        ("session.signed_in", _) => Happened::SignedInPassword,
        ("session.sign_in_failed", _) => Happened::PasswordWrong,
        ("factor.wrong" | "code.wrong", _) => Happened::FactorWrong,
        ("factor.rests", _) => Happened::FactorRests,
        ("call.refused", _) => Happened::CallRefused,
        ("session.confirmed", _) => Happened::Confirmed,
        ("session.signed_out" | "session.signed_out_everywhere" | "openid.signed_out", _) => {
            Happened::SignedOut
        }
        ("openid.refresh_replayed", _) => Happened::ApplicationStopped,
        ("factor.added", _) => Happened::MethodAdded,
        ("factor.removed", _) => Happened::MethodRemoved,
        ("factor.recovery_codes_made", _) => Happened::CodesRenewed,
        ("factor.recovery_code_used", _) => Happened::CodeUsed,
        ("browser.remembered", _) => Happened::BrowserRemembered,
        ("browser.forgotten", _) => Happened::BrowserForgotten,
        ("account.password_changed", _) => Happened::PasswordChanged,
        ("account.phone_changed" | "registration.phone_changed", _) => Happened::PhoneChanged,
        ("account.email_changed", _) => Happened::EmailChanged,
        ("account.change_undone", _) => Happened::ChangeUndone,
        ("factor.everything_lost", _) => Happened::LostEverything,
        ("account.locked", _) => Happened::Locked,
        ("account.unlocked" | "account.hold_lifted", _) => Happened::Unlocked,
        ("recovery.mailed", _) => Happened::RecoveryAsked,
        _ => {
            return desk::in_plain_words(event)
                .or_else(|| leaving::in_plain_words(event))
                .or_else(|| address::in_plain_words(event))
                .or_else(|| capacity::in_plain_words(event));
        }
    })
}

/// Records an event. The detail holds fixed words only, never input of a person.
pub async fn note(
    app: &App,
    tx: &mut Tx,
    event: Event,
    account: Option<&str>,
    detail: &str,
) -> Result<(), db::Error> {
    note_from(app, tx, event, account, (detail, "")).await
}

/// Records an event with a short description of its browser, for the history that the owner reads.
pub async fn note_from(
    app: &App,
    tx: &mut Tx,
    event: Event,
    account: Option<&str>,
    (detail, browser): (&str, &str),
) -> Result<(), db::Error> {
    let entry = entry(app, event, account, event.actor().to_owned(), (detail, browser));
    db::audit::note(tx, entry, &app.keys);
    std::future::ready(Ok(())).await
}

/// Records an event once in a while: not when it was recorded for this account within these seconds.
pub async fn note_folded(
    app: &App,
    tx: &mut Tx,
    event: Event,
    account: &AccountId,
    (detail, seconds): (&str, i64),
) -> Result<(), db::Error> {
    let since = app.clock.now().plus_seconds(-seconds);
    if db::audit::was_noted(tx, (&account.0, event.name()), since).await? {
        return Ok(());
    }
    note(app, tx, event, Some(&account.0), detail).await
}

/// Records what a member of staff did to an account, and why.
pub async fn note_by(
    app: &App,
    tx: &mut Tx,
    event: Event,
    account: Option<&AccountId>,
    (detail, by): (&str, By<'_>),
) -> Result<(), Problem> {
    let actor = format!("{STAFF}{}", by.staff);
    let subject = account.map(|id| id.0.as_str());
    let mut entry = entry(app, event, subject, actor, (detail, ""));
    if !by.reason.is_empty() {
        let key = subject::key(app, tx, subject.unwrap_or(&by.staff.0)).await?;
        entry.said_sealed = key.seal(app, &entry.id, by.reason);
    }
    db::audit::note(tx, entry, &app.keys);
    Ok(())
}

/// Seals the reason of a member of staff with their own key, for a row that is no person's.
pub async fn seal_reason(
    app: &App,
    tx: &mut Tx,
    by: By<'_>,
    place: &str,
) -> Result<String, Problem> {
    let key = subject::key(app, tx, &by.staff.0).await?;
    Ok(key.seal(app, place, by.reason))
}

fn entry(
    app: &App,
    event: Event,
    account: Option<&str>,
    actor: String,
    (detail, browser): (&str, &str),
) -> db::audit::Entry {
    db::audit::Entry {
        id: app.rng.id(),
        at: app.clock.now().0,
        event: event.name().to_owned(),
        account: account.map(str::to_owned),
        actor,
        detail: detail.to_owned(),
        browser: browser.to_owned(),
        said_sealed: String::new(),
    }
}

impl db::audit::Signer for Keyring {
    fn sign(&self, parts: &[String]) -> String {
        self.audit_mac(parts)
    }
}
