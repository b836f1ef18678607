//! The pages of this app and their addresses. No other file contains the path of a page.

use vestibule_shared::{page, staff::Role};

/// A page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// The start address: leads to the account of a signed-in person, otherwise to sign-in.
    Home,
    /// Registration; the server keeps its current step.
    Register,
    /// Sign-in.
    SignIn,
    /// A forgotten password; a mail's link leads here, with its token in the fragment (after the
    /// `#`).
    Recover,
    /// A signed-in person confirms their identity; leads back to the page that requested it.
    Confirm,
    /// The account and its sessions.
    Account,
    /// How the account is protected.
    Security,
    /// A change of the number or address.
    Contact,
    /// The data stored about the person, and the deletion of the account.
    Data,
    /// A mail's link leads here, with its token in the fragment: asks whose an account's address
    /// is.
    Address,
    /// A mail's link leads here, with its token in the fragment: undoes a change.
    Undo,
    /// The set-up of two-step verification.
    TwoStep,
    /// Links a card or an account at an identity provider.
    Link,
    /// Goes on to an application; the fragment is the handle of its request.
    Continue,
    /// Asks before a person is signed out; the fragment says which application wants it.
    SignOut,
    /// The applications of a person.
    Applications,
    /// The address to which identity providers redirect.
    Return,
    /// What a person needs, and what to do when something does not work.
    Help,
    /// What changes when a method ends.
    Change,
    /// A person on the phone with the help line identifies.
    Call,
    /// A mail's link leads here, with its token in the fragment: cancels a pending reset.
    Reset,
    /// The help desk: finding a person.
    Desk,
    /// One person, as the help desk sees them; the fragment says which one.
    Person,
    /// The policy.
    Policy,
    /// The staff.
    Staff,
    /// The audit trail; of one person if the fragment names one.
    Trail,
    /// A mail's link leads here, with its token in the fragment: pauses campaigns for a person.
    Later,
    /// The figures about strong methods.
    Cockpit,
    /// Mails to people who should set up another method.
    Campaigns,
    /// The registered applications, as administrators see them.
    Clients,
    /// One of them; the fragment says which one.
    Client,
    /// An unknown address.
    NotFound,
}

impl Route {
    const ALL: [Self; 31] = [
        Self::Address,
        Self::Home,
        Self::Register,
        Self::SignIn,
        Self::Recover,
        Self::Confirm,
        Self::Account,
        Self::Security,
        Self::Contact,
        Self::Data,
        Self::Undo,
        Self::TwoStep,
        Self::Link,
        Self::Continue,
        Self::SignOut,
        Self::Applications,
        Self::Return,
        Self::Help,
        Self::Change,
        Self::Call,
        Self::Reset,
        Self::Desk,
        Self::Person,
        Self::Policy,
        Self::Staff,
        Self::Trail,
        Self::Later,
        Self::Cockpit,
        Self::Campaigns,
        Self::Clients,
        Self::Client,
    ];

    /// The address, with no host, query or fragment.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Home | Self::NotFound => page::HOME,
            Self::Register => page::REGISTER,
            Self::SignIn => page::SIGN_IN,
            Self::Recover => page::RECOVER,
            Self::Confirm => page::CONFIRM,
            Self::Account => page::ACCOUNT,
            Self::Security => page::SECURITY,
            Self::Contact => page::CONTACT,
            Self::Data => page::DATA,
            Self::Address => page::ADDRESS,
            Self::Undo => page::UNDO,
            Self::TwoStep => page::TWO_STEP,
            Self::Link => page::LINK,
            Self::Continue => page::CONTINUE,
            Self::SignOut => page::SIGN_OUT,
            Self::Applications => page::APPLICATIONS,
            Self::Return => page::RETURN,
            Self::Help => page::HELP,
            Self::Change => page::CHANGE,
            Self::Call => page::CALL,
            Self::Reset => page::RESET,
            Self::Desk => page::DESK,
            Self::Person => page::PERSON,
            Self::Policy => page::POLICY,
            Self::Staff => page::STAFF,
            Self::Trail => page::TRAIL,
            Self::Later => page::LATER,
            Self::Cockpit => page::COCKPIT,
            Self::Campaigns => page::CAMPAIGNS,
            Self::Clients => page::CLIENTS,
            Self::Client => page::CLIENT,
        }
    }

    /// The page at an address.
    pub(crate) fn at(path: &str) -> Self {
        let bare = if path.len() > 1 { path.trim_end_matches('/') } else { path };
        Self::ALL.into_iter().find(|route| route.path() == bare).unwrap_or(Self::NotFound)
    }
}

impl Route {
    /// Whether this page is remembered for after a sign-in or a proof.
    const fn is_remembered(self) -> bool {
        matches!(
            self,
            Self::Account
                | Self::Security
                | Self::Contact
                | Self::Data
                | Self::TwoStep
                | Self::Link
                | Self::Call
                | Self::Continue
                | Self::Applications
        ) || self.is_for_staff()
    }

    const fn is_for_staff(self) -> bool {
        matches!(
            self,
            Self::Desk
                | Self::Person
                | Self::Policy
                | Self::Staff
                | Self::Trail
                | Self::Cockpit
                | Self::Campaigns
                | Self::Clients
                | Self::Client
        )
    }

    /// Whether this page has something for an account with this role.
    pub(crate) fn is_for(self, role: Option<Role>) -> bool {
        match self {
            Self::Desk | Self::Person => role.is_some(),
            page if page.is_for_staff() => role.is_some_and(Role::audits),
            _ => true,
        }
    }
}

/// The longest fragment that is remembered, in bytes.
const LONGEST: usize = 64;

/// A page of this app with its subject: never another address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The page.
    pub(crate) route: Route,
    address: String,
}

impl Place {
    /// The place at an address, if it is one that is remembered. Its fragment is kept if its format
    /// is one of this app's.
    pub(crate) fn at(address: &str) -> Option<Self> {
        let (path, about) = address.split_once('#').unwrap_or((address, ""));
        let route = Route::at(path);
        let is_name = about.len() <= LONGEST
            && about.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        let mut place = Self::from(route);
        if is_name && !about.is_empty() {
            place.address = [place.address.as_str(), about].join("#");
        }
        route.is_remembered().then_some(place)
    }

    /// The address bar's content for this place.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}

impl From<Route> for Place {
    fn from(route: Route) -> Self {
        Self { route, address: route.path().to_owned() }
    }
}

/// A help topic: a part of the help page, or a separate page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    /// What a person needs.
    Needs,
    /// Which method suits a person.
    Method,
    /// A person cannot sign in.
    Stuck,
    /// The phone is lost or was stolen.
    LostPhone,
    /// There is a new phone.
    NewPhone,
    /// The card's PIN is forgotten or blocked.
    Pin,
    /// No text message arrives.
    NoSms,
    /// No call comes.
    NoCall,
    /// The codes of an app are refused.
    AppCode,
    /// A security key is lost.
    LostKey,
    /// The recovery codes are lost.
    LostCodes,
    /// An e-mail address belongs to another person by now.
    OldEmail,
    /// The card reader.
    Reader,
    /// The account.
    Account,
    /// The account is locked.
    Locked,
    /// The password is forgotten.
    Password,
    /// The registration is finished later.
    Later,
    /// The card has expired or was revoked.
    Expired,
    /// How to stay safe.
    Safety,
    /// Another person asks for a code.
    Asked,
    /// Something was done by another person.
    NotMe,
    /// The help line.
    Line,
    /// What changes when a method ends.
    Change,
}

impl Topic {
    /// The address; its fragment is the id of an element of the page.
    pub(crate) const fn href(self) -> &'static str {
        match self {
            Self::Needs => "/help#needs",
            Self::Method => "/help#which-method",
            Self::Stuck => "/help#stuck",
            Self::LostPhone => "/help#lost-phone",
            Self::NewPhone => "/help#new-phone",
            Self::Pin => "/help#pin",
            Self::NoSms => "/help#no-sms",
            Self::NoCall => "/help#no-call",
            Self::AppCode => "/help#app-code",
            Self::LostKey => "/help#lost-key",
            Self::LostCodes => "/help#lost-codes",
            Self::OldEmail => "/help#old-email",
            Self::Reader => "/help#reader",
            Self::Account => "/help#account",
            Self::Locked => "/help#locked",
            Self::Password => "/help#password",
            Self::Later => "/help#later",
            Self::Expired => "/help#card-expired",
            Self::Safety => "/help#safety",
            Self::Asked => "/help#asked-for-a-code",
            Self::NotMe => "/help#not-me",
            Self::Line => "/help#help-line",
            Self::Change => Route::Change.path(),
        }
    }

    /// The id of the element in the help page; empty for a separate page.
    pub(crate) fn anchor(self) -> &'static str {
        self.href().split_once('#').map_or("", |(_, anchor)| anchor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_at_its_own_address() {
        for route in Route::ALL {
            assert_eq!(Route::at(route.path()), route);
        }
        assert!(page::ALL.iter().all(|path| Route::at(path) != Route::NotFound));
    }

    #[test]
    fn a_slash_too_many_is_forgiven_and_an_unknown_address_is_not() {
        assert_eq!(Route::at("/sign-in/"), Route::SignIn);
        assert_eq!(Route::at("/"), Route::Home);
        for path in ["", "/nowhere", "/register/now", "/Register", "sign-in"] {
            assert_eq!(Route::at(path), Route::NotFound, "{path:?}");
        }
    }

    #[test]
    fn a_place_is_a_page_of_ours_with_what_it_is_about() {
        for address in ["/account/security", "/account/two-step", "/desk/person#0193f1c2-7b_A"] {
            assert_eq!(Place::at(address).unwrap().address(), address);
        }
        assert_eq!(Place::at("/desk/trail/#a").unwrap().address(), "/desk/trail#a");
    }

    #[test]
    fn what_cannot_be_a_name_of_ours_is_left_out_of_a_place() {
        let long = format!("/desk/person#{}", "a".repeat(65));
        for address in ["/desk/person#<b>", "/desk/person#a/b", "/desk/person#", &long] {
            assert_eq!(Place::at(address), Some(Place::from(Route::Person)), "{address}");
        }
    }

    #[test]
    fn s12_no_other_address_is_a_place() {
        for address in [
            "",
            "/",
            "//evil.example/account",
            "https://evil.example/account",
            "/account@evil.example",
            "/account/security?next=//evil.example",
            "javascript:alert(1)",
            "/sign-in",
            "/confirm",
            "/undo#token",
            "/recover#token",
            "/help/reset#token",
        ] {
            assert_eq!(Place::at(address), None, "{address:?}");
        }
    }

    #[test]
    fn a_page_for_staff_is_for_the_roles_that_may_open_it() {
        for (route, signed_out, desk, auditor) in [
            (Route::Security, true, true, true),
            (Route::Person, false, true, true),
            (Route::Policy, false, false, true),
        ] {
            let may = [None, Some(Role::Desk), Some(Role::Auditor)].map(|role| route.is_for(role));
            assert_eq!(may, [signed_out, desk, auditor], "{route:?}");
        }
    }
}
