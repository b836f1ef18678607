//! Reads a card for any wizard: new challenges, and what the answer says about the person.

use vestibule_shared::{
    eid::{CardChallenge, WebEidToken},
    page,
    problem::Code,
};

use serde::{Deserialize, Serialize};

use crate::{
    app::{
        App,
        codec::{decode, encode},
        config::Origin,
        problem::Problem,
    },
    db::handovers,
    domain::{
        account::Name,
        card::{Asks, IssuedChallenge},
        code::CARDS,
        identity::EID,
    },
    gateway::eid,
    http::step::Outcome,
    service::{
        audit::{self, Event},
        context::Context,
        limits,
    },
    system::digest::digest,
};

/// How long a card that was read elsewhere waits for its flow, in seconds.
const HANDOVER_SECONDS: i64 = 120;

/// A person, as identified by their card.
#[derive(Serialize, Deserialize)]
pub struct Holder {
    /// The name.
    pub name: Name,
    /// The digest that identifies the person; the number itself is not passed on (C6).
    pub person_key: String,
}

/// Issues a new challenge.
pub fn ask(cx: &Context) -> IssuedChallenge {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    IssuedChallenge::new(STANDARD.encode(cx.app.rng.bytes::<32>()), cx.app.rng.token(), cx.now)
}

/// Issues a new challenge, when the last one has expired.
pub async fn renew_challenge<R: Asks, M>(
    cx: Context,
    from: R,
    _: M,
) -> Result<Outcome<R, R>, Problem> {
    Ok(Outcome::Moved(cx.app.db.write().await?, from.renew(ask(&cx))))
}

/// Refuses, and issues a new challenge: the last one is used up.
pub async fn refuse<R: Asks, N>(
    cx: &Context,
    from: R,
    why: Problem,
) -> Result<Outcome<N, R>, Problem> {
    Ok(Outcome::Stayed(cx.app.db.write().await?, from.renew(ask(cx)), why))
}

/// A page of the app that asks for a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Page {
    /// Registration.
    Register,
    /// Sign-in.
    SignIn,
    /// The new proof of a signed-in person.
    Confirm,
    /// A forgotten password.
    Recover,
    /// The linking of a card to an account.
    Link,
}

impl Page {
    /// Returns its name in the address of the e-ID socket.
    const fn name(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::SignIn => "sign-in",
            Self::Confirm => "confirm",
            Self::Recover => "recover",
            Self::Link => "link",
        }
    }

    /// Returns its path.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Register => page::REGISTER,
            Self::SignIn => page::SIGN_IN,
            Self::Confirm => page::CONFIRM,
            Self::Recover => page::RECOVER,
            Self::Link => page::LINK,
        }
    }
}

/// Returns the challenge for the browser, on one of its pages.
pub fn show(cx: &Context, stage: &impl Asks, page: Page) -> CardChallenge {
    let question = stage.question();
    let elsewhere =
        |origin: &Origin| format!("{}/card?ask={}&at={}", origin.0, question.ask(), page.name());
    CardChallenge {
        nonce: question.nonce().to_owned(),
        expires_in: cx.now.seconds_until(question.stale_at()),
        certificate_url: cx.app.config.eid_origin.as_ref().map(elsewhere),
    }
}

/// Checks a card's answer. A refusal is recorded; in each case the challenge is used up and the
/// caller issues a new one.
///
/// # Errors
/// The code that says why the card is not accepted.
pub async fn read(cx: &Context, stage: &impl Asks, token: &WebEidToken) -> Result<Holder, Problem> {
    limits::count_from(&cx.app, &CARDS, &cx.remote.block).await?;
    match check(cx, stage.question(), token).await {
        Ok(holder) => {
            limits::take_back_now(&cx.app, &CARDS, &cx.remote.block).await?;
            Ok(holder)
        }
        Err(code) => {
            note_refusal(&cx.app, code).await?;
            Err(code.into())
        }
    }
}

/// Records why a card was refused.
pub async fn note_refusal(app: &App, code: Code) -> Result<(), Problem> {
    let mut tx = app.db.write().await?;
    let why = crate::app::problem::name(code);
    audit::note(app, &mut tx, Event::CardRefused, None, &why).await?;
    Ok(tx.commit().await?)
}

/// Takes the card that the e-ID socket read for this flow. Like every answer, right or wrong, it
/// uses up the challenge.
///
/// # Errors
/// `EidChallengeStale` when the code was used, is too old, or was given for the challenge of
/// another flow.
pub async fn collect(cx: &Context, stage: &impl Asks, code: &str) -> Result<Holder, Problem> {
    limits::count_from(&cx.app, &CARDS, &cx.remote.block).await?;
    let ask = stage.question().fresh_ask(cx.now)?;
    let mut tx = cx.app.db.write().await?;
    let row = handovers::consume(&mut tx, &digest(code), cx.now).await?;
    // Used up by every request that sends it: a stolen code is worth nothing afterwards.
    tx.commit().await?;
    let Some(row) = row.filter(|row| row.ask_digest == digest(ask)) else {
        note_refusal(&cx.app, Code::EidChallengeStale).await?;
        return Err(Code::EidChallengeStale.into());
    };
    limits::take_back_now(&cx.app, &CARDS, &cx.remote.block).await?;
    decode(&cx.app.keys.open_seal(&place(&row.id), &row.holder_sealed)?)
}

/// Stores the card of `holder` for the flow that asked with `ask`; returns the code to come back
/// with.
pub async fn hand_over(app: &App, holder: &Holder, ask: &str) -> Result<String, Problem> {
    let code = app.rng.token();
    let id = digest(&code);
    let holder_sealed = app.keys.seal(&app.rng, &place(&id), &encode(holder)?);
    let row = handovers::Row { id, ask_digest: digest(ask), holder_sealed };
    let mut tx = app.db.write().await?;
    let over = app.clock.now().plus_seconds(HANDOVER_SECONDS);
    handovers::insert(&mut tx, &row, over).await?;
    tx.commit().await?;
    Ok(code)
}

fn place(id: &str) -> String {
    format!("handovers|holder|{id}")
}

/// Returns the holder of the card, after its revocation status was checked.
pub async fn settle(
    app: &App,
    proven: Result<eid::Proven<'_>, eid::EidError>,
) -> Result<Holder, Code> {
    let settled = match proven {
        Ok(proven) => proven.settle(&app.eid.ocsp, app.rng.bytes(), app.clock.now()).await,
        Err(why) => Err(why),
    };
    let holder = settled.map_err(eid::EidError::code)?;
    Ok(Holder {
        name: Name { given: holder.given_name, family: holder.family_name },
        person_key: app.keys.index(EID, holder.number.expose()),
    })
}

async fn check(
    cx: &Context,
    question: &IssuedChallenge,
    token: &WebEidToken,
) -> Result<Holder, Code> {
    let nonce = question.fresh_nonce(cx.now)?;
    let app = &cx.app;
    settle(app, eid::prove(&app.eid.trust, token, &app.origins(), nonce, cx.now)).await
}
