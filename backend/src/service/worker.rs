//! The workers: they make accounts, deliver messages and forget what is over. Any number of processes may
//! run them; leases keep them apart.

use std::{future::Future, time::Duration};

use tokio::{sync::watch, task::JoinSet};

use super::{outbox, provisioning, purge, recovery};
use crate::{app::App, db::jobs, gateway::eid, problem::Problem};

/// How long one worker may take over one task, in seconds.
const LEASE_SECONDS: i64 = 5;
/// How long a worker rests when nobody wakes it.
const REST: Duration = Duration::from_secs(1);
/// How long the workers may take to finish when the process ends: longer than a gateway's time-out.
const LAST_PATIENCE: Duration = Duration::from_secs(16);
/// How often what is over is forgotten, in seconds of the application's clock.
const PURGE_EVERY: i64 = 60;

/// Workers that run.
pub struct Workers {
    tasks: JoinSet<()>,
    stop: watch::Sender<bool>,
}

impl Workers {
    /// Lets each finish what it has in hand, so that no message is sent a second time after a restart.
    pub async fn finish(mut self) {
        let _ = self.stop.send(true);
        let all = async { while self.tasks.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(LAST_PATIENCE, all).await;
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
    if app.eid.lists.count() > 0 {
        let (app, stopped) = (app.clone(), stopped.clone());
        tasks.spawn(async move { keep_lists_new(&app, stopped).await });
    }
    let app = app.clone();
    tasks.spawn(async move { keep_purging(&app, stopped).await });
    Workers { tasks, stop }
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

async fn keep_purging(app: &App, mut stopped: watch::Receiver<bool>) {
    let mut due = app.clock.now();
    while !*stopped.borrow() {
        if app.clock.now() >= due {
            due = app.clock.now().plus_seconds(PURGE_EVERY);
            if let Err(problem) = purge::purge(app).await {
                tracing::error!(?problem, "purging failed");
            }
        }
        let _ = tokio::time::timeout(REST, stopped.changed()).await;
    }
}

async fn keep_doing<F: Future<Output = Result<bool, Problem>>>(
    app: &App,
    mut stopped: watch::Receiver<bool>,
    one: impl Fn() -> F,
) {
    while !*stopped.borrow() {
        let woken = app.db.queued();
        match one().await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(problem) => tracing::error!(?problem, "a worker failed"),
        }
        tokio::select! {
            () = woken => {}
            _ = stopped.changed() => {}
            () = tokio::time::sleep(REST) => {}
        }
    }
}

/// Does one task that is due; false when there was none.
pub async fn do_one_job(app: &App) -> Result<bool, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let leased = jobs::lease(&mut tx, now, now.plus_seconds(LEASE_SECONDS)).await?;
    tx.commit().await?;
    let Some(job) = leased else { return Ok(false) };
    let done = match job.kind.as_str() {
        provisioning::KIND => provisioning::work(app, &job).await,
        _ => recovery::work(app, &job).await,
    };
    if let Err(problem) = done {
        tracing::error!(?problem, job = job.id, task = job.task, "a task failed");
        provisioning::stumble(app, &job).await?;
    }
    Ok(true)
}
