//! Snapshot and event stream.

use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event as Sent, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::Stream;
use futures_util::stream;
use roamline_api::sync::{RESYNC_EVENT, Snapshot};
use roamline_api::{ErrorBody, ErrorCode};
use roamline_store::StoreError;
use roamline_store::clock::Clock;
use roamline_store::events::{self, Following};
use serde::Deserialize;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::database::Store;
use crate::http::{ApiError, Caller, Query};
use crate::state::AppState;
use crate::views;

/// How long a stream is silent at most, and how soon an expired session ends its stream.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How many events are read at a time.
const BATCH: i64 = 200;

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_snapshot)).routes(routes!(get_events))
}

/// The caller's whole view
#[utoipa::path(get, path = "/v1/snapshot", tag = "sync", operation_id = "get_snapshot",
    responses((status = 200, body = Snapshot), (status = "default", body = ErrorBody)))]
async fn get_snapshot(State(store): State<Store>, caller: Caller) -> Result<Json<Snapshot>, ApiError> {
    let mut reader = store.read().await?;
    let cursor = events::cursor(&mut reader).await?;
    let entities = views::all(&mut reader, caller.id).await?;
    Ok(Json(Snapshot { cursor, entities }))
}

/// Query of `GET /v1/events`.
#[derive(Debug, Default, Deserialize)]
struct After {
    after: Option<i64>,
}

/// What follows a snapshot, as server-sent events
///
/// The `data` of each is an `Event`, its `id` the sequence. An event named `resync` says that the cursor is too old:
/// take a fresh snapshot.
#[utoipa::path(get, path = "/v1/events", tag = "sync", operation_id = "get_events",
    params(("after" = Option<i64>, Query, description = "The cursor; the header Last-Event-ID goes before it")),
    responses((status = 200, body = roamline_api::sync::Event, content_type = "text/event-stream"),
        (status = "default", body = ErrorBody)))]
async fn get_events(
    State(state): State<AppState>,
    caller: Caller,
    Query(After { after }): Query<After>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let cursor = match headers.get("last-event-id") {
        Some(value) => value
            .to_str()
            .ok()
            .and_then(|v| v.parse().ok())
            .ok_or_else(|| ApiError::new(ErrorCode::Malformed, "Last-Event-ID must be a number."))?,
        None => after.ok_or_else(|| {
            ApiError::invalid("after", "Name the cursor of your snapshot in Last-Event-ID or ?after=.")
        })?,
    };
    let changed = state.store.wakers().listen(caller.id);
    if state.store.wakers().listeners(caller.id) > state.settings.streams_per_user {
        return Err(ApiError::too_many_requests(KEEP_ALIVE.as_secs()));
    }
    let follower = Follower {
        store: state.store,
        clock: state.clock,
        shutdown: state.shutdown,
        caller,
        cursor,
        changed,
        ready: Vec::new(),
        over: false,
        fresh: true,
        _counted: Counted::new(),
    };
    // A proxy that collects answers before it passes them on must not do so here.
    Ok(([("x-accel-buffering", "no")], Sse::new(follower.into_stream())).into_response())
}

/// One stream on its way through the log.
struct Follower {
    store: Store,
    clock: Clock,
    shutdown: CancellationToken,
    caller: Caller,
    cursor: i64,
    changed: watch::Receiver<()>,
    /// What was read and not yet sent, the next last.
    ready: Vec<Sent>,
    over: bool,
    fresh: bool,
    _counted: Counted,
}

/// Counts a stream for as long as it is open.
struct Counted;

impl Counted {
    fn new() -> Self {
        metrics::gauge!("roamline_event_streams").increment(1);
        Self
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        metrics::gauge!("roamline_event_streams").decrement(1);
    }
}

impl Follower {
    fn into_stream(self) -> impl Stream<Item = Result<Sent, Infallible>> {
        stream::unfold(self, |mut follower| async move {
            let sent = follower.next().await?;
            Some((Ok(sent), follower))
        })
    }

    async fn next(&mut self) -> Option<Sent> {
        loop {
            if let Some(sent) = self.ready.pop() {
                return Some(sent);
            }
            if self.over {
                return None;
            }
            let mut quiet = false;
            if !std::mem::take(&mut self.fresh) {
                tokio::select! {
                    () = self.shutdown.cancelled() => return None,
                    _ = self.changed.changed() => {}
                    () = tokio::time::sleep(KEEP_ALIVE) => quiet = true,
                }
            }
            match self.read().await {
                Ok(()) if self.ready.is_empty() && quiet && !self.over => {
                    return Some(Sent::default().comment("still here"));
                }
                Ok(()) => {}
                Err(error) => {
                    // The client comes back with its cursor; nothing is lost.
                    tracing::error!(error = &error as &dyn std::error::Error, "an event stream broke off");
                    return None;
                }
            }
        }
    }

    async fn read(&mut self) -> Result<(), StoreError> {
        let mut reader = self.store.read().await?;
        if !self.caller.is_alive(&mut reader, self.clock.now()).await? {
            self.over = true;
            return Ok(());
        }
        match events::after(&mut reader, self.caller.id, self.cursor, BATCH).await? {
            Following::Gone => {
                self.ready.push(Sent::default().event(RESYNC_EVENT).data("{}"));
                self.over = true;
            }
            Following::Events(events) => {
                // A full batch means that there may be more: read on without waiting.
                self.fresh = i64::try_from(events.len()).is_ok_and(|n| n >= BATCH);
                for event in events.into_iter().rev() {
                    self.cursor = self.cursor.max(event.seq);
                    let data = roamline_store::to_json(&event)?;
                    self.ready.push(Sent::default().id(event.seq.to_string()).data(data));
                }
            }
        }
        Ok(())
    }
}
