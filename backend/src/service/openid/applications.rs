//! Applications as people see them: which they may use, and what those learned about them (O13).

use vestibule_shared::{
    account::Strength,
    consent::{Application, ApplicationsView, GivenRow, SharedData},
    staff::Role,
    time::Timestamp,
};

use super::clients;
use crate::{
    app::{
        App,
        problem::Problem,
        usage::{self, Use},
    },
    db::{self, Reader, client_grants, consents},
    domain::{
        account::{Profession, capacity::Standing},
        identity::EID,
        openid::{
            acr::Acr,
            client::Client,
            decision::{self, Present, Who},
            request::{self, Scope},
        },
    },
    service::{
        audit::{self, Event, Openid},
        grants::proved_at,
        sessions::Session,
    },
};

/// Returns a client as people see it.
pub fn show(client: &Client) -> Application {
    Application {
        id: client.id.clone(),
        name: client.metadata.client_name.clone(),
        address: client.metadata.client_uri.clone(),
    }
}

/// Returns what people read of scopes.
pub fn show_scopes(scopes: &[Scope]) -> Vec<SharedData> {
    let words = scopes.iter().filter_map(|scope| match scope {
        Scope::Openid => None,
        Scope::Profile => Some(SharedData::Profile),
        Scope::Email => Some(SharedData::Email),
        Scope::Phone => Some(SharedData::Phone),
        Scope::Profession => Some(SharedData::Profession),
        Scope::OfflineAccess => Some(SharedData::OfflineAccess),
    });
    words.collect()
}

/// Returns the signed-in person, as far as it matters for a client.
pub async fn present(
    session: &Session,
    tx: &mut Reader,
    client: &Client,
) -> Result<Present, Problem> {
    let account = session.row.account_id.as_str();
    let identities = db::identities::list(tx, account).await?;
    let consented = consents::find(tx, account, &client.id).await?;
    let has_card = identities.iter().any(|identity| identity.provider == EID);
    let consented = request::split(&consented);
    Ok(Present { has_card, consented, ..present_by_session(session, client) })
}

/// Returns what the session alone says of the person: nothing of cards and consents.
pub fn present_by_session(session: &Session, client: &Client) -> Present {
    Present {
        // An upstream provider may have given its proof earlier, so that counts as none.
        proved_at: match session.strength {
            Strength::Provider | Strength::ProviderTwoStep => Timestamp(session.row.proved_at),
            _ => proved_at(session),
        },
        acr: Acr::of(session.strength),
        has_duty: session.duty().is_pressing(),
        has_factor: session.row.factors > 0,
        has_card: false,
        subject: clients::subject(&session.cx.app, client, &session.row.account_id),
        who: who(session.profession(), session.role),
        consented: vec![],
    }
}

/// Returns what the restriction of a client compares.
pub fn who(profession: &Profession, role: Option<Role>) -> Who {
    let organisation = match profession {
        Profession::Organisation { cbe, .. } => Some(cbe.clone()),
        Profession::Citizen | Profession::Doctor { .. } => None,
    };
    Who { capacity: profession.capacity(), organisation, role }
}

/// Returns whether only the verification of the capacity is missing.
pub fn awaits_verification(session: &Session, client: &Client) -> bool {
    let declared = who(&session.person.profession, session.role);
    session.capacity == Standing::Waiting && decision::allows(&client.metadata.allow, &declared)
}

/// Lists the applications of a person.
pub async fn list(session: &Session) -> Result<ApplicationsView, Problem> {
    let app = &session.cx.app;
    let mut tx = app.db.read().await?;
    let rows = db::clients::list(&mut tx).await?;
    let consents = consents::list(&mut tx, &session.row.account_id).await?;
    let used = client_grants::last_used(&mut tx, &session.row.account_id, session.cx.now).await?;
    let (mut usable, mut given) = (vec![], vec![]);
    for row in rows {
        let is_enabled = row.disabled_at.is_none();
        let client = clients::open(row)?;
        let who = present(session, &mut tx, &client).await?;
        let has_page = client.metadata.client_uri.is_some();
        if is_enabled && has_page && decision::allows(&client.metadata.allow, &who.who) {
            usable.push(show(&client));
        }
        let consent = consents.iter().find(|consent| consent.client_id == client.id);
        let used_at = used.iter().find(|(id, _)| *id == client.id).map(|(_, at)| Timestamp(*at));
        if consent.is_some() || used_at.is_some() {
            let scopes = match consent {
                Some(consent) => request::split(&consent.scopes),
                None => client.scopes(),
            };
            given.push(GivenRow {
                application: show(&client),
                scopes: show_scopes(&scopes),
                given_at: consent.map(|consent| Timestamp(consent.given_at)),
                used_at,
            });
        }
    }
    drop(tx);
    Ok(ApplicationsView { usable, given })
}

/// Withdraws what a client was given; its tokens end in the same transaction.
pub async fn withdraw(session: &Session, client: &str) -> Result<(), Problem> {
    let (app, account) = (&session.cx.app, session.row.account_id.as_str());
    let mut tx = app.db.write().await?;
    db::accounts::lock(&mut tx, &session.account()).await?;
    if db::clients::find(&mut tx, client).await?.is_some() {
        consents::delete(&mut tx, account, client).await?;
        client_grants::revoke_client(&mut tx, account, client, session.cx.now).await?;
        let event = Event::Openid(Openid::ConsentWithdrawn);
        audit::note(app, &mut tx, event, Some(account), client).await?;
        tx.commit().await?;
        usage::count(app, client, Use::ConsentWithdrawn);
    }
    Ok(())
}

/// Stores that a person agreed, in addition to what they agreed to before.
pub async fn agree(
    app: &App,
    tx: &mut db::Tx,
    session: &Session,
    (client, scopes): (&Client, &[Scope]),
) -> Result<(), Problem> {
    let account = session.row.account_id.as_str();
    let mut all = request::split(&consents::find(tx, account, &client.id).await?);
    all.extend(scopes);
    all.sort_unstable();
    all.dedup();
    let at = session.cx.now;
    consents::upsert(tx, (account, &client.id), &request::joined(&all), at).await?;
    let event = Event::Openid(Openid::ConsentGiven);
    audit::note(app, tx, event, Some(account), &client.id).await?;
    Ok(())
}
