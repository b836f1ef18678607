//! The only error on the wire: `application/problem+json` (RFC 9457) with a machine-readable code.
//!
//! The server sends no sentences. The browser turns a [`Code`] into a sentence in the person's
//! language by an exhaustive match, so a code without a text does not compile.

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
    /// The fields to correct; empty unless `code` is `fields_invalid`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// The step of the wizard now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<At>,
    /// Why the wizard is not at the step that the page expected; with `wrong_step` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Seconds to wait before the same call can succeed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// A reference to give to the help desk: it finds the request in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
}

/// Why a wizard is not at the step that the page expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The flow was idle for so long that it ended.
    Over,
    /// The browser sent no cookie: it keeps none, or lost it.
    NoCookie,
    /// It moved on, ended or began again elsewhere, for instance in another tab.
    Elsewhere,
    /// What the flow was about has changed since, for instance a password.
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
    /// The reason for an action of the help desk.
    Reason,
    /// The search text of the help desk.
    Query,
}

/// Every error, by name.
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
    /// No resource has this path.
    NotFound,
    /// The path exists, the method does not.
    MethodNotAllowed,
    /// The request does not come from a page of this service.
    CrossSite,

    // The person, and the step of the flow.
    /// No live session.
    NotSignedIn,
    /// A second factor has to be set up before anything else (M9).
    EnrolmentRequired,
    /// The last proof is too old: call `POST /api/account/confirm` first.
    ProofRequired,
    /// The wizard is at another step; `at` says which, `reason` why.
    WrongStep,
    /// Another request changed the same flow first; `at` says where it is now.
    Conflict,

    // The service.
    /// Too many requests; `retry_after` says how long to wait.
    TooManyRequests,
    /// Too busy for another password check; `retry_after` says how long to wait.
    Busy,
    /// The database or another part is unavailable.
    Unavailable,
    /// The response took too long.
    TimeOut,
    /// An error of this service; logged under `trace`.
    Internal,

    // Fields.
    /// Some fields need attention; `fields` says which.
    FieldsInvalid,
    /// Nothing was filled in.
    Required,
    /// Longer than the service stores.
    TooLong,
    /// Not an e-mail address.
    EmailInvalid,
    /// Letters before the @ to which mail cannot be sent: other ones than a to z.
    EmailLetters,
    /// Another account uses this address.
    EmailTaken,
    /// Another account received this address and has not proved it; a mail to it can free it.
    EmailUnproved,
    /// Not a phone number.
    PhoneInvalid,
    /// A landline, premium or other number that takes no text messages.
    PhoneNotMobile,
    /// A country to which the service sends no text messages.
    PhoneCountry,
    /// The terms have to be agreed to, in their current version.
    TermsRequired,
    /// Not a RIZIV/INAMI number of a doctor: check digits or profession.
    RizivInvalid,
    /// A RIZIV/INAMI number without its last three digits, as on a stamp.
    RizivShort,
    /// Another account has this RIZIV/INAMI number; `trace` is the reference for the help desk.
    RizivTaken,
    /// Not a CBE number: check digits.
    CbeInvalid,
    /// Fewer characters than the policy asks.
    PasswordTooShort,
    /// More characters than the service accepts.
    PasswordTooLong,
    /// No digit in it.
    PasswordNeedsDigit,
    /// No letter in it.
    PasswordNeedsLetter,
    /// On the list of common passwords.
    PasswordCommon,
    /// Contains the person's own name, address or the name of this service.
    PasswordContext,
    /// The two passwords differ.
    PasswordsDiffer,
    /// Fewer digits than the code has.
    CodeTooShort,
    /// More digits than the code has.
    CodeTooLong,
    /// Other characters than digits.
    CodeNotDigits,
    /// Not the code that was sent.
    CodeWrong,
    /// The code has expired.
    CodeExpired,
    /// The code was used before; an authenticator app shows the next one within 30 s.
    CodeUsed,

    // e-ID.
    /// The challenge that the card answered has expired or was answered before.
    EidChallengeStale,
    /// The reader's answer is malformed.
    EidMalformed,
    /// The signature certificate was chosen, not the authentication certificate.
    EidSignatureCertificate,
    /// A certificate that is not meant for signing in.
    EidNotForAuthentication,
    /// Not issued by a trusted authority.
    EidUntrustedIssuer,
    /// The card's certificate has expired.
    EidExpired,
    /// The card's certificate is not valid yet.
    EidNotYetValid,
    /// The card's certificate was revoked.
    EidRevoked,
    /// The card's certificate is suspended until its holder has that lifted.
    EidSuspended,
    /// The revocation status of the card is unknown: the card is not at fault, and another way or
    /// time may work.
    EidStatusUnknown,
    /// The signature does not belong to this card, this page or this challenge.
    EidSignatureInvalid,
    /// The card's national number fails its check digits.
    EidNumberInvalid,
    /// No account is registered with this card.
    EidUnknown,

    // Accounts and messages.
    /// Too many wrong codes: the account is locked (R10).
    AccountLocked,
    /// A new message can be sent in `retry_after` seconds.
    ResendTooSoon,
    /// This number has reached its limit of messages for now.
    TooManyMessages,
    /// User name or password is wrong; never says which.
    CredentialsWrong,
    /// Too many wrong passwords for this name, known or not: only a password from a known browser
    /// is compared.
    PasswordGuarded,
    /// The link in the mail was used or has expired.
    LinkExpired,
    /// The account is held after "this was not me"; only the card opens it meanwhile.
    AccountHeld,

    // Second factors.
    /// Too many wrong codes: this step is blocked for `retry_after` seconds.
    StepRests,
    /// The call was not confirmed.
    CallNotConfirmed,
    /// This method is not set up, or cannot be used here.
    MethodUnavailable,
    /// The last method of a person who must have one cannot be removed (M9).
    LastMethod,
    /// The present password is wrong.
    PasswordWrong,
    /// The key's answer cannot be used: malformed, for another page, or badly signed.
    KeyRefused,
    /// The key's answer differs from the key that was set up: it has to be removed and set up
    /// again.
    KeyChanged,
    /// The key answered another challenge, or one that was answered before.
    KeyStale,
    /// No account knows this key.
    KeyUnknown,
    /// This key is already set up.
    KeyTaken,
    /// The key did not verify its user.
    KeyUnverified,
    /// The card belongs to another person than the account.
    EidOtherPerson,

    // Identity providers.
    /// The identity provider does not respond.
    ProviderAway,
    /// The person cancelled at the identity provider.
    ProviderCancelled,
    /// The identity provider's response cannot be accepted.
    ProviderRefused,
    /// The response belongs to another authorization request, or took too long.
    ProviderStale,
    /// The identity provider proves less than this service requires.
    ProviderWeak,
    /// The identity belongs to another person than the account.
    ProviderOtherPerson,
    /// No account is linked with this identity.
    IdentityUnknown,
    /// Another account is linked with this identity.
    IdentityTaken,
    /// The last way to sign in cannot be unlinked.
    LastIdentity,

    // The help desk.
    /// For staff only, in a role that may do this.
    RoleMissing,
    /// No such person, or not a person of this staff member's organisation.
    PersonUnknown,
    /// Nothing to do: it is already done, or impossible with this account status.
    NothingToDo,
    /// The caller has to be checked first.
    CallerUnchecked,
    /// Staff cannot act on their own account, and only an administrator helps other staff.
    NotYours,
    /// The last administrator cannot be removed.
    LastAdministrator,
    /// Fewer than 3 letters.
    ReasonTooShort,
    /// The policy would lock people out, or contradicts itself.
    PolicyInvalid,
}
