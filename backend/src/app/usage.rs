//! Counts what happens at applications: sign-ins, refusals, withdrawn consents.

use crate::{
    app::{App, problem::Problem, tally::Counts},
    db::application_counts,
    domain::openid::error::ErrorCode,
};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// A person signed in there.
    SignedIn,
    /// A person withdrew a consent.
    ConsentWithdrawn,
    /// A request was refused.
    Refused(&'static str),
}

/// An application and what happened there.
pub type Counted = (String, Use);

/// How a sign-in is stored.
pub const SIGNED_IN: &str = "signed_in";
/// How a withdrawn consent is stored.
pub const CONSENT_WITHDRAWN: &str = "consent_withdrawn";
/// How a refusal is stored, before its error.
pub const REFUSED: &str = "refused.";

/// Counts something that happened at a registered client.
pub fn count(app: &App, client: &str, what: Use) {
    app.usage.add(app.today(), (client.to_owned(), what));
}

/// Counts a refused request of a registered client.
pub fn count_refusal(app: &App, client: &str, code: ErrorCode) {
    count(app, client, Use::Refused(code.name()));
}

/// Adds the counts in memory to the counts of the day.
///
/// # Errors
/// When the database cannot be written; then the counts are stored with the next ones.
pub async fn flush(app: &App) -> Result<(), Problem> {
    let store = async |counted: &Counts<Counted>| {
        let mut tx = app.db.write().await?;
        for ((day, (client, what)), n) in counted {
            let what = match what {
                Use::SignedIn => SIGNED_IN.to_owned(),
                Use::ConsentWithdrawn => CONSENT_WITHDRAWN.to_owned(),
                Use::Refused(error) => format!("{REFUSED}{error}"),
            };
            application_counts::add(&mut tx, &day.0, (client, &what), *n).await?;
        }
        Ok(tx.commit().await?)
    };
    app.usage.flush(store).await
}
