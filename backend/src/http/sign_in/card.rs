//! The card: to sign in, to confirm, in place of a second factor, or because every one was lost.

use vestibule_shared::{account::Strength, id::AccountId, problem::Code, sign_in as wire};

use super::{Done, finish, subject};
use crate::{
    app::problem::Problem,
    db::{self, Tx},
    domain::{
        account::Account,
        identity::{EID, Identity},
        messages::Notice,
        sign_in::{By, CardRead, Choosing, Reading, Subject, Why},
    },
    http::{
        card,
        identities::{self, Fits},
        registration,
        step::{Outcome, put},
    },
    service::{
        accounts,
        audit::{self, Event},
        context::Context,
        notices,
        sessions::{self, Scope},
    },
};

/// Chooses the card in place of a second factor, where the policy accepts it.
pub async fn use_card_instead(
    cx: Context,
    from: Choosing,
    _: wire::UseCardInstead,
) -> Done<Reading, Choosing> {
    if !finish::card_is_enough(&cx, from.subject()) {
        return Err(Code::MethodUnavailable.into());
    }
    Ok(Outcome::Moved(cx.app.db.write().await?, from.ask(card::ask(&cx))))
}

/// Checks the card's answer.
pub async fn present_card(
    cx: Context,
    from: Reading,
    command: wire::PresentCard,
) -> Done<CardRead, Reading> {
    let read = card::read(&cx, &from, &command.token).await;
    identified(cx, from, read).await
}

/// Takes the card that the browser itself read.
pub async fn present_certificate(
    cx: Context,
    from: Reading,
    command: wire::PresentCertificate,
) -> Done<CardRead, Reading> {
    let read = card::collect(&cx, &from, &command.code).await;
    identified(cx, from, read).await
}

/// Returns the stage after a card was read.
async fn identified(
    cx: Context,
    from: Reading,
    read: Result<card::Holder, Problem>,
) -> Done<CardRead, Reading> {
    let account = match read {
        Ok(holder) => match from.why() {
            Why::Link(subject) => return link(&cx, from.clone(), subject, holder).await,
            _ => find_by_card(&cx, &holder.person_key).await?.ok_or(Code::EidUnknown.into()),
        },
        Err(why) => Err(why),
    };
    let account = match account.and_then(|account| is_expected(&from, account)) {
        Ok(account) => account,
        Err(why) => {
            if why.code() == Code::EidUnknown {
                let mut tx = cx.app.db.write().await?;
                audit::note(&cx.app, &mut tx, Event::CardRefused, None, "unknown").await?;
                tx.commit().await?;
            }
            return card::refuse(&cx, from, why).await;
        }
    };
    let mut tx = cx.app.db.write().await?;
    db::accounts::lock(&mut tx, &account.id).await?;
    match from.why().clone() {
        Why::SignIn => sign_in(&cx, tx, from, account).await,
        Why::Confirm(subject) | Why::Instead(subject) => {
            confirm(&cx, tx, from, &subject, &account).await
        }
        Why::Lost(_) => lost(&cx, tx, from, &account).await,
        Why::Link(_) => Err(Problem::internal("a card to link was taken for another")),
    }
}

/// Checks that a card that was asked of one person belongs to that person.
fn is_expected(from: &Reading, account: Account) -> Result<Account, Problem> {
    let expected: Option<&AccountId> = match from.why() {
        Why::SignIn => None,
        Why::Confirm(subject) | Why::Instead(subject) | Why::Lost(subject) | Why::Link(subject) => {
            Some(&subject.account)
        }
    };
    match expected {
        Some(id) if *id != account.id => Err(Code::EidOtherPerson.into()),
        _ => Ok(account),
    }
}

/// Signs in. An account that was never activated continues its registration; the policy may require
/// a second factor beside the card.
async fn sign_in(
    cx: &Context,
    mut tx: Tx,
    from: Reading,
    account: Account,
) -> Done<CardRead, Reading> {
    if !account.is_active {
        let (mut tx, waiting) = registration::resume(cx, tx, account).await?;
        let stage = waiting.into();
        put::<vestibule_shared::registration::Registration>(cx, &mut tx, &stage).await?;
        return Ok(Outcome::Moved(tx, from.unfinished()));
    }
    let is_enough = cx.app.card_is_enough();
    if !is_enough && db::factors::count(&mut tx, &account.id.0).await? > 0 {
        return Ok(Outcome::Moved(tx, from.choose(subject(cx, &account, By::Card))));
    }
    sessions::lift_hold(cx, &mut tx, &account.id).await?;
    sessions::begin(cx, &mut tx, &account, Strength::Eid, Scope::Full).await?;
    Ok(Outcome::Moved(tx, from.enter()))
}

/// Replaces a second factor, or the repeated password.
async fn confirm(
    cx: &Context,
    mut tx: Tx,
    from: Reading,
    subject: &Subject,
    account: &Account,
) -> Done<CardRead, Reading> {
    sessions::lift_hold(cx, &mut tx, &account.id).await?;
    finish::finish(cx, &mut tx, subject, account, Strength::Eid).await??;
    Ok(Outcome::Moved(tx, from.enter()))
}

/// Every method is lost: the session that begins may set up a new one, and nothing else. Until that
/// works, the old ones do not change.
async fn lost(
    cx: &Context,
    mut tx: Tx,
    from: Reading,
    account: &Account,
) -> Done<CardRead, Reading> {
    sessions::lift_hold(cx, &mut tx, &account.id).await?;
    sessions::begin(cx, &mut tx, account, Strength::Eid, Scope::Lost).await?;
    let detail = ("", cx.remote.browser.as_str());
    let (app, id) = (&cx.app, account.id.0.as_str());
    audit::note_from(app, &mut tx, Event::LostEverything, Some(id), detail).await?;
    let undo = notices::undo_link(app, &mut tx, account, notices::Change::Other, "").await?;
    notices::tell(cx, &mut tx, account, Notice::LostEverything, &undo).await?;
    Ok(Outcome::Moved(tx, from.enter()))
}

/// Opens the account with this card from now on, if it belongs to the same person (P9).
async fn link(
    cx: &Context,
    from: Reading,
    subject: &Subject,
    holder: card::Holder,
) -> Done<CardRead, Reading> {
    let (mut tx, account) = identities::begin(cx, subject).await?;
    let identity = Identity::card(&holder.person_key);
    let known = (Some(&identity), &holder.name);
    let linked = match identities::is_same_person(&mut tx, &account, known).await? {
        Fits::Yes => identities::link(cx, &mut tx, &account, &identity).await?,
        Fits::No => Err(Code::EidOtherPerson.into()),
    };
    match linked {
        Ok(()) => Ok(Outcome::Moved(tx, from.enter())),
        Err(why) => {
            drop(tx);
            identities::note_refused(cx, &account.id, Event::CardRefused, why.code()).await?;
            card::refuse(cx, from, why).await
        }
    }
}

async fn find_by_card(cx: &Context, person_key: &str) -> Result<Option<Account>, Problem> {
    let mut tx = cx.app.db.read().await?;
    let row = db::accounts::find_by_person(&mut tx, EID, person_key).await?;
    drop(tx);
    row.map(|row| accounts::open(&cx.app, row)).transpose()
}
