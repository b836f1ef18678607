//! Limits guesses of one password without blocking its owner (C3, NIST SP 800-63B 3.2.2).
//!
//! A name may have a number of wrong passwords in a row, from anywhere; after that, passwords from
//! unknown browsers are no longer compared. A browser that signed in before has its own count, and
//! so has a signed-in session: attempts from elsewhere do not affect them. Names without an account
//! are counted alike.

use vestibule_shared::{id::AccountId, page, policy::Value, problem::Code, text::Email};

use crate::{
    app::{App, problem::Problem},
    db::{
        self, Tx,
        accounts::Row,
        jobs,
        limits::{Back, give_back},
        repeat::repeat,
    },
    domain::{
        account::Account,
        code::{GUESSED_MAIL, Limit, SIGN_IN, SIGN_IN_BLOCK, passwords},
        email,
        messages::Notice,
    },
    service::{
        accounts,
        audit::{self, Event, Stranger},
        context::Context,
        known_browsers,
        limits::{self, Counted},
        notices,
    },
};

/// The kind of the jobs that notify an owner.
pub const KIND: &str = "guesses";

/// An attempt that was counted.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The counters with a time window.
    passing: Vec<Counted>,
    /// The counter of wrong passwords in a row, and its value.
    row: (Counted, i64),
    /// The digest of the name to notify when the last guess is used up; absent for known browsers.
    noticed: Option<String>,
}

/// Counts an attempt for a name, before the comparison and permanently, and finds the account in
/// the same transaction.
///
/// # Errors
/// `TooManyRequests` with the seconds to wait, or `PasswordGuarded` when no guess is left.
pub async fn count(
    cx: &Context,
    name: &str,
    email: Option<&Email>,
) -> Result<(Attempt, Option<Row>), Problem> {
    let key = email.map(|email| accounts::email_key(&cx.app, email));
    let known = known_browsers::of(cx, key.as_deref()).await?;
    let attempt = match known {
        Some(id) => of_known(cx, name, &id),
        None => of_stranger(cx, name, key.clone()),
    };
    attempt.count(&cx.app, key.as_deref()).await
}

/// Does the same for a signed-in account.
///
/// # Errors
/// As [`count`].
pub async fn count_own(cx: &Context, account: &Account) -> Result<Attempt, Problem> {
    let (app, name) = (&cx.app, email::canonical(&account.email));
    let key = accounts::email_key(app, &account.email);
    let stranger = of_stranger(cx, &name, Some(key));
    let own = limits::one(app, &most(app), &format!("session|{}", account.id));
    let attempt = Attempt { row: (own, 0), ..stranger };
    Ok(attempt.count(app, None).await?.0)
}

fn most(app: &App) -> Limit {
    passwords(app.times(Value::PasswordTries))
}

fn of_stranger(cx: &Context, name: &str, key: Option<String>) -> Attempt {
    let app = &cx.app;
    let guesser = format!("{name}|{}", cx.remote.block.as_str());
    let mut passing = vec![limits::one(app, &SIGN_IN, &guesser)];
    passing.extend(limits::networks(app, &SIGN_IN_BLOCK, &cx.remote.block));
    let noticed = Some(key.unwrap_or_default());
    Attempt { passing, row: (limits::one(app, &most(app), name), 0), noticed }
}

fn of_known(cx: &Context, name: &str, browser: &str) -> Attempt {
    let (app, subject) = (&cx.app, known_as(name, browser));
    let passing = vec![limits::one(app, &SIGN_IN, &subject)];
    Attempt { passing, row: (limits::one(app, &most(app), &subject), 0), noticed: None }
}

fn known_as(name: &str, browser: &str) -> String {
    format!("{name}|known|{browser}")
}

impl Attempt {
    async fn count(
        mut self,
        app: &App,
        email_key: Option<&str>,
    ) -> Result<(Self, Option<Row>), Problem> {
        self.look(app).await?;
        let mut counters = limits::counters(&self.passing);
        counters.insert(1, self.row.0.counter.clone());
        let (found, nth, allowed) = repeat!(app.db, tx => {
            let found = match email_key {
                Some(key) => db::accounts::find_by_email(tx, key).await?,
                None => None,
            };
            let mut made = db::limits::bump(tx, &counters).await?;
            let nth = made.remove(1);
            let allowed = self.allows(app, &made);
            if allowed.is_err() {
                // The password is not compared, so it is no guess.
                give_back(tx, self.row.0.counter.clone(), Back::One);
            }
            (found, nth, allowed)
        })?;
        allowed?;
        // This limit has no end to wait for.
        let is_left = self.row.0.allows(app, nth, Code::PasswordGuarded);
        is_left.map_err(|problem| Problem::new(problem.code()))?;
        self.row.1 = nth;
        Ok((self, found))
    }

    /// Checks the limits without writing. Once a name or a network is over its limit, nothing is
    /// written: made-up names leave no rows, and delay no other request.
    async fn look(&self, app: &App) -> Result<(), Problem> {
        let mut tx = app.db.read().await?;
        let so_far = db::limits::find(&mut tx, &limits::counters(&self.passing)).await?;
        drop(tx);
        let next: Vec<_> = so_far.iter().map(|n| n + 1).collect();
        self.allows(app, &next)
    }

    fn allows(&self, app: &App, made: &[i64]) -> Result<(), Problem> {
        let mut all = self.passing.iter().zip(made);
        all.try_for_each(|(of, n)| of.allows(app, *n, Code::TooManyRequests))
    }

    /// Takes the attempt back because the password was right, even if the sign-in is not complete.
    pub fn was_right(&self, app: &App, tx: &mut Tx) {
        for of in &self.passing {
            if of.name == SIGN_IN.name {
                limits::clear_counter(app, tx, of.counter.clone());
            } else {
                give_back(tx, of.counter.clone(), Back::One);
            }
        }
        give_back(tx, self.row.0.counter.clone(), Back::One);
    }

    /// Resets the counts: the password was right, and no further proof is needed.
    pub fn was_enough(&self, app: &App, tx: &mut Tx) {
        self.was_right(app, tx);
        limits::clear_counter(app, tx, self.row.0.counter.clone());
    }

    /// Records that it was wrong. The last guess starts a job, for every name alike.
    pub async fn was_wrong(&self, app: &App, tx: &mut Tx) -> Result<(), Problem> {
        let Some(key) =
            self.noticed.as_ref().filter(|_| self.row.1 == app.times(Value::PasswordTries))
        else {
            return Ok(());
        };
        let new = jobs::NewJob {
            id: &app.rng.id(),
            kind: KIND,
            account: None,
            subject_key: key,
            task: "mail".to_owned(),
            detail_sealed: String::new(),
            at: app.clock.now(),
        };
        Ok(jobs::insert(tx, &new).await?)
    }
}

/// Resets the counts after a sign-in, for unknown browsers and for this browser.
pub fn forget(cx: &Context, tx: &mut Tx, account: &Account) {
    let (app, name) = (&cx.app, email::canonical(&account.email));
    limits::clear(app, tx, &most(app), &name);
    if let Some(browser) = known_browsers::id(cx) {
        limits::clear(app, tx, &most(app), &known_as(&name, &browser));
    }
}

/// Erases the counts under the name of an account that is being erased.
pub async fn erase(app: &App, tx: &mut Tx, account: &Account) -> Result<(), Problem> {
    let row = limits::one(app, &most(app), &email::canonical(&account.email));
    Ok(db::limits::delete(tx, &row.counter.key).await?)
}

/// Notifies the owner, if there is one, once a day at most.
pub async fn work(app: &App, job: &jobs::Row) -> Result<(), Problem> {
    let mut tx = app.db.write().await?;
    let row = db::accounts::find_by_email(&mut tx, &job.subject_key).await?;
    if let Some(row) = row.filter(db::accounts::Row::is_active) {
        let account = accounts::open(app, row)?;
        tell(app, &mut tx, &account).await?;
    }
    if jobs::update_done(&mut tx, &job.id, &job.task).await? {
        tx.commit().await?;
    }
    Ok(())
}

async fn tell(app: &App, tx: &mut Tx, account: &Account) -> Result<(), Problem> {
    let AccountId(id) = &account.id;
    let event = Event::Stranger(Stranger::PasswordGuarded);
    audit::note(app, tx, event, Some(id), "").await?;
    let first = limits::count(app, tx, &GUESSED_MAIL, id, Code::TooManyRequests).await;
    if first.is_err() {
        return Ok(());
    }
    let times = app.policies.policy().figure(Value::PasswordTries);
    let page = format!("{}{}", app.config.public_origin.0, page::RECOVER);
    notices::tell_of_help(app, tx, account, Notice::PasswordGuarded { times }, &page).await
}
