//! What the help desk does for a person: one effect, one row, one message, even for simultaneous
//! requests.

use axum::Json;
use vestibule_shared::{
    desk::{self as wire, Action},
    id::AccountId,
    problem::{Code, Field},
};

use super::show;
use crate::{
    app::problem::Problem,
    db::{self, Tx},
    domain::{
        account::Account,
        code::Purpose,
        desk::allows,
        messages::{Help, Notice},
        phone::Mobile,
    },
    http::{body::Body, session::staff::Helps, staff::reason},
    service::{
        accounts,
        audit::{self, By, Desk, Event},
        codes,
        desk::{self, Person},
        known_browsers,
        limits::Asker,
        notices,
        staff::member::Staff,
    },
};

/// The response to an action.
pub(super) type Page = Result<Json<wire::PersonView>, Problem>;

/// An action in progress: the account is locked, and the action is possible.
pub(super) struct Acting<'a> {
    pub(super) staff: &'a Staff,
    pub(super) person: Person,
    pub(super) tx: Tx,
    reason: String,
}

impl<'a> Acting<'a> {
    pub(super) async fn begin(
        staff: &'a Staff,
        (account, action): (&AccountId, Action),
        typed: &str,
    ) -> Result<Self, Problem> {
        let acting = Self::lock(staff, account, typed).await?;
        allows(&acting.person.standing, action)?;
        Ok(acting)
    }

    /// The same for any action that is possible.
    pub(super) async fn lock(
        staff: &'a Staff,
        account: &AccountId,
        typed: &str,
    ) -> Result<Self, Problem> {
        let reason = reason(typed)?;
        let (tx, person) = desk::lock(staff, account).await?;
        Ok(Self { staff, person, tx, reason })
    }

    /// Records what was done, and why.
    pub(super) async fn note(&mut self, what: Desk, detail: &str) -> Result<(), Problem> {
        let (app, me) = (&self.staff.who.cx.app, self.staff.account());
        let by = By { staff: &me, reason: &self.reason };
        let account = Some(&self.person.account.id);
        audit::note_by(app, &mut self.tx, Event::Desk(what), account, (detail, by)).await
    }

    /// Notifies the person; `undo` is the page that undoes it, or empty.
    pub(super) async fn tell(&mut self, help: Help, undo: &str) -> Result<(), Problem> {
        let (app, account) = (&self.staff.who.cx.app, &self.person.account);
        notices::tell_of_help(app, &mut self.tx, account, Notice::Helped(help), undo).await
    }

    /// Commits, and returns the page as it is now.
    pub(super) async fn finish(self) -> Page {
        self.tx.commit().await?;
        self.staff.who.cx.app.changes.tell_everybody();
        show(self.staff, &self.person.account.id).await
    }
}

/// Unlocks an account. The code that was guessed at is no longer valid: a new code has to be sent.
pub async fn unlock(Helps(staff): Helps, Body(command): Body<wire::Act>) -> Page {
    let of = (&command.account, Action::Unlock);
    let mut acting = Acting::begin(&staff, of, &command.reason).await?;
    let account = &acting.person.account;
    db::accounts::update_unlocked(&mut acting.tx, &account.id).await?;
    db::sent_codes::delete_live(&mut acting.tx, &codes::activation_scope(account)).await?;
    acting.note(Desk::Unlocked, "").await?;
    acting.tell(Help::Unlocked, "").await?;
    acting.finish().await
}

/// Ends every session.
pub async fn end_sessions(Helps(staff): Helps, Body(command): Body<wire::Act>) -> Page {
    let of = (&command.account, Action::EndSessions);
    let mut acting = Acting::begin(&staff, of, &command.reason).await?;
    db::sessions::delete_all(&mut acting.tx, &command.account.0).await?;
    acting.note(Desk::SessionsEnded, "").await?;
    acting.tell(Help::SessionsEnded, "").await?;
    acting.finish().await
}

/// Forgets every remembered browser: one of them was lost.
pub async fn forget_browsers(Helps(staff): Helps, Body(command): Body<wire::Act>) -> Page {
    let of = (&command.account, Action::ForgetBrowsers);
    let mut acting = Acting::begin(&staff, of, &command.reason).await?;
    db::browsers::delete_all(&mut acting.tx, &command.account.0).await?;
    known_browsers::forget_all(&mut acting.tx, &command.account.0).await?;
    acting.note(Desk::BrowsersForgotten, "").await?;
    acting.tell(Help::BrowsersForgotten, "").await?;
    acting.finish().await
}

/// Sends the activation code again, within the limits that the person has too. The message needs no
/// other notification.
pub async fn send_again(Helps(staff): Helps, Body(command): Body<wire::Act>) -> Page {
    let of = (&command.account, Action::SendAgain);
    let mut acting = Acting::begin(&staff, of, &command.reason).await?;
    acting.note(Desk::SentAgain, "").await?;
    send_code(&mut acting).await?;
    acting.finish().await
}

async fn send_code(acting: &mut Acting<'_>) -> Result<(), Problem> {
    let (app, account) = (&acting.staff.who.cx.app, &acting.person.account);
    let scope = codes::activation_scope(account);
    // The code was not requested from the agent's network.
    codes::send(app, &mut acting.tx, account, Purpose::Activation, &scope, Asker::Nobody).await
}

/// Corrects the number before activation: the old code is deleted, a new one is sent to the new
/// number.
pub async fn correct_phone(Helps(staff): Helps, Body(command): Body<wire::NewPhone>) -> Page {
    let app = &staff.who.cx.app;
    let countries: Vec<&str> =
        app.config.phone_countries.0.iter().map(|country| country.0.as_str()).collect();
    let phone = Mobile::parse(&command.phone, &countries)
        .map_err(|code| Problem::field(Field::Phone, code))?;
    let of = (&command.account, Action::CorrectPhone);
    let mut acting = Acting::begin(&staff, of, &command.reason).await?;
    let account = &acting.person.account;
    if phone == account.phone
        || !accounts::change_phone(app, &mut acting.tx, &account.id, &phone).await?
    {
        return Err(Code::NothingToDo.into());
    }
    acting.person.account = Account { phone, ..account.clone() };
    acting.note(Desk::PhoneCorrected, "").await?;
    acting.tell(Help::PhoneCorrected, "").await?;
    send_code(&mut acting).await?;
    acting.finish().await
}
