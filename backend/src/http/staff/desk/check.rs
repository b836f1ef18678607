//! The agent's side of a caller check: the code that a caller reads aloud, or the card at the
//! counter.

use axum::Json;
use vestibule_shared::{
    desk::{self as wire, Action},
    eid::CardChallenge,
    id::AccountId,
    problem::Code,
};

use super::{acts::Page, count_search, note_search, show};
use crate::{
    app::{
        codec::{decode, encode},
        problem::Problem,
    },
    db::{self, counter_questions, known_callers},
    domain::{
        card::{Asks, IssuedChallenge},
        desk::KNOWN_SECONDS,
        identity::EID,
    },
    http::{body::Body, card, session::staff::Helps},
    service::{
        audit::{self, By, Desk, Event},
        callers, desk,
        staff::member::Staff,
    },
};

/// Checks the code that the person reads aloud.
pub async fn check_caller(Helps(staff): Helps, Body(command): Body<wire::HeardCode>) -> Page {
    callers::hear(&staff, &command.account, &command.code).await?;
    show(&staff, &command.account).await
}

/// Checks the code that a caller reads aloud before it is known who calls. It is a search as well,
/// and counts and is recorded as both.
pub async fn hear_code(
    Helps(staff): Helps,
    Body(command): Body<wire::SpokenCode>,
) -> Result<Json<wire::PersonChoice>, Problem> {
    count_search(&staff).await?;
    note_search(&staff, "code").await?;
    let account = callers::hear_stranger(&staff, &command.code).await?;
    Ok(Json(wire::PersonChoice { account }))
}

/// A card at the counter, and its challenge.
struct AtCounter {
    question: IssuedChallenge,
}

impl Asks for AtCounter {
    fn question(&self) -> &IssuedChallenge {
        &self.question
    }

    fn renew(self, question: IssuedChallenge) -> Self {
        Self { question }
    }
}

fn place(account: &AccountId, session: &str) -> String {
    format!("counter_questions|question|{account}|{session}")
}

/// Issues a challenge for the person's card in the reader at the counter. The answer counts in this
/// session, for this person.
pub async fn ask_card(
    Helps(staff): Helps,
    Body(command): Body<wire::PersonChoice>,
) -> Result<Json<CardChallenge>, Problem> {
    let (cx, id, session) = (&staff.who.cx, &command.account, &staff.who.row.public_id);
    let (mut tx, _) = desk::begin(&staff, id, Action::Check).await?;
    let question = card::ask(cx);
    let sealed = cx.app.keys.seal(&cx.app.rng, &place(id, session), &encode(&question)?);
    let until = question.stale_at();
    counter_questions::put(&mut tx, (id, session), &sealed, until).await?;
    tx.commit().await?;
    Ok(Json(CardChallenge {
        nonce: question.nonce().to_owned(),
        expires_in: cx.now.seconds_until(until),
        certificate_url: None,
    }))
}

/// Checks the answer of that card. Right or wrong, the challenge is used up.
pub async fn show_card(Helps(staff): Helps, Body(command): Body<wire::PresentedCard>) -> Page {
    let (cx, id) = (&staff.who.cx, &command.account);
    let question = take_question(&staff, id).await?;
    // The revocation status is checked while nothing is locked.
    let holder = card::read(cx, &AtCounter { question }, &command.token).await?;
    let mut tx = cx.app.db.read().await?;
    let row = db::accounts::find_by_person(&mut tx, EID, &holder.person_key).await?;
    drop(tx);
    if row.is_none_or(|row| row.id != id.0) {
        note_other(&staff, id).await?;
        return Err(Code::EidOtherPerson.into());
    }
    let (mut tx, _) = desk::begin(&staff, id, Action::Check).await?;
    let (me, until) = (staff.account(), cx.now.plus_seconds(KNOWN_SECONDS));
    known_callers::put(&mut tx, (id, &me), "card", until).await?;
    let by = By { staff: &me, reason: "" };
    audit::note_by(&cx.app, &mut tx, Event::Desk(Desk::CardRead), Some(id), ("", by)).await?;
    tx.commit().await?;
    show(&staff, id).await
}

async fn take_question(staff: &Staff, id: &AccountId) -> Result<IssuedChallenge, Problem> {
    let (cx, session) = (&staff.who.cx, &staff.who.row.public_id);
    let (mut tx, _) = desk::begin(staff, id, Action::Check).await?;
    let sealed = counter_questions::consume(&mut tx, (id, session), cx.now).await?;
    tx.commit().await?;
    let sealed = sealed.ok_or(Code::EidChallengeStale)?;
    decode(&cx.app.keys.open_seal(&place(id, session), &sealed)?)
}

async fn note_other(staff: &Staff, id: &AccountId) -> Result<(), Problem> {
    let (app, me) = (&staff.who.cx.app, staff.account());
    let mut tx = app.db.write().await?;
    let (by, why) =
        (By { staff: &me, reason: "" }, crate::app::problem::name(Code::EidOtherPerson));
    let event = Event::Desk(Desk::CardRefused);
    audit::note_by(app, &mut tx, event, Some(id), (&why, by)).await?;
    Ok(tx.commit().await?)
}
