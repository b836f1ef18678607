//! Server-sent events for any wizard: `changed` when the current step would be shown differently,
//! so that a page follows a call without a request every second (M8). The event contains no data:
//! the page requests it, by the route that has all the checks.

use std::{convert::Infallible, marker::PhantomData, time::Duration};

use axum::{
    Json,
    response::{
        IntoResponse,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::stream;
use serde_json::Value;
use tokio::time::{Instant, sleep, sleep_until};
use vestibule_shared::problem::Code;

use super::step::{Admitted, FlowView, current, has_begun};
use crate::{
    app::{
        changes::{Full, Listener},
        problem::Problem,
    },
    service::context::Context,
};

/// How often to look without a hint: another instance may have changed the database.
const EACH: Duration = Duration::from_secs(1);
/// How long to wait after a hint: several often arrive together.
const PAUSE: Duration = Duration::from_millis(400);
/// How often to show that the connection is alive.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long a stream lasts; a page that is still open opens another.
const LIFE: Duration = Duration::from_secs(150);
/// When to try again for a stream, in seconds.
const RETRY_SECONDS: u32 = 10;

/// Follows a flow. The first event is sent at once, because a change may have happened before the
/// stream was open.
///
/// # Errors
/// `NotFound` when no flow began: there nothing changes by itself. `TooManyRequests` or `Busy` when
/// there are too many streams.
pub async fn events<W: FlowView>(
    Admitted { cx, .. }: Admitted<W>,
) -> Result<impl IntoResponse, Problem> {
    if !has_begun::<W>(&cx).await? {
        return Err(Code::NotFound.into());
    }
    let listener =
        cx.app.changes.listen(cx.visitor(), cx.remote.block.as_str()).map_err(|full| {
            let code = match full {
                Full::Visitor => Code::TooManyRequests,
                Full::House => Code::Busy,
            };
            Problem::new(code).retry_after(RETRY_SECONDS)
        })?;
    let follow =
        Follow::<W> { cx, listener, last: None, ends: Instant::now() + LIFE, wizard: PhantomData };
    let events = Sse::new(stream::unfold(follow, next::<W>))
        .keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    // Some proxies would keep the events until there are many.
    Ok(([("x-accel-buffering", "no")], events))
}

/// One stream.
struct Follow<W> {
    cx: Context,
    listener: Listener,
    /// What was last shown.
    last: Option<String>,
    ends: Instant,
    wizard: PhantomData<fn() -> W>,
}

/// Waits for the next change; returns nothing when the stream is over.
async fn next<W: FlowView>(
    mut follow: Follow<W>,
) -> Option<(Result<Event, Infallible>, Follow<W>)> {
    let mut goes_on = follow.last.is_none() || follow.wait().await;
    while goes_on {
        let seen = follow.look().await;
        if seen.is_some() && seen != follow.last {
            follow.last = seen;
            return Some((Ok(Event::default().event("changed").data("1")), follow));
        }
        goes_on = follow.wait().await;
    }
    None
}

impl<W: FlowView> Follow<W> {
    /// Waits until the next look; returns false when the stream is over.
    async fn wait(&mut self) -> bool {
        if self.listener.hears_the_end() {
            return false;
        }
        tokio::select! {
            () = sleep_until(self.ends) => return false,
            () = self.listener.heard() => sleep(PAUSE).await,
            () = sleep(EACH) => {}
        }
        !self.listener.hears_the_end()
    }

    /// Returns what the page would show; nothing while the database is unavailable.
    async fn look(&self) -> Option<String> {
        let cx = Context { now: self.cx.app.clock.now(), ..self.cx.clone() };
        let Json(step) = current::<W>(cx).await.ok()?;
        let mut step = serde_json::to_value(step).ok()?;
        drop_countdowns(&mut step);
        Some(step.to_string())
    }
}

/// Removes what changes every second and what the page counts itself: numbers named `.._in`.
fn drop_countdowns(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, value| !(name.ends_with("_in") && value.is_number()));
            fields.values_mut().for_each(drop_countdowns);
        }
        Value::Array(all) => all.iter_mut().for_each(drop_countdowns),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_countdown_is_no_change_and_everything_else_is() {
        let mut step = json!({"step": "call", "call": {"state": "ringing", "expires_in": 29}, "signed_in": {}});
        drop_countdowns(&mut step);
        assert_eq!(step, json!({"step": "call", "call": {"state": "ringing"}, "signed_in": {}}));
    }
}
