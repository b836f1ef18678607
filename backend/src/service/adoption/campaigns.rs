//! Campaigns: mails to people who should set up another method, written in batches that let other
//! mail pass (H10).

use vestibule_shared::{
    campaign::{CampaignView, Letter, Preview, SNOOZE_DAYS, Target},
    factor::FactorKind,
    id::AccountId,
    page,
    problem::Code,
    text::Language,
    time::Timestamp,
};

use crate::{
    app::{
        App,
        codec::{from_label, label},
        problem::Problem,
    },
    db::{self, Reader, Tx, campaign_mails, campaigns},
    domain::{adoption::Owner, lifecycle::Kinds, messages},
    service::{
        accounts::{self, open_person},
        adoption,
        audit::{self, By, Campaign, Event},
        outbox,
    },
    system::digest::digest,
};

pub use super::test_mail::send_test;

/// The purpose of these mails, for the gateway and in the table of messages.
const PURPOSE: &str = "campaign";
/// How many mails wait in the outbox at most, so that another mail, such as a link for a new
/// password, never waits for more.
const PORTION: i64 = 25;
/// How many people are examined in one transaction.
const AT_ONCE: i64 = 500;

/// Returns the audience and the text of a campaign before it starts.
pub async fn preview(app: &App, tx: &mut Reader, target: Target) -> Result<Preview, Problem> {
    let (people, spared) = count(app, tx, target).await?;
    let letter = |language| {
        let from = outbox::sender(app, language);
        let (subject, text) =
            messages::campaign_mail(&from, language, "...", target.selection, &links(app, "..."));
        Letter { language, subject, text }
    };
    let letters = [Language::Nl, Language::Fr, Language::De, Language::En].map(letter).to_vec();
    Ok(Preview { people: number(people), spared: number(spared), letters })
}

/// Counts the people a campaign would reach, and those it would spare.
async fn count(app: &App, tx: &mut Reader, target: Target) -> Result<(i64, i64), Problem> {
    let (policy, today) = (app.policies.policy(), app.today());
    let all = adoption::count(app, tx).await?;
    let theirs = all.iter().filter(|alike| {
        let is_theirs = target.capacity.is_none_or(|capacity| capacity == alike.owner.of);
        is_theirs && alike.owner.is_in(target.selection, &policy, &today)
    });
    Ok(theirs.fold((0, 0), |(people, spared), alike| {
        (people + alike.people - alike.undisturbed, spared + alike.undisturbed)
    }))
}

fn number(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The links of a mail: to the setup of a method, and to "remind me later", whose secret is after
/// the `#`.
pub(super) fn links(app: &App, token: &str) -> [String; 2] {
    let origin = &app.config.public_origin.0;
    [format!("{origin}{}", page::TWO_STEP), format!("{origin}{}#{token}", page::LATER)]
}

/// Starts a campaign.
///
/// # Errors
/// `NothingToDo` where it would reach no one, `Conflict` while another one runs.
pub async fn start(app: &App, tx: &mut Tx, target: Target, by: By<'_>) -> Result<(), Problem> {
    let (people, _) = count(app, tx, target).await?;
    if people == 0 {
        return Err(Code::NothingToDo.into());
    }
    let (id, selection) = (app.rng.id(), label(&target.selection));
    let capacity = target.capacity.map(|capacity| label(&capacity)).unwrap_or_default();
    let new = campaigns::NewCampaign {
        id: &id,
        selection: &selection,
        capacity: &capacity,
        people,
        by: by.staff,
        at: app.clock.now(),
    };
    if !campaigns::insert(tx, &new).await? {
        return Err(Code::Conflict.into());
    }
    let detail = format!("{id}|{selection}|{capacity}|{people}");
    audit::note_by(app, tx, Event::Campaign(Campaign::Started), None, (&detail, by)).await
}

/// Stops a campaign: mails not written yet are not sent.
///
/// # Errors
/// `NothingToDo` when it no longer runs.
pub async fn stop(app: &App, tx: &mut Tx, id: &str, by: By<'_>) -> Result<(), Problem> {
    if !campaigns::end(tx, id, "stopped", app.clock.now()).await? {
        return Err(Code::NothingToDo.into());
    }
    audit::note_by(app, tx, Event::Campaign(Campaign::Stopped), None, (id, by)).await
}

/// Lists the campaigns so far, the latest first.
pub async fn list(app: &App, tx: &mut Reader) -> Result<Vec<CampaignView>, Problem> {
    let rows = campaigns::list(tx, &label(&FactorKind::Sms)).await?;
    rows.into_iter().map(|row| show(app, row)).collect()
}

fn show(app: &App, row: campaigns::Row) -> Result<CampaignView, Problem> {
    let by = row.person_sealed.as_deref();
    let by = by.map(|sealed| open_person(app, &row.started_by, sealed)).transpose()?;
    Ok(CampaignView {
        target: target(&row.selection, &row.capacity)?,
        state: from_label(&row.state)?,
        at: Timestamp(row.started_at),
        by: by.map(|person| person.name.full()),
        people: number(row.people),
        sent: number(row.sent),
        snoozed: number(row.snoozed),
        acted: number(row.acted),
        id: row.id,
    })
}

fn target(selection: &str, capacity: &str) -> Result<Target, Problem> {
    let capacity = (!capacity.is_empty()).then(|| from_label(capacity)).transpose()?;
    Ok(Target { selection: from_label(selection)?, capacity })
}

/// Writes the next batch of the running campaign; false when there is nothing to write now. Any
/// number of processes may do so: the batch is claimed first, and each person gets a campaign once.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn write_some(app: &App) -> Result<bool, Problem> {
    let mut tx = app.db.read().await?;
    let Some(campaign) = campaigns::find_running(&mut tx).await? else { return Ok(false) };
    let waiting = db::outbox::count_waiting(&mut tx, PURPOSE).await?;
    drop(tx);
    if waiting >= PORTION {
        return Ok(false);
    }
    let mut tx = app.db.write().await?;
    if !campaigns::claim(&mut tx, &campaign).await? {
        return Ok(false);
    }
    let place = write_portion(app, &mut tx, &campaign, PORTION - waiting).await?;
    match &place {
        Some(place) => campaigns::advance(&mut tx, &campaign, place).await?,
        None => campaigns::end(&mut tx, &campaign.id, "done", app.clock.now()).await?,
    };
    tx.commit().await?;
    Ok(place.is_some())
}

/// Writes a batch; returns the last person examined, or nothing at the end.
async fn write_portion(
    app: &App,
    tx: &mut Tx,
    campaign: &campaigns::Running,
    most: i64,
) -> Result<Option<String>, Problem> {
    let (policy, today, now) = (app.policies.policy(), app.today(), app.clock.now());
    let to = target(&campaign.selection, &campaign.capacity)?;
    let people = campaigns::list_people(tx, campaign, AT_ONCE, now).await?;
    let (mut place, mut written) = (None, 0);
    for person in people {
        place = Some(person.id.clone());
        let (have, excepted) = (Kinds(person.kinds), Kinds(person.excepted));
        let owner = Owner { of: from_label(&person.capacity)?, have, excepted };
        // People who acted meanwhile, or who asked for a later reminder, are skipped.
        if owner.is_in(to.selection, &policy, &today) && person.undisturbed_until <= now.0 {
            write(app, tx, (&campaign.id, to), &AccountId(person.id)).await?;
            written += 1;
        }
        if written >= most {
            break;
        }
    }
    Ok(place)
}

async fn write(
    app: &App,
    tx: &mut Tx,
    (campaign, to): (&str, Target),
    account: &AccountId,
) -> Result<(), Problem> {
    let (token, now) = (app.rng.token(), app.clock.now());
    if !campaign_mails::insert(tx, (campaign, account), &digest(&token), now).await? {
        return Ok(());
    }
    let Some(account) = accounts::get(app, tx, account).await? else { return Ok(()) };
    let Some(mailbox) = account.mailbox() else { return Ok(()) };
    let (name, language) = (account.person.name.full(), account.language);
    let from = outbox::sender(app, language);
    let text = messages::campaign_mail(&from, language, &name, to.selection, &links(app, &token));
    let (id, key) = (app.rng.id(), format!("{PURPOSE}|{campaign}|{}", account.id));
    let envelope = outbox::Envelope {
        id: &id,
        key: &key,
        to: mailbox,
        language,
        account: &account.id,
        purpose: PURPOSE,
    };
    outbox::write_mail_to(app, tx, envelope, text).await?;
    let event = Event::Campaign(Campaign::Mailed);
    Ok(audit::note(app, tx, event, Some(&account.id.0), campaign).await?)
}

/// Handles "remind me later": campaigns skip the person of this link for a while. Does not reveal
/// whether there is one, and does nothing the second time.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn snooze(app: &App, token: &str) -> Result<(), Problem> {
    let link = digest(token);
    // Made-up links must neither wait for a writer nor delay one.
    let mut tx = app.db.read().await?;
    let found = campaign_mails::find_by_link(&mut tx, &link).await?;
    drop(tx);
    let Some(account) = found else { return Ok(()) };
    let (mut tx, now) = (app.db.write().await?, app.clock.now());
    if campaign_mails::update_snoozed(&mut tx, &link, now).await? {
        let until = now.plus_seconds(SNOOZE_DAYS * 86_400);
        db::accounts::update_undisturbed(&mut tx, &account, until).await?;
        let event = Event::Campaign(Campaign::Snoozed);
        audit::note(app, &mut tx, event, Some(&account.0), "").await?;
    }
    Ok(tx.commit().await?)
}
