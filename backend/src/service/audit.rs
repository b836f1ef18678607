//! Notes what happened, in the transaction in which it happens.

use vestibule_shared::{id::AccountId, security::Happened};

mod address;
mod campaign;
mod decided;
mod desk;
mod leaving;
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
    stranger::Stranger,
    subject::{Key, find as find_key},
};

use crate::{
    app::{App, problem::Problem},
    db::{self, Tx},
    system::keyring::Keyring,
};

/// What is noted. The names are stable: people search for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody proved who they are; the detail is by which provider.
    CardRead,
    /// A card was refused; the detail is the code.
    CardRefused,
    /// The account details were submitted.
    AccountOrdered,
    /// An e-mail address was found to be taken.
    EmailTaken,
    /// The account was made.
    AccountOpened,
    /// An identity was linked to the account; the detail is its provider.
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
    /// A second factor was set up; the detail is its kind.
    FactorAdded,
    /// A second factor was removed; the detail is its kind.
    FactorRemoved,
    /// A second factor was given another name; the detail is its kind.
    FactorRenamed,
    /// A wrong code or key; the detail is the kind.
    FactorWrong,
    /// Too many wrong codes: the step rests.
    FactorRests,
    /// A signed-in person proved afresh who they are; the detail is how.
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
    /// The card let go an account that was held.
    HoldLifted,
    /// The card proved the person because everything was lost.
    LostEverything,
    /// Says that no method is at hand any more; the detail is a reference to name to the help desk.
    HelpWanted,
    /// A week was added to the grace.
    DutySnoozed,
    /// An identity provider's answer was refused; the detail is the code.
    ProviderRefused,
    /// An identity was unlinked from the account; the detail is its provider.
    IdentityUnlinked,
    /// Somebody works here from now on; the detail is the role.
    RoleGranted,
    /// Somebody does so no longer; the detail is the role.
    RoleRevoked,
    /// Somebody read the audit trail.
    TrailRead,
    /// Something about the policy.
    Policy(Decided),
    /// Somebody was told that a method ends; the detail is which, its last day and how many days before.
    EndingTold,
    /// Something about a campaign.
    Campaign(Campaign),
    /// Something at the help desk.
    Desk(Desk),
    /// Something that a stranger tried.
    Stranger(Stranger),
    /// A person takes their data along, or leaves.
    Leaving(Leaving),
    /// Something about the e-mail address.
    Address(Address),
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
            Self::RoleGranted => "staff.granted",
            Self::RoleRevoked => "staff.revoked",
            Self::TrailRead => "audit.read",
            Self::Policy(what) => what.name(),
            Self::EndingTold => "factor.ending_told",
            Self::Campaign(what) => what.name(),
            Self::Desk(what) => what.name(),
            Self::Stranger(what) => what.name(),
            Self::Leaving(what) => what.name(),
            Self::Address(what) => what.name(),
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
            | Self::RoleGranted
            | Self::EndingTold
            | Self::Purged => "system",
            Self::Campaign(what) => what.actor(),
            Self::Desk(what) => what.actor(),
            Self::Stranger(what) => what.actor(),
            Self::Leaving(what) => what.actor(),
            _ => "person",
        }
    }
}

/// What a row tells the owner of the account; nothing where it is no news to them.
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
        ("session.signed_out" | "session.signed_out_everywhere", _) => Happened::SignedOut,
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
        ("account.language_changed", _) => Happened::LanguageChanged,
        _ => {
            return desk::in_plain_words(event)
                .or_else(|| leaving::in_plain_words(event))
                .or_else(|| address::in_plain_words(event));
        }
    })
}

/// How an actor begins who works here; the account follows.
pub const STAFF: &str = "staff:";

/// Who did something, where it was neither the person nor the system.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// The account of who works here.
    pub staff: &'a AccountId,
    /// Why, in their own words: kept under the key of the subject.
    pub reason: &'a str,
}

/// Notes an event. The detail holds words of ours, never anything a person typed.
pub async fn note(
    app: &App,
    tx: &mut Tx,
    event: Event,
    account: Option<&str>,
    detail: &str,
) -> Result<(), db::Error> {
    note_from(app, tx, event, account, (detail, "")).await
}

/// Notes an event that a person may call the help desk about, with a reference they can name.
pub async fn note_for_help(
    app: &App,
    tx: &mut Tx,
    event: Event,
    account: &AccountId,
    browser: &str,
) -> Result<(), db::Error> {
    let reference = draw_reference(app);
    note_from(app, tx, event, Some(&account.0), (&reference, browser)).await
}

/// A reference that people can name to the help desk.
pub fn draw_reference(app: &App) -> String {
    let drawn = app.rng.letters::<8>();
    let (first, second) = drawn.split_at(4);
    format!("{first}-{second}")
}

/// The reference of the last event of this kind; empty when there was none.
pub async fn reference(
    tx: &mut Tx,
    event: Event,
    account: &AccountId,
) -> Result<String, db::Error> {
    Ok(db::audit::find_detail(tx, &account.0, event.name()).await?.unwrap_or_default())
}

/// Notes an event with the browser it came from, in a few words, for the history its owner reads.
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

/// Notes what somebody who works here did to an account, and why.
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
