//! Reads a card for whichever wizard asked: new questions, and what the answer says about the person.

use vestibule_shared::{
    eid::{CardChallenge, WebEidToken},
    problem::Code,
};

use crate::{
    domain::{account::Name, card::Question, code::CARDS},
    gateway::eid,
    problem::Problem,
    service::{
        accounts::EID,
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

/// The question for the browser.
pub fn show(cx: &Context, question: &Question) -> CardChallenge {
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
pub async fn read(
    cx: &Context,
    question: &Question,
    token: &WebEidToken,
) -> Result<Holder, Problem> {
    limits::count_now(&cx.app, &CARDS, &cx.client.block, Code::TooManyRequests).await?;
    match check(cx, question, token) {
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

fn check(cx: &Context, question: &Question, token: &WebEidToken) -> Result<Holder, Code> {
    let nonce = question.fresh_nonce(cx.now)?;
    let holder = eid::verify(&cx.app.eid, token, &cx.app.origins(), nonce, cx.now)
        .map_err(eid::EidError::code)?;
    Ok(Holder {
        name: Name { given: holder.given_name, family: holder.family_name },
        person_key: cx.app.keys.index(EID, holder.number.expose()),
    })
}
