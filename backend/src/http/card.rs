//! Reads a card for whichever wizard asked: new questions, and what the answer says about the person.

use vestibule_shared::{
    eid::{CardChallenge, WebEidToken},
    problem::Code,
};

use super::step::Outcome;
use crate::{
    domain::{
        account::Name,
        card::{Asks, Question},
        code::CARDS,
        identity::EID,
    },
    gateway::eid,
    problem::Problem,
    service::{
        audit::{self, Event},
        limits,
    },
    session::Context,
};

/// A person, as their card says.
pub struct Holder {
    /// The name.
    pub name: Name,
    /// The digest by which the person is known; the number itself goes no further (C6).
    pub person_key: String,
}

/// A new question.
pub fn ask(cx: &Context) -> Question {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    Question::new(STANDARD.encode(cx.app.rng.bytes::<32>()), cx.now)
}

/// A new question, when the last one is stale.
pub async fn renew_challenge<R: Asks, M>(
    cx: Context,
    from: R,
    _: M,
) -> Result<Outcome<R, R>, Problem> {
    Ok(Outcome::Moved(cx.app.db.write().await?, from.renew(ask(&cx))))
}

/// Says no, and asks a new question: the last one is used up.
pub async fn refuse<R: Asks, N>(
    cx: &Context,
    from: R,
    why: Problem,
) -> Result<Outcome<N, R>, Problem> {
    Ok(Outcome::Stayed(cx.app.db.write().await?, from.renew(ask(cx)), why))
}

/// The question for the browser.
pub fn show(cx: &Context, stage: &impl Asks) -> CardChallenge {
    let question = stage.question();
    CardChallenge {
        nonce: question.nonce().to_owned(),
        expires_in: cx.now.seconds_until(question.stale_at()),
    }
}

/// Checks a card's answer. A refusal is noted; whatever the outcome, the question is used up and the
/// caller asks a new one.
///
/// # Errors
/// The code that says why the card is not accepted.
pub async fn read(cx: &Context, stage: &impl Asks, token: &WebEidToken) -> Result<Holder, Problem> {
    limits::count_now(&cx.app, &CARDS, &cx.client.block, Code::TooManyRequests).await?;
    match check(cx, stage.question(), token).await {
        Ok(holder) => Ok(holder),
        Err(code) => {
            let mut tx = cx.app.db.write().await?;
            let why = crate::problem::name(code);
            audit::note(&cx.app, &mut tx, Event::CardRefused, None, &why).await?;
            tx.commit().await?;
            Err(code.into())
        }
    }
}

async fn check(cx: &Context, question: &Question, token: &WebEidToken) -> Result<Holder, Code> {
    let nonce = question.fresh_nonce(cx.now)?;
    let app = &cx.app;
    let proven = eid::prove(&app.eid.trust, token, &app.origins(), nonce, cx.now);
    let holder = match proven {
        Ok(proven) => proven.settle(&app.eid.ocsp, app.rng.bytes(), cx.now).await,
        Err(why) => Err(why),
    }
    .map_err(eid::EidError::code)?;
    Ok(Holder {
        name: Name { given: holder.given_name, family: holder.family_name },
        person_key: cx.app.keys.index(EID, holder.number.expose()),
    })
}
