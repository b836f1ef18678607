//! The only error on the wire: `application/problem+json` (RFC 9457) with a machine-readable code.
//!
//! The server sends no prose. The browser turns a [`Code`] into a sentence in the person's language by
//! an exhaustive match, so a code without a text does not compile.

use serde::{Deserialize, Serialize};

/// What went wrong. `At` is the step a wizard is at, where the call was a move.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Problem<At = ()> {
    /// A URI that names the kind of problem: `urn:vestibule:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The HTTP status, repeated.
    pub status: u16,
    /// What went wrong.
    pub code: Code,
    /// Which fields to mend; empty unless `code` is `fields_invalid`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// Where the wizard is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<At>,
    /// Why the wizard is not where the page thought; with `wrong_step` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Seconds to wait before the same call can succeed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// What to tell the help desk: finds the request in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
}

/// Why a wizard is not where the page thought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nothing was done for so long that the journey ended.
    Over,
    /// The browser sent no cookie: it keeps none, or lost it.
    NoCookie,
    /// It moved on, ended or began again elsewhere, as in another tab.
    Elsewhere,
    /// What the journey was about has changed since, as a password.
    Changed,
}

/// One field and what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FieldProblem {
    /// The field.
    pub field: Field,
    /// What is wrong with it.
    pub code: Code,
}

/// A field that a person fills in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// E-mail address, which is also the user name (R12).
    Email,
    /// Mobile number.
    Phone,
    /// Language of texts, mails and messages.
    Language,
    /// Agreement with the terms.
    Terms,
    /// RIZIV/INAMI number of a doctor.
    Riziv,
    /// CBE (enterprise) number of an organisation.
    Cbe,
    /// Name of an organisation.
    Organisation,
    /// The code from a text message.
    Code,
    /// A password.
    Password,
    /// The password, typed again.
    Confirmation,
    /// The present password.
    CurrentPassword,
    /// The name of a method.
    Name,
    /// Why the help desk does something.
    Reason,
    /// Whom the help desk looks for.
    Query,
}

/// Everything that can go wrong, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Code {
    // The request itself.
    /// The body is not the JSON object this path takes.
    InvalidBody,
    /// The content type is not `application/json`.
    UnsupportedMediaType,
    /// The body is larger than 64 KiB.
    BodyTooLarge,
    /// Nothing lives at this path.
    NotFound,
    /// The path exists, the method does not.
    MethodNotAllowed,
    /// The request does not come from our own pages.
    CrossSite,

    // Who and where the person is.
    /// No live session.
    NotSignedIn,
    /// A second factor has to be set up before anything else (M9).
    EnrolmentRequired,
    /// Proved too long ago: ask `POST /api/account/confirm` first.
    ProofRequired,
    /// The wizard is elsewhere; `at` says where, `reason` why.
    WrongStep,
    /// Another request changed the same journey first; `at` says where it is now.
    Conflict,

    // The house.
    /// Too often; `retry_after` says how long to wait.
    TooManyRequests,
    /// Too busy for another password check; `retry_after` says how long to wait.
    Busy,
    /// The database or another part is away.
    Unavailable,
    /// The answer took too long.
    TimeOut,
    /// Our fault; logged under `trace`.
    Internal,

    // Fields.
    /// Some fields need attention; `fields` says which.
    FieldsInvalid,
    /// Nothing was filled in.
    Required,
    /// Longer than we can keep.
    TooLong,
    /// Not an e-mail address.
    EmailInvalid,
    /// Letters before the @ that mail cannot be sent to: other ones than a to z.
    EmailLetters,
    /// Another account uses this address.
    EmailTaken,
    /// Another account was given this address and has not proved it; a mail there can take it back.
    EmailUnproved,
    /// Not a phone number.
    PhoneInvalid,
    /// A landline, premium or other number that takes no text messages.
    PhoneNotMobile,
    /// A country we do not send text messages to.
    PhoneCountry,
    /// The terms have to be agreed to, in their current version.
    TermsRequired,
    /// Not a RIZIV/INAMI number of a doctor: check digits or profession.
    RizivInvalid,
    /// A RIZIV/INAMI number without its last three figures, as on a stamp.
    RizivShort,
    /// Another account has this RIZIV/INAMI number; `trace` is what to name to the help desk.
    RizivTaken,
    /// Not a CBE number: check digits.
    CbeInvalid,
    /// Fewer characters than the policy asks.
    PasswordTooShort,
    /// More characters than we accept.
    PasswordTooLong,
    /// No figure in it.
    PasswordNeedsDigit,
    /// No letter in it.
    PasswordNeedsLetter,
    /// On the list of passwords that everybody tries first.
    PasswordCommon,
    /// Contains the person's own name, address or the name of this service.
    PasswordContext,
    /// The two passwords differ.
    PasswordsDiffer,
    /// Fewer figures than the code has.
    CodeTooShort,
    /// More figures than the code has.
    CodeTooLong,
    /// Something else than figures.
    CodeNotDigits,
    /// Not the code we sent.
    CodeWrong,
    /// The code's time is over.
    CodeExpired,
    /// The code was used before; an authenticator app shows the next one within 30 s.
    CodeUsed,

    // e-ID.
    /// The question the card answered is too old or was answered before.
    EidChallengeStale,
    /// The reader's answer cannot be read.
    EidMalformed,
    /// The signature certificate was chosen, not the authentication certificate.
    EidSignatureCertificate,
    /// A certificate that is not meant for signing in.
    EidNotForAuthentication,
    /// Not issued by an authority we trust.
    EidUntrustedIssuer,
    /// The card's certificate has expired.
    EidExpired,
    /// The card's certificate is not valid yet.
    EidNotYetValid,
    /// The card's certificate was revoked.
    EidRevoked,
    /// The card's certificate is suspended: it rests until its holder has that lifted.
    EidSuspended,
    /// Nobody could say whether the card was withdrawn: no fault of the card, and another way or time helps.
    EidStatusUnknown,
    /// The signature does not belong to this card, this page or this question.
    EidSignatureInvalid,
    /// The card's national number fails its check digits.
    EidNumberInvalid,
    /// Nobody registered with this card.
    EidUnknown,

    // Accounts and messages.
    /// Too many wrong codes: the account is locked (R10).
    AccountLocked,
    /// A new message can be sent in `retry_after` seconds.
    ResendTooSoon,
    /// This number had as many messages as it can have for now.
    TooManyMessages,
    /// User name or password is wrong; never says which.
    CredentialsWrong,
    /// Too many wrong passwords for this name, known or not: only a known browser's is compared.
    PasswordGuarded,
    /// The link in the mail was used or its time is over.
    LinkExpired,
    /// The account is held after "this was not me"; only the card opens it meanwhile.
    AccountHeld,

    // Second factors.
    /// Too many wrong codes: this step rests for `retry_after` seconds.
    StepRests,
    /// The call was not confirmed.
    CallNotConfirmed,
    /// This method is not set up, or cannot be used here.
    MethodUnavailable,
    /// The last method of who must have one cannot be removed (M9).
    LastMethod,
    /// The present password is not that.
    PasswordWrong,
    /// The key's answer cannot be used: malformed, for another page, or badly signed.
    KeyRefused,
    /// The key does not answer as the one that was set up: it has to be removed and set up again.
    KeyChanged,
    /// The key answered another question, or one that was answered before.
    KeyStale,
    /// No account knows this key.
    KeyUnknown,
    /// This key is set up already.
    KeyTaken,
    /// The key did not check that it is you.
    KeyUnverified,
    /// The card belongs to another person than the account.
    EidOtherPerson,

    // Identity providers.
    /// The identity provider does not answer.
    ProviderAway,
    /// The person stopped at the identity provider.
    ProviderCancelled,
    /// The identity provider's answer cannot be taken.
    ProviderRefused,
    /// The answer belongs to another visit to the provider, or took too long.
    ProviderStale,
    /// The identity provider proves less than is asked for here.
    ProviderWeak,
    /// The identity belongs to another person than the account.
    ProviderOtherPerson,
    /// No account is linked with this identity.
    IdentityUnknown,
    /// Another account is linked with this identity.
    IdentityTaken,
    /// The last way in cannot be unlinked.
    LastIdentity,

    // The help desk.
    /// For people who work here, in a role that may do this.
    RoleMissing,
    /// No such person, or not one of yours.
    PersonUnknown,
    /// Nothing to do: it is so already, or not possible as the account stands.
    NothingToDo,
    /// First it has to be known that the caller is the person.
    CallerUnchecked,
    /// Nobody helps themselves, and only an administrator helps people who work here.
    NotYours,
    /// The last administrator stays.
    LastAdministrator,
    /// Fewer than 3 letters.
    ReasonTooShort,
    /// The policy would leave people before a wall, or contradicts itself.
    PolicyInvalid,
}
