//! The e-mail address of an account, and its proof by the link in a mail.

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
    /// Given by the person, but not proved: it is a user name, and cannot recover a password.
    Unproved,
    /// Mail to it reaches the person.
    Proved,
    /// It belongs to another person, and is no longer a user name.
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

/// Sends the mail with that link to the person's own address.
pub struct MailAddressLink;
impl Endpoint for MailAddressLink {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/account/address-link";
    type Request = Nothing;
    type Response = AccountView;
}

/// Whether the account in the mail belongs to its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// It belongs to the person who reads the mail: the address is proved.
    Mine,
    /// It belongs to another person: the address is removed from the account.
    NotMine,
}

/// The answer to such a mail, with the link that was sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AddressAnswer {
    /// The part of the link after the `#`.
    pub token: String,
    /// Whether the account is the reader's.
    pub whose: Whose,
}

/// The answer that was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AddressAnswered {
    /// The answer.
    pub whose: Whose,
}
