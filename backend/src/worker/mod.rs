//! The workers: they create accounts, deliver messages and delete what has expired. Any number of
//! processes may run them; leases keep them apart.

pub mod purge;
#[cfg(feature = "smpp")]
pub mod smpp;

use std::{future::Future, time::Duration};

use tokio::{sync::watch, task::JoinSet};
use vestibule_shared::problem::Code;

use crate::{
    app::{App, funnel, problem::Problem, pulse, usage},
    db::jobs,
    gateway::eid,
    service::{
        adoption, audit, campaigns, capacities, deletions, endings, guesses, logout, names, outbox,
        provisioning, recovery, resets, rizivs, sends,
    },
};

/// The lease of one worker on one task, in seconds.
const LEASE_SECONDS: i64 = 5;
/// How long a worker sleeps unless it is woken.
const REST: Duration = Duration::from_secs(1);
/// How often the counts are stored.
const COUNT_EVERY: Duration = Duration::from_secs(5);
/// How long the workers may take to finish at shutdown: longer than a gateway's time-out.
const LAST_PATIENCE: Duration = Duration::from_secs(16);
/// How long connections may take to close in order.
const GOODBYE_PATIENCE: Duration = Duration::from_secs(3);
/// How often expired data is deleted, in seconds of the application's clock.
const PURGE_EVERY: i64 = 60;

/// How often due reminders are looked up, in seconds of the application's clock.
const REMIND_EVERY: i64 = 900;

/// The running workers.
pub struct Workers {
    tasks: JoinSet<()>,
    stop: watch::Sender<bool>,
    /// Connections that tasks send through; they end after the tasks.
    lines: JoinSet<()>,
    hang_up: watch::Sender<bool>,
}

impl Workers {
    /// Lets each worker finish its current task, so that no message is sent a second time after a
    /// restart.
    pub async fn finish(mut self) {
        let _ = self.stop.send(true);
        let all = async { while self.tasks.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(LAST_PATIENCE, all).await;
        let _ = self.hang_up.send(true);
        let all = async { while self.lines.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(GOODBYE_PATIENCE, all).await;
    }
}

/// Starts the workers.
pub fn start(app: &App) -> Workers {
    let (stop, stopped) = watch::channel(false);
    let mut tasks = JoinSet::new();
    for _ in 0..2 {
        let (app, stopped) = (app.clone(), stopped.clone());
        tasks.spawn(async move { keep_doing(&app, stopped, || do_one_job(&app)).await });
    }
    // One slow gateway call must not keep other messages waiting.
    for channel in [outbox::CHANNELS; 2].concat() {
        let (app, stopped) = (app.clone(), stopped.clone());
        tasks.spawn(async move {
            keep_doing(&app, stopped, || outbox::deliver_one(&app, channel)).await;
        });
    }
    // One slow client must not keep others waiting either.
    for _ in 0..2 {
        let (app, stopped) = (app.clone(), stopped.clone());
        tasks.spawn(async move { keep_doing(&app, stopped, || logout::deliver_one(&app)).await });
    }
    let (host, ended) = (app.clone(), stopped.clone());
    tasks.spawn(async move { keep_doing(&host, ended, || logout::sweep(&host)).await });
    let (host, ended) = (app.clone(), stopped.clone());
    tasks.spawn(async move { keep_doing(&host, ended, || capacities::check_one(&host)).await });
    if app.eid.lists.count() > 0 {
        let (app, stopped) = (app.clone(), stopped.clone());
        tasks.spawn(async move { keep_lists_new(&app, stopped).await });
    }
    {
        let (app, stopped) = (app.clone(), stopped.clone());
        tasks.spawn(async move { make_findable(&app, stopped).await });
    }
    let (host, ended) = (app.clone(), stopped.clone());
    tasks.spawn(async move { keep_to_policy(&host, ended).await });
    let (host, ended) = (app.clone(), stopped.clone());
    tasks.spawn(async move { keep_counting(&host, ended).await });
    let (host, ended) = (app.clone(), stopped.clone());
    tasks.spawn(async move { keep_doing(&host, ended, || write_some(&host)).await });
    let hang_up = watch::Sender::new(false);
    let lines = lines(app, &hang_up);
    let app = app.clone();
    tasks.spawn(async move { keep_purging(&app, stopped).await });
    Workers { tasks, stop, lines, hang_up }
}

/// The connections that stay open.
#[cfg(feature = "smpp")]
fn lines(app: &App, hang_up: &watch::Sender<bool>) -> JoinSet<()> {
    let mut lines = JoinSet::new();
    for account in smpp::accounts(app) {
        let (app, account, stop) = (app.clone(), account.clone(), hang_up.subscribe());
        lines.spawn(async move { smpp::keep(&app, &account, stop).await });
    }
    lines
}

#[cfg(not(feature = "smpp"))]
fn lines(_: &App, _: &watch::Sender<bool>) -> JoinSet<()> {
    JoinSet::new()
}

/// Renews the revocation lists of cards before they are out of date. Each process has its own.
async fn keep_lists_new(app: &App, mut stopped: watch::Receiver<bool>) {
    let mut due = vec![app.clock.now(); app.eid.lists.count()];
    while !*stopped.borrow() {
        for (n, due) in due.iter_mut().enumerate() {
            if app.clock.now() >= *due {
                tokio::select! {
                    next = eid::renew(&app.eid, n, app.clock.now()) => *due = next,
                    _ = stopped.changed() => return,
                }
            }
        }
        let _ = tokio::time::timeout(REST, stopped.changed()).await;
    }
}

/// Loads a newer policy within a second, and notifies people whose method ends.
async fn keep_to_policy(app: &App, mut stopped: watch::Receiver<bool>) {
    let mut due = app.clock.now();
    while !*stopped.borrow() {
        let mut done = app.refresh_policy().await;
        if done.is_ok() && app.clock.now() >= due && pulse::may_end(app).await {
            match endings::remind(app).await {
                Ok(true) => {}
                Ok(false) => due = app.clock.now().plus_seconds(REMIND_EVERY),
                Err(problem) => done = Err(problem),
            }
        }
        if let Err(problem) = done {
            complain(&problem, "the policy could not be followed");
        }
        let _ = tokio::time::timeout(REST, stopped.changed()).await;
    }
}

/// Stores the counts, and counts who has which methods once a day. The last counts are stored when
/// the process ends.
async fn keep_counting(app: &App, mut stopped: watch::Receiver<bool>) {
    let mut counted = None;
    while !*stopped.borrow() {
        if let Err(problem) = store_counts(app).await {
            complain(&problem, "what was counted could not be stored");
        }
        if counted.as_ref() != Some(&app.today()) && pulse::may_end(app).await {
            match adoption::keep_day(app).await {
                Ok(day) => counted = Some(day),
                Err(problem) => {
                    complain(&problem, "the methods of the day were not counted");
                }
            }
        }
        let _ = tokio::time::timeout(COUNT_EVERY, stopped.changed()).await;
    }
    if let Err(problem) = store_counts(app).await {
        tracing::error!(?problem, "what was counted last is lost");
    }
}

async fn store_counts(app: &App) -> Result<(), Problem> {
    funnel::flush(app).await?;
    usage::flush(app).await
}

/// Makes accounts of an earlier version searchable by name, and doctors by their number, once.
async fn make_findable(app: &App, mut stopped: watch::Receiver<bool>) {
    for by_name in [true, false] {
        let mut after = Some(String::new());
        while let Some(last) = after.clone().filter(|_| !*stopped.borrow()) {
            let filled = if by_name {
                names::fill(app, &last).await
            } else {
                rizivs::fill(app, &last).await
            };
            match filled {
                Ok(next) => after = next,
                Err(problem) => {
                    complain(&problem, "people could not be made findable");
                    let _ = tokio::time::timeout(REST, stopped.changed()).await;
                }
            }
        }
    }
}

async fn keep_purging(app: &App, mut stopped: watch::Receiver<bool>) {
    let (mut due, mut logged) = (app.clock.now(), None);
    while !*stopped.borrow() {
        if app.clock.now() >= due {
            due = app.clock.now().plus_seconds(PURGE_EVERY);
            if let Err(problem) = audit::verify::log_head(app, &mut logged).await {
                complain(&problem, "the end of the audit trail cannot be reported");
            }
            if let Err(problem) = forget(app).await {
                complain(&problem, "what is over was not forgotten");
            }
        }
        let _ = tokio::time::timeout(REST, stopped.changed()).await;
    }
}

/// Deletes what has expired and erases what is due, only while the clock is known to be right; else
/// later.
pub async fn forget(app: &App) -> Result<(), Problem> {
    if !pulse::may_forget(app).await? {
        return Ok(());
    }
    // The sums first: their source is deleted afterwards.
    let summed = sends::sum_up(app).await;
    let purged = if summed.is_ok() { purge::purge(app).await } else { summed };
    let erased = deletions::erase_due(app).await;
    purged.and(erased)
}

/// Writes some mails of a campaign, only while the clock is right.
async fn write_some(app: &App) -> Result<bool, Problem> {
    if pulse::may_end(app).await { campaigns::write_some(app).await } else { Ok(false) }
}

/// Logs a failure. That the database is unreachable is logged once, where it was noticed first.
fn complain(problem: &Problem, what: &str) {
    if problem.code() == Code::Unavailable {
        tracing::debug!(?problem, "{what}");
    } else {
        tracing::error!(?problem, "{what}");
    }
}

async fn keep_doing<F: Future<Output = Result<bool, Problem>>>(
    app: &App,
    mut stopped: watch::Receiver<bool>,
    one: impl Fn() -> F,
) {
    while !*stopped.borrow() {
        let woken = app.db.queued();
        // What a wrong clock leases, sends or gives up is lost for processes whose clock is right.
        let done = if pulse::may_work(app).await { one().await } else { Ok(false) };
        match done {
            Ok(true) => continue,
            Ok(false) => {}
            Err(problem) => complain(&problem, "a worker failed"),
        }
        tokio::select! {
            () = woken => {}
            _ = stopped.changed() => {}
            () = tokio::time::sleep(REST) => {}
        }
    }
}

/// Does one due task; false when there was none.
pub async fn do_one_job(app: &App) -> Result<bool, Problem> {
    // Tasks scheduled for a certain time wait while the clock may be wrong.
    let but_not = if pulse::may_end(app).await { "" } else { resets::KIND };
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let leased = jobs::lease(&mut tx, now, now.plus_seconds(LEASE_SECONDS), but_not).await?;
    tx.commit().await?;
    let Some(job) = leased else { return Ok(false) };
    let done = match job.kind.as_str() {
        provisioning::KIND => provisioning::work(app, &job).await,
        resets::KIND => resets::work(app, &job).await,
        guesses::KIND => guesses::work(app, &job).await,
        _ => recovery::work(app, &job).await,
    };
    if let Err(problem) = done {
        tracing::error!(?problem, job = job.id, task = job.task, "a task failed");
        provisioning::stumble(app, &job).await?;
    }
    Ok(true)
}
