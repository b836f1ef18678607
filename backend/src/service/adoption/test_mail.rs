//! The mail of a campaign, sent to the administrator who prepares it.

use vestibule_shared::{campaign::Target, id::AccountId, problem::Code};

use super::campaigns::links;
use crate::{
    app::{App, codec::label, problem::Problem},
    domain::{adoption::TEST_MAILS, messages},
    service::{
        accounts,
        audit::{self, By, Campaign, Event},
        limits, outbox,
    },
};

/// The purpose of this mail: it waits for no campaign, and no campaign waits for it.
const PURPOSE: &str = "campaign_test";

/// Sends the mail of a campaign to an administrator, in their own language. Its link "remind me
/// later" belongs to nobody.
///
/// # Errors
/// `TooManyRequests`.
pub async fn send_test(app: &App, target: Target, me: &AccountId) -> Result<(), Problem> {
    let mut tx = app.db.write().await?;
    limits::count(app, &mut tx, &TEST_MAILS, &me.0, Code::TooManyRequests).await?;
    let account = accounts::get(app, &mut tx, me).await?.ok_or(Code::NotSignedIn)?;
    let mailbox = account.mailbox().ok_or(Code::NothingToDo)?;
    let (name, language) = (account.person.name.full(), account.language);
    let from = outbox::sender(app, language);
    let links = links(app, &app.rng.token());
    let text = messages::campaign_mail(&from, language, &name, target.selection, &links);
    let id = app.rng.id();
    let envelope = outbox::Envelope {
        id: &id,
        key: &id,
        to: mailbox,
        language,
        account: me,
        purpose: PURPOSE,
    };
    outbox::write_mail_to(app, &mut tx, envelope, text).await?;
    let capacity = target.capacity.map(|capacity| label(&capacity)).unwrap_or_default();
    let detail = format!("{}|{capacity}", label(&target.selection));
    let by = By { staff: me, reason: "" };
    let event = Event::Campaign(Campaign::Tested);
    audit::note_by(app, &mut tx, event, Some(me), (&detail, by)).await?;
    Ok(tx.commit().await?)
}
