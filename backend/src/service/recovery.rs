//! The mail with a recovery link, written by a worker: a request gets the same response in the same
//! time whether the address has an account or not.

use vestibule_shared::{address::AddressState, page, text::Email};

use super::{
    accounts, addresses,
    audit::{self, Event},
    outbox,
};
use crate::{
    app::{App, problem::Problem},
    db::{self, Tx, jobs},
    domain::{
        messages::{AddressMail, MailKind},
        recovery::LINK_MINUTES,
    },
    system::digest::digest,
};

/// The kind of these jobs, and the purpose of their links.
pub const KIND: &str = "recovery";

/// Orders the mail, if there is an account.
pub async fn order(app: &App, tx: &mut Tx, email: &Email) -> Result<(), Problem> {
    let new = jobs::NewJob {
        id: &app.rng.id(),
        kind: KIND,
        account: None,
        subject_key: &accounts::email_key(app, email),
        task: "mail".to_owned(),
        detail_sealed: String::new(),
        at: app.clock.now(),
    };
    Ok(jobs::insert(tx, &new).await?)
}

/// Writes the mail. The secret is after the `#`, which browsers do not send.
pub async fn work(app: &App, job: &jobs::Row) -> Result<(), Problem> {
    let mut tx = app.db.write().await?;
    if !jobs::update_done(&mut tx, &job.id, &job.task).await? {
        return Ok(());
    }
    let row = db::accounts::find_by_email(&mut tx, &job.subject_key).await?;
    if let Some(row) = row.filter(db::accounts::Row::is_active) {
        let account = accounts::open(app, row)?;
        // An address that was never proved may belong to another person than its account.
        if account.email_state == AddressState::Unproved {
            addresses::ask(app, &mut tx, &account, AddressMail::Recovery).await?;
            return Ok(tx.commit().await?);
        }
        let token = app.rng.token();
        let expires_at = app.clock.now().plus_seconds(60 * i64::from(LINK_MINUTES));
        db::links::insert(&mut tx, &digest(&token), &account.id, KIND, expires_at).await?;
        let path = format!("{}#{token}", page::RECOVER);
        let kind = MailKind::RecoveryLink { minutes: LINK_MINUTES };
        outbox::write_mail(app, &mut tx, &account, kind, (&path, &job.id)).await?;
        audit::note(app, &mut tx, Event::RecoveryMailed, Some(&account.id.0), "").await?;
    }
    Ok(tx.commit().await?)
}
