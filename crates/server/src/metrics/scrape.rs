//! What is answered to whoever asks for the figures. Some are counted at that moment.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::Timestamp;
use metrics::gauge;
use metrics_exporter_prometheus::PrometheusHandle;
use roamline_store::mail::{self, Priority};
use roamline_store::{StoreError, jobs, site_alerts};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::PUT_TOGETHER;
use crate::connections;
use crate::database::Store;

/// How long counting may take; what is known without it is answered then.
const COUNTED_WITHIN: Duration = Duration::from_secs(2);

/// What the figures are made of.
#[derive(Clone)]
pub(crate) struct Scraped {
    pub(crate) kept: PrometheusHandle,
    pub(crate) store: Store,
}

impl Scraped {
    /// Answers at a socket until `shutdown`.
    pub(crate) async fn serve(self, listener: TcpListener, shutdown: CancellationToken) {
        let kept = self.kept.clone();
        let router = Router::new().route("/metrics", get(scraped)).with_state(self);
        let put_together = async {
            loop {
                tokio::time::sleep(PUT_TOGETHER).await;
                kept.run_upkeep();
            }
        };
        tokio::select! {
            () = connections::serve(listener, None, router, shutdown) => {}
            () = put_together => {}
        }
    }

    async fn count(&self) -> Result<(), StoreError> {
        let mut reader = self.store.read().await?;
        let now = self.store.now();
        for (name, priority) in [("emergency", Priority::Emergency), ("ordinary", Priority::Ordinary)] {
            let (count, oldest) = mail::waiting(&mut reader, priority).await?;
            gauge!("roamline_mail_waiting", "priority" => name).set(many(count));
            gauge!("roamline_mail_oldest_seconds", "priority" => name).set(age(oldest, now));
        }
        gauge!("roamline_webhooks_waiting").set(many(site_alerts::waiting(&mut reader).await?));
        let jobs = jobs::all(&mut reader).await?.len();
        gauge!("roamline_jobs").set(many(u64::try_from(jobs).unwrap_or(u64::MAX)));
        Ok(())
    }
}

async fn scraped(State(scraped): State<Scraped>) -> Response {
    match tokio::time::timeout(COUNTED_WITHIN, scraped.count()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "what waits cannot be counted for the metrics");
        }
        Err(_) => tracing::warn!("what waits cannot be counted in time for the metrics"),
    }
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (StatusCode::OK, kind, scraped.kept.render()).into_response()
}

#[allow(clippy::cast_precision_loss, reason = "nobody has so many")]
fn many(count: u64) -> f64 {
    count as f64
}

/// In seconds; nothing waits at no age.
fn age(oldest: Option<Timestamp>, now: Timestamp) -> f64 {
    oldest.map_or(0.0, |oldest| now.duration_since(oldest).as_secs_f64().max(0.0))
}
