//! A data export for the person it is about (GDPR art. 15 and 20): every row of every table that
//! belongs to the account, with its seals opened. It omits secrets, what only serves to find rows
//! again, and other people named in a row. A test checks the lists below against the schema: a new
//! table or column has to be listed here, or excluded there with a reason.

mod columns;
mod disclosure;

use serde_json::{Map, Value as Json};
use time::OffsetDateTime;
use vestibule_shared::{
    data::{Held, Holdings},
    id::AccountId,
};

use self::{columns::how, disclosure::Disclosure};
use crate::{
    app::{App, codec::decode, problem::Problem},
    db::{
        Tx,
        personal_data::{self, Row, Table, Value},
    },
    gateway::Message,
    service::{
        audit::{self, STAFF},
        factors::Secret,
        outbox,
    },
};

/// Makes the data export.
pub async fn make(app: &App, tx: &mut Tx, account: &AccountId) -> Result<Holdings, Problem> {
    let reader = Reader { app, key: audit::find_key(app, tx, &account.0).await? };
    let mut held = vec![];
    for table in personal_data::TABLES {
        let rows = personal_data::list(tx, table, &account.0).await?;
        let rows = rows.iter().map(|row| reader.row(table, row)).collect::<Result<_, _>>()?;
        held.push(Held { table: table.name.to_owned(), rows });
    }
    let service = app.config.service_name.clone();
    Ok(Holdings { service, made_at: moment(app.clock.now().0), held })
}

/// Reads rows for the person they are about.
struct Reader<'a> {
    app: &'a App,
    /// Decrypts what people wrote about the person.
    key: Option<audit::Key>,
}

impl Reader<'_> {
    fn row(&self, table: Table, row: &Row) -> Result<Map<String, Json>, Problem> {
        let mut all = Map::new();
        for (column, value) in row {
            let Some(told) = how(table.name, column) else { continue };
            let name = column.strip_suffix("_sealed").unwrap_or(column);
            if let Some(value) = self.tell(&told, row, value)? {
                all.insert(told.name().unwrap_or(name).to_owned(), value);
            }
        }
        Ok(all)
    }

    /// Returns what the person reads of a value; nothing where there is nothing for them to read.
    fn tell(&self, told: &Disclosure, row: &Row, value: &Value) -> Result<Option<Json>, Problem> {
        Ok(match (told, value) {
            (Disclosure::Kept(_), _) => None,
            (_, Value::Nothing) | (Disclosure::Moment, Value::Number(0)) => Some(Json::Null),
            (Disclosure::Moment, Value::Number(at)) => Some(moment(*at).into()),
            (Disclosure::Opened { place, by }, Value::Text(sealed)) => {
                self.open(&format!("{place}|{}", text(row, by)), sealed)?.map(structured)
            }
            (Disclosure::Phone, Value::Text(sealed)) => self.phone(row, sealed)?,
            (Disclosure::Before, Value::Text(sealed)) => self.before(row, sealed)?,
            (Disclosure::To, Value::Text(sealed)) => self.to(row, sealed)?,
            (Disclosure::Said, Value::Text(sealed)) => self.said(row, sealed),
            (Disclosure::Actor, Value::Text(actor)) => {
                Some(if actor.starts_with(STAFF) { "staff".into() } else { actor.as_str().into() })
            }
            (_, Value::Text(text)) => Some(text.as_str().into()),
            (_, Value::Number(number)) => Some((*number).into()),
            (_, Value::YesNo(yes)) => Some((*yes).into()),
        })
    }

    /// Decrypts a value. An empty text is not a sealed one: there was no value.
    fn open(&self, place: &str, sealed: &str) -> Result<Option<String>, Problem> {
        if sealed.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.app.keys.open_seal(place, sealed)?))
    }

    /// Returns the number of a method that has one; keys and credentials are secrets.
    fn phone(&self, row: &Row, sealed: &str) -> Result<Option<Json>, Problem> {
        let place = format!("factors|secret|{}", text(row, "id"));
        let opened = self.open(&place, sealed)?.unwrap_or_default();
        Ok(match decode::<Secret>(&opened)? {
            Secret::Phone(phone) => Some(phone.as_str().into()),
            Secret::App(_) | Secret::Key(_) => None,
        })
    }

    /// Returns the number or address that a change replaced; of methods and identities it would be
    /// a secret.
    fn before(&self, row: &Row, sealed: &str) -> Result<Option<Json>, Problem> {
        if !["phone", "email"].contains(&text(row, "change")) {
            return Ok(None);
        }
        let place = crate::service::notices::undo_place(text(row, "id"));
        Ok(self.open(&place, sealed)?.map(Json::from))
    }

    /// Returns the destination of a message not sent yet; its text may be a code.
    fn to(&self, row: &Row, sealed: &str) -> Result<Option<Json>, Problem> {
        let opened = self.open(&outbox::place(text(row, "id")), sealed)?.unwrap_or_default();
        let to = match decode::<Message>(&opened)? {
            Message::Sms(sms) => sms.to,
            Message::Mail(mail) => mail.to,
            Message::Voice(call) => call.to,
        };
        Ok(Some(to.into()))
    }

    fn said(&self, row: &Row, sealed: &str) -> Option<Json> {
        self.key.as_ref()?.open(text(row, "id"), sealed).map(Json::from)
    }
}

/// Returns the text in a column of a row.
fn text<'row>(row: &'row Row, column: &str) -> &'row str {
    let found = row.iter().find(|(name, _)| name == column);
    if let Some((_, Value::Text(text))) = found { text } else { "" }
}

/// Shows what was sealed as JSON as JSON; a name that happens to look like a number stays a text.
fn structured(text: String) -> Json {
    match serde_json::from_str(&text) {
        Ok(object @ Json::Object(_)) => object,
        _ => text.into(),
    }
}

/// Formats a moment as in RFC 3339, to the second.
fn moment(at: i64) -> String {
    let Ok(moment) = OffsetDateTime::from_unix_timestamp(at.div_euclid(1000)) else {
        return String::new();
    };
    let (date, hour, minute, second) =
        (moment.date(), moment.hour(), moment.minute(), moment.second());
    format!("{date}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_so_that_people_and_programs_read_them() {
        assert_eq!(moment(1_772_445_600_000), "2026-03-02T10:00:00Z");
        assert_eq!(moment(0), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn only_what_was_sealed_as_an_object_is_told_as_one() {
        assert_eq!(structured(r#"{"family":"Peeters"}"#.into())["family"], "Peeters");
        assert_eq!(structured("123".into()), Json::from("123"));
    }
}
