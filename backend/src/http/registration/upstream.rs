//! Registration by an identity provider, in place of the card (R2).

use std::slice::from_ref;

use vestibule_shared::{problem::Code, registration as wire};

use super::{Done, meet};
use crate::{
    app::problem::Problem,
    db::{self, Tx},
    domain::{
        account::Account,
        identity::{AwaitsResponse as _, ProvenBy},
        registration::{Away, CardRead, Choosing},
    },
    http::{step::Outcome, upstream},
    service::{accounts, context::Context, sessions},
};

/// R2: to an identity provider.
pub async fn use_provider(
    cx: Context,
    from: Choosing,
    command: wire::UseProvider,
) -> Done<Away, Choosing> {
    let request = upstream::begin(&cx, &command.provider, "register", command.language).await?;
    Ok(Outcome::Moved(cx.app.db.write().await?, from.leave(request)))
}

/// Checks the provider's response: it identifies the person, and finds what they already have here.
pub async fn return_from_provider(
    cx: Context,
    from: Away,
    command: wire::ReturnFromProvider,
) -> Done<CardRead, Away> {
    if !from.request().is_answered_by(&command.answer.state) {
        return Err(Code::ProviderStale.into());
    }
    let visitor = match upstream::read(&cx, from.request(), &command.answer).await {
        Ok(visitor) => visitor,
        Err(why) => {
            return upstream::refuse(&cx, from, ("register", command.language), why).await;
        }
    };
    let mut tx = cx.app.db.write().await?;
    let linked = accounts::find_by_identities(&mut tx, from_ref(&visitor.identity)).await?;
    let mut who = visitor.who;
    if linked.is_some() {
        let (identity, worth) = (visitor.identity, visitor.worth);
        who.by = ProvenBy::Linked { identity, worth };
    }
    let (tx, read) = meet(&cx, tx, who, |who| from.identified(who)).await?;
    Ok(Outcome::Moved(tx, read))
}

/// Signs in a person whom a provider has just identified. It opens a linked account only, and no
/// account that is held.
pub(super) async fn enter(
    cx: &Context,
    tx: &mut Tx,
    account: &Account,
    by: &ProvenBy,
) -> Result<Result<(), Problem>, Problem> {
    let ProvenBy::Linked { identity, worth } = by else {
        return Ok(Err(Code::IdentityUnknown.into()));
    };
    // It may now be linked to another account of the same person, or to none.
    if !accounts::opens(tx, identity, &account.id).await? {
        return Ok(Err(Code::IdentityUnknown.into()));
    }
    if !worth.two_factors && db::factors::count(tx, &account.id.0).await? > 0 {
        return Ok(Err(Code::MethodUnavailable.into()));
    }
    if let Err(held) = sessions::check_held(cx, tx, &account.id).await? {
        return Ok(Err(held));
    }
    sessions::begin_by_provider(cx, tx, account, *worth).await?;
    Ok(Ok(()))
}
