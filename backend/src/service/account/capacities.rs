//! Verification of capacities by the authoritative source or by staff.
//!
//! A refusal changes what applications see, and revokes the grants of applications that are
//! restricted to some people. The account stays.

use vestibule_shared::{
    desk::{OpenCheck, OpenChecks},
    id::AccountId,
    policy::CheckMode,
    registration::Capacity,
    time::Timestamp,
};

use crate::{
    app::{
        App,
        codec::{from_label, label},
        problem::Problem,
    },
    db::{
        self, Reader, Tx,
        capacity_checks::{self, Due},
    },
    domain::{
        account::{
            Account, Name,
            capacity::{AGAIN_SECONDS, Decider, Finding, Standing, Verdict, retry_seconds},
        },
        fold,
        messages::Notice,
    },
    gateway::profession::{Answer, ProfessionSource, Question},
    service::{
        accounts,
        audit::{self, Event},
        clients, notices,
        staff::member::Staff,
    },
};

/// The lease of one worker on one check, in seconds: longer than the time-out of a query.
const LEASE_SECONDS: i64 = 30;
/// The largest number of people in a list.
const MOST_OPEN: i64 = 50;
/// The next query after a refusal by staff.
const NEVER: Timestamp = Timestamp(i64::MAX);
/// The capacities that can be verified.
const CHECKABLE: [Capacity; 2] = [Capacity::Doctor, Capacity::Organisation];

/// Returns the verification status of a capacity. `finding` is the stored verdict and decider.
pub fn standing(app: &App, of: Capacity, finding: Option<&str>) -> Result<Standing, Problem> {
    let mode = app.policies.policy().check_of(of);
    let found = finding.and_then(|text| text.split_once(' '));
    let found = found.map(|(verdict, by)| -> Result<Finding, Problem> {
        Ok(Finding { verdict: from_label(verdict)?, by: from_label(by)? })
    });
    Ok(Standing::of(mode, found.transpose()?))
}

/// Inserts the check of a new account, unless it is a citizen's.
pub async fn declare(app: &App, tx: &mut Tx, account: &Account) -> Result<(), Problem> {
    let of = account.person.profession.capacity();
    if of != Capacity::Citizen {
        capacity_checks::insert(tx, &account.id, &label(&of), app.clock.now()).await?;
    }
    Ok(())
}

/// Queries the source about one account; returns false if no check is due.
pub async fn check_one(app: &App) -> Result<bool, Problem> {
    let policy = app.policies.policy();
    let is_asked = |of: &Capacity| policy.check_of(*of) == CheckMode::Checked;
    let checked: Vec<String> = CHECKABLE.iter().filter(|of| is_asked(of)).map(label).collect();
    let (Some(source), [one, ..]) = (&app.profession, checked.as_slice()) else {
        return Ok(false);
    };
    let now = app.clock.now();
    let of = [one.as_str(), checked.last().map_or(one.as_str(), String::as_str)];
    let mut tx = app.db.write().await?;
    let due = capacity_checks::lease(&mut tx, of, now, now.plus_seconds(LEASE_SECONDS)).await?;
    let account = match &due {
        Some(due) => accounts::get(app, &mut tx, &AccountId(due.account_id.clone())).await?,
        None => None,
    };
    tx.commit().await?;
    let Some((due, account)) = due.zip(account) else { return Ok(false) };
    let answer = ask(app, source, &account).await;
    store(app, &due, &account.id, answer).await?;
    Ok(true)
}

async fn ask(app: &App, source: &ProfessionSource, account: &Account) -> Result<Answer, String> {
    let profession = &account.person.profession;
    let question = Question {
        id: &app.rng.id(),
        capacity: &label(&profession.capacity()),
        number: profession.number().unwrap_or_default(),
        names: spellings(&account.person.name).iter().map(|it| source.digest(it)).collect(),
    };
    source.ask(&question, app.clock.now()).await
}

/// Returns the folded name as `family|given`, once with all given names and once with the first:
/// some registers have only the first.
fn spellings(name: &Name) -> Vec<String> {
    let plain = |text: &str| fold::joined(&fold::letters(text));
    let given = name.given.as_deref().unwrap_or_default();
    let first = given.split_whitespace().next().unwrap_or_default();
    let mut all = [given, first].map(|given| format!("{}|{}", plain(&name.family), plain(given)));
    all.sort_unstable();
    let mut all = all.to_vec();
    all.dedup();
    all
}

async fn store(
    app: &App,
    due: &Due,
    id: &AccountId,
    answer: Result<Answer, String>,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let again = now.plus_seconds(AGAIN_SECONDS);
    let mut tx = app.db.write().await?;
    db::accounts::lock(&mut tx, id).await?;
    let (verdict, at, attempts) = match answer {
        Ok(Answer::Confirmed) => (Some(Verdict::Confirmed), again, 0),
        Ok(Answer::Refused) => (Some(Verdict::Refused), again, 0),
        // An earlier decision stays. Without one, staff decide.
        Ok(Answer::Unknown) => (None, again, 0),
        Err(why) => {
            tracing::warn!(%why, "the source of professions gave no answer");
            (None, now.plus_seconds(retry_seconds(due.attempts)), due.attempts)
        }
    };
    // Staff may have decided, or the account may be deleted, during the query.
    if !capacity_checks::update_later(&mut tx, due, at, attempts).await? {
        return Ok(());
    }
    let verdict = verdict.filter(|verdict| label(verdict) != due.verdict);
    if let Some((verdict, account)) = verdict.zip(accounts::get(app, &mut tx, id).await?) {
        let finding = Finding { verdict, by: Decider::Source };
        decide(app, &mut tx, &account, finding).await?;
        audit::note(app, &mut tx, Event::Capacity(verdict), Some(&id.0), "").await?;
    }
    Ok(tx.commit().await?)
}

/// Stores a decision and notifies the person. The caller holds the lock of the account.
pub async fn decide(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    Finding { verdict, by }: Finding,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let is_asked_again = (by, verdict) != (Decider::Staff, Verdict::Refused);
    let capacity = account.person.profession.capacity();
    let decision = capacity_checks::Decision {
        capacity: &label(&capacity),
        verdict: &label(&verdict),
        by: &label(&by),
        at: now,
        due_at: if is_asked_again { now.plus_seconds(AGAIN_SECONDS) } else { NEVER },
    };
    capacity_checks::decide(tx, &account.id.0, decision).await?;
    if verdict == Verdict::Refused {
        end_grants(app, tx, &account.id).await?;
    }
    let notice = Notice::CapacityChecked { capacity, verdict };
    notices::tell_of_help(app, tx, account, notice, "").await
}

/// Revokes the grants of restricted applications. An application that still admits the person gets
/// another grant at the next sign-in.
async fn end_grants(app: &App, tx: &mut Tx, account: &AccountId) -> Result<(), Problem> {
    for row in db::clients::list(tx).await? {
        let client = clients::open(row)?;
        if !client.metadata.allow.is_open() {
            db::client_grants::revoke_client(tx, &account.0, &client.id, app.clock.now()).await?;
        }
    }
    Ok(())
}

/// Lists the people whose capacity staff have to verify, as far as this member may see them.
pub async fn list_open(staff: &Staff) -> Result<OpenChecks, Problem> {
    let app = &staff.who.cx.app;
    let mut tx = app.db.read().await?;
    let mut people = vec![];
    for of in CHECKABLE {
        people.extend(list_of(staff, &mut tx, of).await?);
    }
    drop(tx);
    people.sort_by_key(|one: &OpenCheck| one.since);
    let most = usize::try_from(MOST_OPEN).unwrap_or(usize::MAX);
    let has_more = people.len() > most;
    people.truncate(most);
    Ok(OpenChecks { people, has_more })
}

async fn list_of(
    staff: &Staff,
    tx: &mut Reader,
    capacity: Capacity,
) -> Result<Vec<OpenCheck>, Problem> {
    let app = &staff.who.cx.app;
    let too_little = match app.policies.policy().check_of(capacity) {
        CheckMode::Declared => return Ok(vec![]),
        CheckMode::Checked => String::new(),
        CheckMode::Staff => label(&Decider::Source),
    };
    let of = (label(&capacity), too_little);
    let of = (of.0.as_str(), of.1.as_str());
    let rows = capacity_checks::list_open(tx, of, staff.organisation(), MOST_OPEN + 1).await?;
    let show = |row: capacity_checks::Open| -> Result<OpenCheck, Problem> {
        let person = accounts::open_person(app, &row.account_id, &row.person_sealed)?;
        Ok(OpenCheck {
            account: AccountId(row.account_id),
            name: person.name.full(),
            capacity,
            since: Timestamp(row.at),
        })
    };
    rows.into_iter().map(show).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_compared_in_plain_letters_with_all_given_names_and_with_the_first() {
        let name = |given: Option<&str>, family: &str| Name {
            given: given.map(str::to_owned),
            family: family.to_owned(),
        };
        for (name, expected) in [
            (
                name(Some("Noor Elise"), "D’Haene-Müller"),
                vec!["dhaenemuller|noor", "dhaenemuller|noorelise"],
            ),
            (name(Some("Søren"), "Strauß"), vec!["strauss|soren"]),
            (name(None, "Sukarno"), vec!["sukarno|"]),
        ] {
            assert_eq!(spellings(&name), expected);
        }
    }
}
