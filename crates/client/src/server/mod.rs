//! The server, as the client reaches it: finding it, signing in, requests, the event stream.

mod address;
mod api;
mod sign_in;
mod stream;
mod tokens;

pub use address::{Discovering, discover};
pub use api::Api;
pub use sign_in::{SIGN_IN_TIMEOUT, SignIn};
pub use stream::{StreamItem, follow};
pub use tokens::Session;

use std::time::Duration;

use roamline_api::error::ErrorBody;

use crate::view::{ActionError, ActionErrorCode};
use roamline_domain::field_error::FieldError;

/// Why a request came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The server cannot be reached, or what answers is not it.
    #[error("{reason}")]
    Offline {
        /// Why, in one sentence for people.
        reason: String,
    },
    /// The server no longer takes the tokens.
    #[error("The server no longer accepts this device's sign-in.")]
    SignedOut,
    /// The server said no.
    #[error("{}", .0.message)]
    Refused(ErrorBody),
}

impl From<CallError> for ActionError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Offline { reason } => ActionError::of(ActionErrorCode::Offline, reason),
            CallError::SignedOut => ActionError::of(
                ActionErrorCode::Server(roamline_api::ErrorCode::Unauthenticated),
                "The server no longer accepts this device's sign-in. Sign in again.",
            ),
            CallError::Refused(body) => {
                let first = body.field.map(|field| FieldError { field, message: body.message.clone() });
                ActionError {
                    code: ActionErrorCode::Server(body.code),
                    message: body.message,
                    fields: first.into_iter().chain(body.more).collect(),
                    refusal: body.refusal,
                }
            }
        }
    }
}

impl From<reqwest::Error> for CallError {
    fn from(error: reqwest::Error) -> Self {
        // The address in the error's text may carry a query, so it stays out of sight.
        let error = error.without_url();
        tracing::debug!(error = &error as &dyn std::error::Error, "a request came to nothing");
        let reason = if error.is_timeout() {
            "The server took too long to answer."
        } else if error.is_connect() && mentions_certificate(&error) {
            "The server's certificate is not trusted by this computer."
        } else if error.is_connect() {
            "The server cannot be reached from this network."
        } else if error.is_decode() {
            "The server's answer was not understood."
        } else {
            "The connection to the server broke."
        };
        CallError::Offline { reason: reason.to_owned() }
    }
}

fn mentions_certificate(error: &dyn std::error::Error) -> bool {
    std::iter::successors(Some(error), |e| e.source()).any(|e| e.to_string().contains("certificate"))
}

/// Time to reach the server.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Time for one request.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// An HTTP client that trusts the system's certificates and follows redirects within one origin only.
///
/// # Errors
/// When the system's certificates cannot be read.
pub fn http_client() -> Result<reqwest::Client, reqwest::Error> {
    let same_origin = reqwest::redirect::Policy::custom(|attempt| {
        let origin = attempt.previous().first().map(url::Url::origin);
        if attempt.previous().len() > 5 || origin != Some(attempt.url().origin()) {
            attempt.stop()
        } else {
            attempt.follow()
        }
    });
    // One crypto library for the whole program. That somebody has installed it already is no error.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent(concat!("roamline-desktop/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .redirect(same_origin)
        // A connection that was kept from before a move is dead, and says so only when its time is up.
        .pool_max_idle_per_host(0)
        .build()
}
