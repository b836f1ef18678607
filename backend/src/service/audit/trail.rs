//! Reads the audit trail for display: adds names to the accounts and decrypts the reasons.

use std::collections::HashMap;

use vestibule_shared::{
    id::AccountId,
    time::Timestamp,
    trail::{Filter, TrailRow, TrailView},
};

use super::{STAFF, subject};
use crate::{
    app::{App, problem::Problem},
    db::{self, Reader, trail},
    service::accounts,
};

/// The number of rows on a page.
const PAGE: usize = 50;

/// A page of the trail, the latest first.
pub async fn page(app: &App, tx: &mut Reader, filter: &Filter) -> Result<TrailView, Problem> {
    let actor = filter.staff.as_ref().map(|id| format!("{STAFF}{id}")).unwrap_or_default();
    let asked = trail::Filter {
        from: filter.from.map_or(i64::MIN, |at| at.0),
        to: filter.to.map_or(i64::MAX, |at| at.0),
        before: filter.before.unwrap_or(i64::MAX),
        account: filter.account.as_ref().map_or("", |id| id.0.as_str()),
        actor: &actor,
        event: &filter.event,
        most: i64::try_from(PAGE + 1).unwrap_or(i64::MAX),
    };
    let mut found = trail::list(tx, &asked).await?;
    let has_more = found.len() > PAGE;
    found.truncate(PAGE);
    let before = found.last().filter(|_| has_more).map(|row| row.seq);
    let mut reader = TrailReader::default();
    let mut rows = vec![];
    for row in found {
        rows.push(reader.read(app, tx, row).await?);
    }
    Ok(TrailView { rows, before })
}

/// Reads rows in sequence, and looks up each person once.
#[derive(Default)]
pub struct TrailReader {
    names: HashMap<String, Option<String>>,
    keys: HashMap<String, Option<subject::Key>>,
}

impl TrailReader {
    /// Reads a row with its names and reasons.
    pub async fn read(
        &mut self,
        app: &App,
        tx: &mut Reader,
        row: trail::Row,
    ) -> Result<TrailRow, Problem> {
        let staff = row.actor.strip_prefix(STAFF).map(str::to_owned);
        let said = self.said(app, tx, &row, staff.as_deref()).await?;
        let name = self.name(app, tx, row.account_id.as_deref()).await?;
        let staff_name = self.name(app, tx, staff.as_deref()).await?;
        let actor = if staff.is_some() { "staff".to_owned() } else { row.actor };
        Ok(TrailRow {
            seq: row.seq,
            at: Timestamp(row.at),
            event: row.event,
            account: row.account_id.map(AccountId),
            name,
            actor,
            staff: staff.map(AccountId),
            staff_name,
            detail: row.detail,
            browser: row.browser,
            said,
            mac: row.mac,
        })
    }

    async fn said(
        &mut self,
        app: &App,
        tx: &mut Reader,
        row: &trail::Row,
        staff: Option<&str>,
    ) -> Result<Option<String>, Problem> {
        let subject = row.account_id.as_deref().or(staff);
        let Some(subject) = subject.filter(|_| !row.said_sealed.is_empty()) else {
            return Ok(None);
        };
        if !self.keys.contains_key(subject) {
            let key = subject::find(app, tx, subject).await?;
            self.keys.insert(subject.to_owned(), key);
        }
        let key = self.keys.get(subject).and_then(Option::as_ref);
        Ok(key.and_then(|key| key.open(&row.id, &row.said_sealed)))
    }

    async fn name(
        &mut self,
        app: &App,
        tx: &mut Reader,
        account: Option<&str>,
    ) -> Result<Option<String>, Problem> {
        let Some(id) = account else { return Ok(None) };
        if let Some(known) = self.names.get(id) {
            return Ok(known.clone());
        }
        let row = db::accounts::find(tx, &AccountId(id.to_owned())).await?;
        let person =
            row.map(|row| accounts::open_person(app, id, &row.person_sealed)).transpose()?;
        let name = person.map(|person| person.name.full());
        self.names.insert(id.to_owned(), name.clone());
        Ok(name)
    }
}
