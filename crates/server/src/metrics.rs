//! Figures for whoever watches over the server, in Prometheus' format at an address of their own (docs/operating.md). They name
//! nobody: no person, number, place or address is in them.

mod calls;
mod scrape;

use std::net::SocketAddr;
use std::sync::OnceLock;
use std::time::Duration;

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

pub(crate) use calls::watch as watch_calls;
pub(crate) use scrape::Scraped;

/// Upper ends of what is told of times, in seconds: from a call that is put through to a write that waits for a large one.
const SECONDS: [f64; 12] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0, 30.0];
/// How often what was measured is put together, also where nobody asks.
const PUT_TOGETHER: Duration = Duration::from_secs(5);

/// Why there are no figures.
#[derive(Debug, thiserror::Error)]
pub enum MetricsError {
    /// The address is taken or not this computer's.
    #[error("cannot listen on {address} for metrics")]
    Listen {
        /// Which one.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// They cannot be kept as they are told.
    #[error("metrics cannot be kept")]
    Kept(#[from] BuildError),
    /// Something else in this process keeps figures already.
    #[error("metrics are kept elsewhere in this process")]
    Elsewhere,
}

/// Keeps figures from now on. Several servers of one process have them in common.
pub(crate) fn keep() -> Result<PrometheusHandle, MetricsError> {
    static KEPT: OnceLock<PrometheusHandle> = OnceLock::new();
    if let Some(kept) = KEPT.get() {
        return Ok(kept.clone());
    }
    let seconds = Matcher::Suffix("_seconds".to_owned());
    let recorder = PrometheusBuilder::new().set_buckets_for_metric(seconds, &SECONDS)?.build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).map_err(|_| MetricsError::Elsewhere)?;
    describe();
    Ok(KEPT.get_or_init(|| handle).clone())
}

fn describe() {
    describe_gauge!("roamline_registrations", "Places where telephones are registered");
    describe_gauge!("roamline_calls", "Calls in progress, by whether anybody talks");
    describe_counter!("roamline_calls_total", "Calls that began, by where they came from");
    describe_counter!("roamline_calls_ended_total", "Calls that ended, by why");
    describe_counter!("roamline_emergency_calls_total", "Emergency calls that began");
    describe_histogram!(
        "roamline_emergency_call_leaves_seconds",
        Unit::Seconds,
        "From an emergency call's arrival until it leaves for the first trunk"
    );
    describe_counter!(
        "roamline_media_agreed_total",
        "Sides of calls that have agreed on sound or changed it, by whether it is encrypted"
    );
    describe_gauge!("roamline_media_relay_sessions", "Calls whose sound goes by the media relay");
    describe_histogram!(
        "roamline_media_relay_seconds",
        Unit::Seconds,
        "Time until the media relay had answered, by what came of it"
    );
    describe_counter!(
        "roamline_media_relay_packets_total",
        "Packets that came to the built-in media relay, by what became of them"
    );
    describe_gauge!("roamline_trunk_up", "Whether a trunk can be used");
    describe_gauge!("roamline_trunk_status", "What is known of a trunk: 1 for what is so");
    describe_counter!(
        "roamline_sip_refusals_total",
        "Requests and connections of telephones that were refused, by why"
    );
    describe_counter!("roamline_sign_in_refusals_total", "Attempts to sign in that were refused, by why");
    describe_histogram!(
        "roamline_http_request_seconds",
        Unit::Seconds,
        "Time until a request was answered, by method, route and status"
    );
    describe_gauge!("roamline_event_streams", "Event streams that clients have open");
    describe_histogram!(
        "roamline_store_wait_seconds",
        Unit::Seconds,
        "Time until a write had its turn, by urgency"
    );
    describe_gauge!("roamline_mail_waiting", "Mails that wait, by priority");
    describe_gauge!(
        "roamline_mail_oldest_seconds",
        Unit::Seconds,
        "Age of the oldest mail that waits, by priority"
    );
    describe_gauge!("roamline_webhooks_waiting", "Webhook deliveries that wait");
    describe_gauge!("roamline_jobs", "Work on many people that is not done yet");
}
