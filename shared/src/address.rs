//! The e-mail address of an account, proved with the link of a mail.

use serde::{Deserialize, Serialize};

use crate::{
    account::AccountView,
    api::{Endpoint, Method, Nothing},
};

/// Whether the e-mail address of an account was proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AddressState {
    /// Given by the person, and not proved: it is a user name, and recovers no password.
    Unproved,
    /// Mail there reaches the person.
    Proved,
    /// It belongs to another person, and is no user name any more.
    Removed,
}

/// Answers the mail that asks whether an address belongs to an account. The link works once.
pub struct AnswerAddress;
impl Endpoint for AnswerAddress {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/address";
    type Request = AddressAnswer;
    type Response = AddressAnswered;
}

/// Sends the mail with that link to one's own address.
pub struct MailAddressLink;
impl Endpoint for MailAddressLink {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/account/address-link";
    type Request = Nothing;
    type Response = AccountView;
}

/// Whose account the mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// Of the person who reads the mail: the address is proved.
    Mine,
    /// Of another person: the address is taken from the account.
    NotMine,
}

/// The answer, with the link that was sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AddressAnswer {
    /// The part of the link after the `#`.
    pub token: String,
    /// Whose account it is.
    pub whose: Whose,
}

/// What holds from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AddressAnswered {
    /// The answer.
    pub whose: Whose,
}
