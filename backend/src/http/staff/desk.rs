//! The help desk: finding people, and the page of one person (H1, H8, H12).

pub mod acts;
pub mod call;
pub mod capacities;
pub mod check;
pub mod exceptions;
pub mod resets;

use axum::Json;
use vestibule_shared::{
    clean::clean,
    desk as wire,
    factor::FactorId,
    id::AccountId,
    policy::Value,
    problem::{Code, Field},
    registration::Delivery,
    time::Timestamp,
};

use crate::{
    app::{App, codec::from_label, problem::Problem},
    db::{self, Reader, desk::Part},
    domain::{
        desk as rules,
        desk::{MOST_PAGES, MOST_QUERY, PAGE, SEARCHES},
        email, findable,
        phone::Mobile,
    },
    http::{body::Body, session::staff::Looks},
    service::{
        accounts::{email_key, open_person, phone_key},
        audit::{self, By, Desk, Event, STAFF},
        deliveries,
        desk::{self, Person},
        factors, limits,
        names::name_key,
        staff::member::Staff,
    },
};

/// For how many days messages are shown.
pub(in crate::http) const MESSAGES_DAYS: i64 = 30;

/// How long repeated requests of an agent count as one look, in seconds.
const LOOK_SECONDS: i64 = 300;

/// What people are searched by, as digests.
enum Query {
    Email(String),
    Phone(String),
    Names(findable::Ask),
    Reference(String),
}

impl Query {
    const fn name(&self) -> &'static str {
        match self {
            Self::Email(_) => "email",
            Self::Phone(_) => "phone",
            Self::Names(_) => "name",
            Self::Reference(_) => "reference",
        }
    }

    /// What a typed text can be, in the order in which it is looked for.
    fn all(app: &App, typed: &str) -> Result<Vec<Self>, Code> {
        let reference = || wire::parse_reference(typed).map(Self::Reference);
        Ok(match wire::Query::of(typed) {
            // One that was misspelled is that of nobody.
            wire::Query::Reference => {
                vec![reference().unwrap_or_else(|| Self::Reference(typed.to_owned()))]
            }
            wire::Query::ReferenceOrName => {
                [Self::parse(app, typed)?].into_iter().chain(reference()).collect()
            }
            // A spoken code has a route of its own; here it is what it would be without.
            _ => vec![Self::parse(app, typed)?],
        })
    }

    /// The typed text shows what it is: an address has its sign, a number has digits, a name has
    /// neither.
    fn parse(app: &App, typed: &str) -> Result<Self, Code> {
        let typed = clean(typed);
        if typed.trim().chars().count() > MOST_QUERY {
            return Err(Code::TooLong);
        }
        if typed.contains('@') {
            return email::parse(&typed).map(|email| Self::Email(email_key(app, &email)));
        }
        if typed.contains(|c: char| c.is_ascii_digit()) {
            let countries = &app.config.phone_countries.0;
            let countries: Vec<&str> = countries.iter().map(|it| it.0.as_str()).collect();
            return Mobile::parse(&typed, &countries).map(|it| Self::Phone(phone_key(app, &it)));
        }
        let mut ask = findable::asked(&typed);
        if ask.is_empty() {
            return Err(Code::Required);
        }
        ask.iter_mut().flatten().for_each(|way| *way = name_key(app, way));
        Ok(Self::Names(ask))
    }
}

/// Finds people. Each search is counted, and writes a row that says what kind of search it was, but
/// not the text.
pub async fn find_people(
    Looks(staff): Looks,
    Body(command): Body<wire::Find>,
) -> Result<Json<wire::Found>, Problem> {
    let app = &staff.who.cx.app;
    let queries = Query::all(app, &command.query);
    let queries = queries.map_err(|code| Problem::field(Field::Query, code))?;
    count_search(&staff).await?;
    let page = command.page.min(MOST_PAGES);
    let mut rows = vec![];
    for query in queries {
        if rows.is_empty() {
            note_search(&staff, query.name()).await?;
            let mut tx = app.db.read().await?;
            rows = search(&mut tx, &query, (&staff, page)).await?;
        }
    }
    let has_more = rows.len() > PAGE as usize && page < MOST_PAGES;
    rows.truncate(PAGE as usize);
    let people = rows.into_iter().map(|row| hit(&staff, row)).collect::<Result<_, _>>()?;
    Ok(Json(wire::Found { people, has_more }))
}

/// Counts a search for the agent.
async fn count_search(staff: &Staff) -> Result<(), Problem> {
    let app = &staff.who.cx.app;
    limits::count_now(app, &SEARCHES, &staff.account().0, Code::TooManyRequests).await
}

/// Records by what the agent searches.
async fn note_search(staff: &Staff, kind: &str) -> Result<(), Problem> {
    let (app, me) = (&staff.who.cx.app, staff.account());
    let mut tx = app.db.write().await?;
    let by = By { staff: &me, reason: "" };
    audit::note_by(app, &mut tx, Event::Desk(Desk::Searched), None, (kind, by)).await?;
    Ok(tx.commit().await?)
}

async fn search(
    tx: &mut Reader,
    query: &Query,
    (staff, page): (&Staff, u32),
) -> Result<Vec<db::desk::Hit>, Problem> {
    let part = Part {
        organisation: staff.organisation(),
        most: i64::from(PAGE) + 1,
        after: i64::from(page) * i64::from(PAGE),
    };
    Ok(match query {
        Query::Email(key) => db::desk::list_by_email(tx, key, part).await?,
        Query::Phone(key) => db::desk::list_by_phone(tx, key, part).await?,
        Query::Names(keys) => db::desk::list_by_names(tx, keys, part).await?,
        Query::Reference(it) => db::desk::list_by_reference(tx, it, part).await?,
    })
}

fn hit(staff: &Staff, row: db::desk::Hit) -> Result<wire::Hit, Problem> {
    let (app, now) = (&staff.who.cx.app, staff.who.cx.now);
    Ok(wire::Hit {
        name: open_person(app, &row.id, &row.person_sealed)?.name.full(),
        email: app.keys.open_seal(&format!("accounts|email|{}", row.id), &row.email_sealed)?,
        capacity: from_label(&row.capacity)?,
        state: desk::state(
            &row.state,
            row.is_locked(app.times(Value::ActivationTries)),
            row.held_until,
            now,
        )?,
        account: AccountId(row.id),
    })
}

/// Returns the page of one person, and records the look.
pub async fn show_person(
    Looks(staff): Looks,
    Body(command): Body<wire::PersonChoice>,
) -> Result<Json<wire::PersonView>, Problem> {
    let (app, me) = (&staff.who.cx.app, staff.account());
    let mut tx = app.db.write().await?;
    let person = desk::find(&staff, &mut tx, &command.account).await?;
    let (id, actor) = (&person.account.id, format!("{STAFF}{me}"));
    // A page that follows a call repeats its request: that is one look.
    let since = staff.who.cx.now.plus_seconds(-LOOK_SECONDS);
    if !db::desk::was_viewed(&mut tx, (id, &actor), since).await? {
        let by = By { staff: &me, reason: "" };
        audit::note_by(app, &mut tx, Event::Desk(Desk::Viewed), Some(id), ("", by)).await?;
    }
    let page = page(&staff, &mut tx, person).await?;
    tx.commit().await?;
    Ok(Json(page))
}

/// Returns the page after an action.
async fn show(staff: &Staff, id: &AccountId) -> Result<Json<wire::PersonView>, Problem> {
    let mut tx = staff.who.cx.app.db.read().await?;
    let person = desk::find(staff, &mut tx, id).await?;
    Ok(Json(page(staff, &mut tx, person).await?))
}

/// Returns what the agent sees of a person: no code, no key, no number.
async fn page(staff: &Staff, tx: &mut Reader, person: Person) -> Result<wire::PersonView, Problem> {
    let (app, now) = (&staff.who.cx.app, staff.who.cx.now);
    let Person { account, since, standing, check } = person;
    let id = &account.id;
    let methods = factors::show(&factors::list(app, tx, id).await?);
    let identities = db::identities::list(tx, &id.0).await?;
    let messages = db::outbox::list(tx, &id.0, now.plus_seconds(-86_400 * MESSAGES_DAYS)).await?;
    let events = db::desk::events(tx, id).await?;
    let waiting = db::resets::list(tx, id).await?;
    let profession = &account.person.profession;
    Ok(wire::PersonView {
        name: account.person.name.full(),
        email: account.email.as_str().to_owned(),
        email_state: account.email_state,
        phone_masked: account.phone.masked(),
        language: account.language,
        capacity: profession.capacity(),
        capacity_status: account.capacity.status(),
        number: profession.number().map(str::to_owned),
        organisation: profession.organisation_name().map(str::to_owned),
        state: standing.state,
        since,
        methods,
        identities: identities.into_iter().map(|row| row.provider).collect(),
        recovery_left: db::recovery_codes::count_left(tx, &id.0).await?,
        sessions: standing.sessions,
        browsers: standing.browsers,
        messages: messages.into_iter().map(message).collect::<Result<_, _>>()?,
        events: events.into_iter().map(event).collect(),
        check,
        exceptions: exceptions::list(app, tx, id).await?,
        waiting: waiting.into_iter().map(planned).collect(),
        may: rules::may(&standing),
        refused: rules::refused(&standing),
        fresh_for: staff.who.fresh_for(),
        account: account.id,
    })
}

fn message(row: db::outbox::Shown) -> Result<wire::Message, Problem> {
    let delivery: Delivery = deliveries::of(row.delivery.as_deref(), row.sent_at, row.failed_at)?;
    Ok(wire::Message {
        at: Timestamp(row.created_at),
        channel: row.channel,
        purpose: row.purpose.unwrap_or_default(),
        delivery,
        fault: row.fault,
        carrier: row.carrier,
    })
}

fn planned(row: db::resets::Row) -> wire::Waiting {
    wire::Waiting { id: row.id, method: FactorId(row.factor_id), at: Timestamp(row.due_at) }
}

fn event(row: db::desk::Event) -> wire::DeskEvent {
    wire::DeskEvent {
        at: Timestamp(row.at),
        by_staff: row.actor.starts_with(STAFF),
        event: row.event,
        detail: row.detail,
        browser: row.browser,
    }
}
