//! The event stream: snapshot where one is needed, then events, until the connection breaks.

use std::time::Duration;

use eventsource_stream::Eventsource;
use futures_util::StreamExt;
use roamline_api::sync::{Event, RESYNC_EVENT, Snapshot};
use tokio::sync::mpsc;

use super::{Api, CallError};

/// The server says something every 15 seconds, be it a comment. Nothing for as long as this is a dead connection.
const IDLE: Duration = Duration::from_secs(45);

/// What comes over the stream.
#[derive(Debug)]
pub enum StreamItem {
    /// The server is in touch.
    Connected,
    /// A fresh snapshot; the events that follow go on from it.
    Snapshot(Box<Snapshot>),
    /// The caller's view changed.
    Changed(Box<Event>),
    /// It is over, and why.
    Ended(CallError),
}

/// Snapshots that are taken before the connection is made anew.
const SNAPSHOTS_MAX: u32 = 3;

enum End {
    Resync,
    Failed(CallError),
}

/// Follows the server's events from `cursor` on, or from a fresh snapshot, and tells `heard` until it ends.
pub async fn follow(api: &Api, cursor: Option<i64>, heard: &mpsc::Sender<StreamItem>) {
    let error = follow_on(api, cursor, heard).await;
    // Nobody listens any more when the client has closed the stream.
    let _ = heard.send(StreamItem::Ended(error)).await;
}

async fn follow_on(api: &Api, cursor: Option<i64>, heard: &mpsc::Sender<StreamItem>) -> CallError {
    let mut cursor = cursor;
    let mut snapshots = 0;
    loop {
        let after = match cursor {
            Some(after) => after,
            // A server that wants one snapshot after the other is not well.
            None if snapshots == SNAPSHOTS_MAX => return not_understood(),
            None => match api.snapshot().await {
                Ok(snapshot) => {
                    snapshots += 1;
                    let after = snapshot.cursor;
                    if heard.send(StreamItem::Snapshot(Box::new(snapshot))).await.is_err() {
                        return gone();
                    }
                    after
                }
                Err(error) => return error,
            },
        };
        match follow_once(api, after, heard).await {
            End::Resync => cursor = None,
            End::Failed(error) => return error,
        }
    }
}

async fn follow_once(api: &Api, after: i64, heard: &mpsc::Sender<StreamItem>) -> End {
    let response = match api.events(after).await {
        Ok(response) => response,
        Err(CallError::Refused(body)) if body.code == roamline_api::ErrorCode::Resync => return End::Resync,
        Err(error) => return End::Failed(error),
    };
    if heard.send(StreamItem::Connected).await.is_err() {
        return End::Failed(gone());
    }
    // The time limit is on the bytes, since comments never become events.
    let bytes = Box::pin(response.bytes_stream());
    let alive = futures_util::stream::unfold(bytes, |mut bytes| async move {
        let chunk = tokio::time::timeout(IDLE, bytes.next()).await.ok()??;
        Some((chunk, bytes))
    });
    let mut events = std::pin::pin!(alive.eventsource());
    while let Some(Ok(message)) = events.next().await {
        if message.event == RESYNC_EVENT {
            return End::Resync;
        }
        let event: Event = match serde_json::from_str(&message.data) {
            Ok(event) => event,
            // A newer server's event: the snapshot after it may be readable.
            Err(error) => {
                tracing::warn!(%error, "an event was not understood");
                return End::Resync;
            }
        };
        if heard.send(StreamItem::Changed(Box::new(event))).await.is_err() {
            return End::Failed(gone());
        }
    }
    End::Failed(CallError::Offline { reason: "The connection to the server broke.".to_owned() })
}

fn not_understood() -> CallError {
    CallError::Offline { reason: "The server's answer was not understood.".to_owned() }
}

fn gone() -> CallError {
    CallError::Offline { reason: "The client is ending.".to_owned() }
}
