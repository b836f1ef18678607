//! The policies that were put in force, with their reasons.

use std::collections::HashMap;

use vestibule_shared::{
    id::AccountId,
    policy::{PastPolicy, Policy},
    time::Timestamp,
};

use crate::{
    app::{
        App,
        codec::decode,
        policies::{Policies, number},
        problem::Problem,
    },
    db::{Reader, policies, trail},
    service::{accounts, audit},
};

/// How many policies are listed.
const MOST: usize = 50;
/// The event of a policy that was put in force; its detail is the version.
const CHANGED: &str = "policy.changed";

/// The place of a reason, for its seal.
pub(super) fn place(version: u32) -> String {
    format!("policies|reason|{version}")
}

/// Lists the policies that were put in force, the latest first, and the one that the earliest of
/// them replaced.
pub async fn history(app: &App, tx: &mut Reader) -> Result<(Vec<PastPolicy>, Policy), Problem> {
    let mut rows = policies::list(tx).await?;
    let before = match rows.get(MOST) {
        Some(earlier) => decode(&earlier.policy)?,
        None => (*Policies::of(&app.config).policy()).clone(),
    };
    rows.truncate(MOST);
    let has_all = rows.iter().all(|row| !row.reason_sealed.is_empty());
    let noted = if has_all { HashMap::new() } else { noted(app, tx).await? };
    let mut past = Vec::new();
    for row in rows {
        let reason = match row.reason_sealed.as_str() {
            "" => noted.get(&row.version.to_string()).cloned(),
            _ => reason(app, tx, &row).await?,
        };
        past.push(show(app, tx, row, reason).await?);
    }
    Ok((past, before))
}

async fn show(
    app: &App,
    tx: &mut Reader,
    row: policies::Row,
    reason: Option<String>,
) -> Result<PastPolicy, Problem> {
    let by = AccountId(row.by_account);
    let account = accounts::get(app, tx, &by).await?;
    Ok(PastPolicy {
        version: number(row.version),
        at: Timestamp(row.at),
        name: account.map(|account| account.person.name.full()).unwrap_or_default(),
        by,
        reason,
        policy: decode(&row.policy)?,
    })
}

/// The reason of a policy; nothing once the person who gave it was erased.
async fn reason(
    app: &App,
    tx: &mut Reader,
    row: &policies::Row,
) -> Result<Option<String>, Problem> {
    let key = audit::find_key(app, tx, &row.by_account).await?;
    Ok(key.and_then(|key| key.open(&place(number(row.version)), &row.reason_sealed)))
}

/// The reasons in the audit trail, by version: an earlier version of the program stored them only
/// there.
async fn noted(app: &App, tx: &mut Reader) -> Result<HashMap<String, String>, Problem> {
    let all = trail::Filter {
        from: i64::MIN,
        to: i64::MAX,
        before: i64::MAX,
        account: "",
        actor: "",
        event: CHANGED,
        most: i64::try_from(MOST).unwrap_or(i64::MAX),
    };
    let mut reader = audit::trail::TrailReader::default();
    let mut noted = HashMap::new();
    for row in trail::list(tx, &all).await? {
        let row = reader.read(app, tx, row).await?;
        noted.extend(row.said.map(|said| (row.detail, said)));
    }
    Ok(noted)
}
