//! My account, identities: what opens the account besides its password, linked and unlinked (P9).

use axum::{
    Json,
    response::{IntoResponse as _, Response},
};
use vestibule_shared::{
    api::Nothing, id::AccountId, identity as wire, problem::Code, sign_in::SignIn, text::Language,
    time::Timestamp, upstream::UpstreamView,
};

use crate::{
    app::{codec::encode, problem::Problem},
    db::{self, Reader, Tx, identities},
    domain::{
        account::{Account, Name},
        identity::{EID, Identity, is_same_name},
        messages::Notice,
        sign_in::{Away, By, Reading, Stage, Subject, Why},
    },
    http::{
        body::Body,
        card, cookies, security,
        session::{Fresh, SignedIn},
        step::{put, renew_visit},
        upstream,
    },
    service::{
        accounts,
        audit::{self, Event},
        context::Context,
        notices::{self, Change},
        sessions::Session,
    },
};

type Page = Result<Json<wire::IdentitiesView>, Problem>;

/// Returns what the page shows.
pub async fn get_identities(SignedIn(who): SignedIn) -> Page {
    let mut tx = who.cx.app.db.read().await?;
    let view = view(&who, &mut tx).await?;
    drop(tx);
    Ok(Json(view))
}

async fn view(who: &Session, tx: &mut Reader) -> Result<wire::IdentitiesView, Problem> {
    let app = &who.cx.app;
    let linked = identities::list(tx, &who.account().0).await?;
    let has = |provider: &str| linked.iter().any(|row| row.provider == provider);
    let card = (!has(EID)).then_some(wire::Linkable::Eid {});
    let others = upstream::all(app).into_iter().filter(|provider| !has(&provider.id));
    let open = card.into_iter().chain(others.map(wire::Linkable::Provider)).collect();
    let can_unlink = can_unlink(tx, who, linked.len()).await?;
    let linked = linked.into_iter().map(|row| {
        let settings = app.providers.settings(&row.provider);
        let is_card = row.provider == EID;
        wire::Linked {
            two_factors: match settings {
                Some(settings) => !settings.two_factors.is_empty(),
                None => is_card && app.card_is_enough(),
            },
            what: if is_card {
                wire::Linkable::Eid {}
            } else {
                let name = settings.map_or_else(|| row.provider.clone(), |of| of.name.clone());
                wire::Linkable::Provider(UpstreamView { id: row.provider, name })
            },
            since: Timestamp(row.linked_at),
            can_unlink,
        }
    });
    let linked = linked.collect();
    Ok(wire::IdentitiesView { linked, open, fresh_for: who.fresh_for() })
}

/// Another way to sign in must remain: a password, or another identity.
async fn can_unlink(tx: &mut Reader, who: &Session, linked: usize) -> Result<bool, Problem> {
    let row = db::accounts::find(tx, &who.account()).await?.ok_or(Code::NotSignedIn)?;
    Ok(row.password_hash.is_some() || linked > 1)
}

/// Begins to link a card or a provider.
pub async fn begin_link(
    Fresh(who): Fresh,
    Body(command): Body<wire::LinkChoice>,
) -> Result<Response, Problem> {
    let cx = &who.cx;
    let stage = first_stage(cx, &who, &command.provider, command.language).await?;
    let mut tx = cx.app.db.write().await?;
    put::<SignIn>(cx, &mut tx, &stage).await?;
    renew_visit(cx, &mut tx).await?;
    tx.commit().await?;
    let mut response = Json(Nothing {}).into_response();
    cookies::write_to(response.headers_mut(), &cx.issued);
    Ok(response)
}

async fn first_stage(
    cx: &Context,
    who: &Session,
    provider: &str,
    language: Language,
) -> Result<Stage, Problem> {
    let subject = Subject {
        account: who.account(),
        by: By::Session { id: who.row.public_id.clone() },
        since: cx.now,
        scope: format!("link|{}", cx.app.rng.id()),
    };
    Ok(if provider == EID {
        Reading::new(card::ask(cx), Why::Link(subject)).into()
    } else {
        let request = crate::http::upstream::begin(cx, provider, "link", language).await?;
        Away::new(request, Some(subject)).into()
    })
}

/// Unlinks an identity, and ends every other session, because it may have begun with that identity.
pub async fn unlink(Fresh(who): Fresh, Body(command): Body<wire::IdentityChoice>) -> Page {
    let (cx, id) = (&who.cx, who.account());
    let mut tx = security::begin(&who).await?;
    let linked = identities::list(&mut tx, &id.0).await?;
    if !can_unlink(&mut tx, &who, linked.len()).await? {
        return Err(Code::LastIdentity.into());
    }
    let provider = command.provider;
    let key = identities::unlink(&mut tx, &id.0, &provider).await?.ok_or(Code::NotFound)?;
    security::end_others(&who, &mut tx).await?;
    let account = accounts::get(&cx.app, &mut tx, &id).await?.ok_or(Code::NotSignedIn)?;
    note_unlinked(cx, &mut tx, &account, &provider).await?;
    let before = encode(&Identity { provider, key })?;
    tell(cx, &mut tx, &account, Notice::IdentityUnlinked, (Change::Unlinked, &before)).await?;
    let page = view(&who, &mut tx).await?;
    tx.commit().await?;
    Ok(Json(page))
}

async fn note_unlinked(
    cx: &Context,
    tx: &mut Tx,
    account: &Account,
    provider: &str,
) -> Result<(), Problem> {
    let detail = (provider, cx.remote.browser.as_str());
    let noted = audit::note_from(&cx.app, tx, Event::IdentityUnlinked, Some(&account.id.0), detail);
    Ok(noted.await?)
}

/// Begins a transaction in which an identity may be linked: no other request changes the account
/// meanwhile, and the session that asked is still live.
///
/// # Errors
/// `NotSignedIn` when it is not.
pub async fn begin(cx: &Context, who: &Subject) -> Result<(Tx, Account), Problem> {
    let mut tx = cx.app.db.write().await?;
    db::accounts::lock(&mut tx, &who.account).await?;
    let here = Session::load(cx.clone(), &mut tx).await?;
    let asked =
        |session: &Session| matches!(&who.by, By::Session { id } if *id == session.row.public_id);
    if !here.as_ref().is_some_and(asked) {
        return Err(Code::NotSignedIn.into());
    }
    let account = accounts::get(&cx.app, &mut tx, &who.account).await?;
    let account = account.filter(|account| account.is_active).ok_or(Code::NotSignedIn)?;
    Ok((tx, account))
}

/// Records that an identity was not linked, where its owner sees it.
pub async fn note_refused(
    cx: &Context,
    account: &AccountId,
    event: Event,
    why: Code,
) -> Result<(), Problem> {
    let mut tx = cx.app.db.write().await?;
    let why = crate::app::problem::name(why);
    let detail = (why.as_str(), cx.remote.browser.as_str());
    audit::note_from(&cx.app, &mut tx, event, Some(&account.0), detail).await?;
    Ok(tx.commit().await?)
}

/// Notifies the owner of every change, with a way to undo what it may have opened.
async fn tell(
    cx: &Context,
    tx: &mut Tx,
    account: &Account,
    what: Notice,
    (change, before): (Change, &str),
) -> Result<(), Problem> {
    let undo = notices::undo_link(&cx.app, tx, account, change, before).await?;
    notices::tell(cx, tx, account, what, &undo).await
}

/// Whether an identity can belong to the person of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fits {
    /// It can.
    Yes,
    /// It belongs to another person.
    No,
}

/// Compares the number where both sides have one, otherwise the name.
pub async fn is_same_person(
    tx: &mut Tx,
    account: &Account,
    (card, name): (Option<&Identity>, &Name),
) -> Result<Fits, Problem> {
    let linked = identities::list(tx, &account.id.0).await?;
    let known = match linked.into_iter().find(|row| row.provider == EID) {
        Some(row) => Some(row),
        // Unlinking the card first must not allow another person of the same name.
        None => identities::find_unlinked(tx, &account.id.0, EID).await?,
    };
    let same = match (known, card) {
        (Some(known), Some(card)) => known.person_key == card.key,
        _ => is_same_name(&account.person.name, name),
    };
    Ok(if same { Fits::Yes } else { Fits::No })
}

/// Links an identity to an account; an identity that is already linked stays linked.
///
/// # Errors
/// In the answer: `IdentityTaken` when another account has it, or this one another of the same
/// provider; then the transaction must be dropped.
pub async fn link(
    cx: &Context,
    tx: &mut Tx,
    account: &Account,
    identity: &Identity,
) -> Result<Result<(), Problem>, Problem> {
    let taken = db::accounts::find_by_person(tx, &identity.provider, &identity.key).await?;
    if let Some(row) = taken {
        let is_own = row.id == account.id.0;
        return Ok(if is_own { Ok(()) } else { Err(Code::IdentityTaken.into()) });
    }
    // A person who made a new account at the provider has a new name there: it replaces the old
    // one.
    let old = identities::unlink(tx, &account.id.0, &identity.provider).await?;
    if old.is_some() {
        note_unlinked(cx, tx, account, &identity.provider).await?;
    }
    let person = (identity.provider.as_str(), identity.key.as_str());
    let id = cx.app.rng.id();
    match db::accounts::insert_identity(tx, &id, &account.id, person, cx.now).await {
        Err(error) if db::accounts::is_person_taken(&error) => {
            return Ok(Err(Code::IdentityTaken.into()));
        }
        other => other?,
    }
    let detail = (identity.provider.as_str(), cx.remote.browser.as_str());
    audit::note_from(&cx.app, tx, Event::CardLinked, Some(&account.id.0), detail).await?;
    let before = encode(&(&identity.provider, old))?;
    tell(cx, tx, account, Notice::IdentityLinked, (Change::Linked, &before)).await?;
    Ok(Ok(()))
}
