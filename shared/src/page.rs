//! The addresses of the app's pages. The app shows a page at each, the server answers there with
//! the app, and messages lead there.

macro_rules! pages {
    ($($(#[$doc:meta])* $name:ident = $path:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = $path;)*

        /// Every address.
        pub const ALL: &[&str] = &[$($name),*];
    };
}

pages! {
    /// The start address.
    HOME = "/";
    /// Asks whose an account's address is.
    ADDRESS = "/address";
    /// Registration.
    REGISTER = "/register";
    /// Sign-in.
    SIGN_IN = "/sign-in";
    /// A forgotten password.
    RECOVER = "/recover";
    /// A new proof of a signed-in person.
    CONFIRM = "/confirm";
    /// The account and its sessions.
    ACCOUNT = "/account";
    /// How the account is protected.
    SECURITY = "/account/security";
    /// A change of the number or address.
    CONTACT = "/account/contact";
    /// The data stored about the person, and the deletion of the account.
    DATA = "/account/data";
    /// Undoes a change.
    UNDO = "/undo";
    /// The set-up of two-step verification.
    TWO_STEP = "/account/two-step";
    /// Links a card or an account at an upstream provider.
    LINK = "/account/link";
    /// Goes on to an application; the fragment is the handle of its request.
    CONTINUE = "/continue";
    /// Asks before a person is signed out; the fragment says which application wants it.
    SIGN_OUT = "/sign-out";
    /// The applications of a person.
    APPLICATIONS = "/account/applications";
    /// The address to which upstream providers redirect.
    RETURN = "/return";
    /// Help.
    HELP = "/help";
    /// What changes when a method ends.
    CHANGE = "/help/change";
    /// A person on the phone with the help line identifies.
    CALL = "/help/call";
    /// Cancels a pending reset.
    RESET = "/help/reset";
    /// Pauses campaigns for a person.
    LATER = "/help/later";
    /// The help desk: finding a person.
    DESK = "/desk";
    /// One person, as the help desk sees them.
    PERSON = "/desk/person";
    /// The policy.
    POLICY = "/desk/policy";
    /// The staff.
    STAFF = "/desk/staff";
    /// The audit trail.
    TRAIL = "/desk/trail";
    /// The registered applications.
    CLIENTS = "/desk/applications";
    /// One application, as administrators see it.
    CLIENT = "/desk/application";
    /// The figures about strong methods.
    COCKPIT = "/desk/cockpit";
    /// Mails to people who should set up another method.
    CAMPAIGNS = "/desk/campaigns";
}
