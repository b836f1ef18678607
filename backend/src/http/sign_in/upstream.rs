//! Sign-in by an identity provider, and linking one to the account of a signed-in person (P9).

use std::slice::from_ref;

use vestibule_shared::{problem::Code, sign_in as wire};

use super::{Done, factor, subject};
use crate::{
    app::problem::Problem,
    db::{self, Tx},
    domain::{
        identity::AwaitsResponse as _,
        sign_in::{Away, By, CardRead, Credentials, Subject},
    },
    http::{
        identities::{self, Fits},
        registration,
        step::{Outcome, put},
        upstream::{self, Visitor},
    },
    service::{accounts, audit::Event, context::Context, sessions},
};

/// Asks to sign in at an identity provider.
pub async fn use_provider(
    cx: Context,
    from: Credentials,
    command: wire::UseProvider,
) -> Done<Away, Credentials> {
    let request = upstream::begin(&cx, &command.provider, "sign-in", command.language).await?;
    Ok(Outcome::Moved(cx.app.db.write().await?, from.leave(request)))
}

/// Checks the provider's response.
pub async fn return_from_provider(
    cx: Context,
    from: Away,
    command: wire::ReturnFromProvider,
) -> Done<CardRead, Away> {
    if !from.request().is_answered_by(&command.answer.state) {
        return Err(Code::ProviderStale.into());
    }
    let visitor = upstream::read(&cx, from.request(), &command.answer).await;
    let done = match visitor {
        Ok(visitor) => match from.subject().cloned() {
            Some(who) => link(&cx, from.clone(), &visitor, &who).await?,
            None => sign_in(&cx, from.clone(), &visitor).await?,
        },
        Err(why) => Err(why),
    };
    let why = match done {
        Ok((tx, read)) => return Ok(Outcome::Moved(tx, read)),
        Err(why) => why,
    };
    let flow = if from.subject().is_some() { "link" } else { "sign-in" };
    upstream::refuse(&cx, from, (flow, command.language), why).await
}

type Read = Result<Result<(Tx, CardRead), Problem>, Problem>;

/// Opens the account that the identity is linked to. The same person by number is not enough: an
/// identity was unlinked on purpose.
async fn sign_in(cx: &Context, from: Away, visitor: &Visitor) -> Read {
    let mut tx = cx.app.db.write().await?;
    let linked = accounts::find_by_identities(&mut tx, from_ref(&visitor.identity)).await?;
    let Some(row) = linked else { return Ok(Err(Code::IdentityUnknown.into())) };
    let account = accounts::open(&cx.app, row)?;
    db::accounts::lock(&mut tx, &account.id).await?;
    if !account.is_active {
        let (mut tx, waiting) = registration::resume(cx, tx, account).await?;
        let stage = waiting.into();
        put::<vestibule_shared::registration::Registration>(cx, &mut tx, &stage).await?;
        return Ok(Ok((tx, from.unfinished())));
    }
    let has_factors = db::factors::count(&mut tx, &account.id.0).await? > 0;
    if has_factors && !visitor.worth.two_factors {
        let who = subject(cx, &account, By::Provider { identity: visitor.identity.clone() });
        let next = factor::first_question(cx, &mut tx, who).await?;
        return Ok(Ok((tx, from.prove(next))));
    }
    if let Err(held) = sessions::check_held(cx, &mut tx, &account.id).await? {
        return Ok(Err(held));
    }
    sessions::begin_by_provider(cx, &mut tx, &account, visitor.worth).await?;
    Ok(Ok((tx, from.enter())))
}

/// Links the identity, if it belongs to the same person.
async fn link(cx: &Context, from: Away, visitor: &Visitor, who: &Subject) -> Read {
    let (mut tx, account) = identities::begin(cx, who).await?;
    let known = (visitor.card.as_ref(), &visitor.who.name);
    let linked = match identities::is_same_person(&mut tx, &account, known).await? {
        Fits::Yes => identities::link(cx, &mut tx, &account, &visitor.identity).await?,
        Fits::No => Err(Code::ProviderOtherPerson.into()),
    };
    match linked {
        Ok(()) => Ok(Ok((tx, from.enter()))),
        Err(why) => {
            drop(tx);
            identities::note_refused(cx, &account.id, Event::ProviderRefused, why.code()).await?;
            Ok(Err(why))
        }
    }
}
