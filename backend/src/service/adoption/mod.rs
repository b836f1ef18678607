//! Counts which people have which methods, now and once a day for the history (H10).

pub mod campaigns;
pub mod cockpit;
mod test_mail;

use vestibule_shared::{
    campaign::Selection,
    cockpit::{CapacityCounts, MethodsOn},
    factor::FactorKind,
    policy::Day,
    registration::Capacity,
};

use crate::{
    app::{
        App,
        codec::{from_label, label},
        problem::Problem,
    },
    db::{Reader, method_counts, policies, standing_counts},
    domain::{adoption::Owner, lifecycle::Kinds, method::name},
};

/// The kind for people without any method.
const WITHOUT: &str = "without";

/// The number of people with the same methods.
#[derive(Clone, Copy, Debug)]
pub struct Alike {
    /// Which methods they have.
    pub owner: Owner,
    /// How many there are.
    pub people: i64,
    /// How many of them campaigns leave alone for now.
    pub undisturbed: i64,
}

/// Counts the active people by the methods they have.
pub async fn count(app: &App, tx: &mut Reader) -> Result<Vec<Alike>, Problem> {
    let alike = |row: policies::Count| -> Result<Alike, Problem> {
        let of = from_label(&row.capacity)?;
        let owner = Owner { of, have: Kinds(row.kinds), excepted: Kinds(row.excepted) };
        Ok(Alike { owner, people: row.n, undisturbed: row.undisturbed })
    };
    let rows = policies::count_by_kinds(tx, app.clock.now()).await?;
    rows.into_iter().map(alike).collect()
}

/// Returns the counts for each capacity.
pub fn standing(app: &App, all: &[Alike]) -> Vec<CapacityCounts> {
    let (policy, today) = (app.policies.policy(), app.today());
    let of = |capacity: Capacity| {
        let theirs = || all.iter().filter(move |alike| alike.owner.of == capacity);
        let sum = |selection| {
            number(
                theirs()
                    .filter(|it| it.owner.is_in(selection, &policy, &today))
                    .map(|it| it.people),
            )
        };
        CapacityCounts {
            capacity,
            people: number(theirs().map(|it| it.people)),
            without: sum(Selection::Without),
            sms_only: sum(Selection::SmsOnly),
            at_risk: sum(Selection::AtRisk),
        }
    };
    [Capacity::Doctor, Capacity::Organisation, Capacity::Citizen].map(of).to_vec()
}

fn number(all: impl Iterator<Item = i64>) -> u32 {
    u32::try_from(all.sum::<i64>()).unwrap_or(u32::MAX)
}

/// Lists the kinds that are counted, with their names.
fn kinds() -> impl Iterator<Item = (&'static str, Option<FactorKind>)> {
    FactorKind::ALL.into_iter().map(|kind| (name(kind), Some(kind))).chain([(WITHOUT, None)])
}

fn is_of(alike: &Alike, kind: Option<FactorKind>) -> bool {
    kind.map_or(alike.owner.have.is_empty(), |kind| alike.owner.have.has(kind))
}

/// Stores today's counts: once, regardless of restarts and of the number of processes.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn keep_day(app: &App) -> Result<Day, Problem> {
    let today = app.today();
    let mut tx = app.db.read().await?;
    if method_counts::exists(&mut tx, &today.0).await? {
        return Ok(today);
    }
    let all = count(app, &mut tx).await?;
    drop(tx);
    let mut tx = app.db.write().await?;
    for (kind, which) in kinds() {
        for capacity in [Capacity::Doctor, Capacity::Organisation, Capacity::Citizen] {
            let theirs = all.iter().filter(|it| it.owner.of == capacity && is_of(it, which));
            let people = theirs.map(|it| it.people).sum();
            method_counts::insert(&mut tx, &today.0, (kind, &label(&capacity)), people).await?;
        }
    }
    for counts in standing(app, &all) {
        let row = standing_counts::Row {
            day: today.0.clone(),
            capacity: label(&counts.capacity),
            people: counts.people.into(),
            no_method: counts.without.into(),
            sms_only: counts.sms_only.into(),
            at_risk: counts.at_risk.into(),
        };
        standing_counts::insert(&mut tx, &row).await?;
    }
    tx.commit().await?;
    Ok(today)
}

/// Returns the counts of each day since `from`, for one capacity or for all; today's are counted
/// now.
pub async fn since(
    tx: &mut Reader,
    (from, today): (&Day, &Day),
    all: &[Alike],
    capacity: Option<Capacity>,
) -> Result<Vec<MethodsOn>, Problem> {
    let only = capacity.map(|capacity| label(&capacity)).unwrap_or_default();
    let mut days: Vec<MethodsOn> = vec![];
    for row in method_counts::list(tx, &from.0, &only).await? {
        if row.day >= today.0 {
            continue;
        }
        if days.last().is_none_or(|last| last.day.0 != row.day) {
            days.push(nobody(Day(row.day)));
        }
        if let Some(day) = days.last_mut() {
            put(day, &row.kind, number([row.people].into_iter()));
        }
    }
    let mut now = nobody(today.clone());
    for (kind, which) in kinds() {
        let theirs = all.iter().filter(|it| {
            capacity.is_none_or(|capacity| it.owner.of == capacity) && is_of(it, which)
        });
        put(&mut now, kind, number(theirs.map(|it| it.people)));
    }
    days.push(now);
    Ok(days)
}

const fn nobody(day: Day) -> MethodsOn {
    MethodsOn { day, app: 0, passkey: 0, platform: 0, security_key: 0, sms: 0, call: 0, without: 0 }
}

fn put(day: &mut MethodsOn, kind: &str, people: u32) {
    let place = match kind {
        "app" => &mut day.app,
        "passkey" => &mut day.passkey,
        "platform" => &mut day.platform,
        "security_key" => &mut day.security_key,
        "sms" => &mut day.sms,
        "call" => &mut day.call,
        _ => &mut day.without,
    };
    *place = people;
}
