//! Errors on their way out. What went wrong inside is in the log and never in the answer.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use roamline_api::error::{ErrorBody, ErrorCode};
use roamline_domain::field_error::FieldError;
use roamline_domain::shared_line::LineRefusal;
use roamline_domain::text::sentence;
use roamline_store::StoreError;

/// A refusal with its status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", body.message)]
pub struct ApiError {
    status: StatusCode,
    // Boxed, since every handler carries room for one.
    body: Box<ErrorBody>,
    retry_after: Option<u64>,
}

impl ApiError {
    /// A refusal with the status that belongs to its code, and a sentence for people.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        let body = ErrorBody { code, message: message.into(), field: None, more: Vec::new(), refusal: None };
        Self { status: status_of(code), body: Box::new(body), retry_after: None }
    }

    /// Names the field concerned.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.body.field = Some(field.into());
        self
    }

    /// Says one more sentence.
    #[must_use]
    pub fn adding(mut self, sentence: &str) -> Self {
        self.body.message = format!("{} {sentence}", self.body.message);
        self
    }

    /// One field is wrong.
    #[must_use]
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Invalid, message).at(field)
    }

    /// A rule refuses it, because of one of its fields or altogether.
    #[must_use]
    pub fn of_rule(code: ErrorCode, field: Option<&str>, said: &str) -> Self {
        let error = Self::new(code, sentence(said));
        match field {
            Some(field) => error.at(field),
            None => error,
        }
    }

    /// Several fields are wrong: the first leads. None where none is.
    #[must_use]
    pub fn invalid_fields(problems: Vec<FieldError>) -> Option<Self> {
        let mut problems = problems.into_iter();
        let first = problems.next()?;
        let mut error = Self::invalid(first.field, first.message);
        error.body.more = problems.collect();
        Some(error)
    }

    /// There is no such thing, or it is not the caller's to see.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(ErrorCode::NotFound, "There is no such thing here.")
    }

    /// Signed in, but not allowed.
    #[must_use]
    pub fn forbidden() -> Self {
        Self::new(ErrorCode::Forbidden, "You are not allowed to do this; ask an administrator.")
    }

    /// Somebody changed it since it was read.
    #[must_use]
    pub fn outdated() -> Self {
        Self::new(ErrorCode::Outdated, "Somebody changed this since you opened it; load it again.")
    }

    /// Nobody is signed in.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::new(ErrorCode::Unauthenticated, "Sign in first.")
    }

    /// Too many attempts.
    #[must_use]
    pub fn too_many_requests(seconds: u64) -> Self {
        let mut error =
            Self::new(ErrorCode::TooManyRequests, format!("Too many attempts; try again in {seconds} s."));
        error.retry_after = Some(seconds);
        error
    }

    /// A line refused it, in these words.
    #[must_use]
    pub fn refused(code: ErrorCode, message: impl Into<String>, refusal: LineRefusal) -> Self {
        let mut error = Self::new(code, message);
        error.body.refusal = Some(refusal);
        error
    }

    /// Not now.
    #[must_use]
    pub fn unavailable() -> Self {
        Self::new(ErrorCode::Unavailable, "The server cannot answer now; try again soon.")
    }

    /// The server's fault.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(ErrorCode::Internal, "The server failed; its log says why.")
    }

    /// The version that If-Match names is not the one that there is (RFC 9110 section 13.1.1).
    #[must_use]
    pub fn precondition_failed(self) -> Self {
        self.with_status(StatusCode::PRECONDITION_FAILED)
    }

    /// The code, for callers who act on it.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.body.code
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }
}

fn status_of(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::Malformed => StatusCode::BAD_REQUEST,
        ErrorCode::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorCode::Unauthenticated | ErrorCode::WrongCredentials => StatusCode::UNAUTHORIZED,
        ErrorCode::Forbidden
        | ErrorCode::ForbiddenByPolicy
        | ErrorCode::Locked
        | ErrorCode::Hindered
        | ErrorCode::NeedsTls => StatusCode::FORBIDDEN,
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::Conflict
        | ErrorCode::Outdated
        | ErrorCode::InUse
        | ErrorCode::NeedsConfirmation
        | ErrorCode::NotPending
        | ErrorCode::OtherSite
        | ErrorCode::NotOpen
        | ErrorCode::AppearanceTaken
        | ErrorCode::LineRefused
        | ErrorCode::LimitReached
        | ErrorCode::NoCallbackNumber => StatusCode::CONFLICT,
        ErrorCode::Resync => StatusCode::GONE,
        ErrorCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorCode::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl From<FieldError> for ApiError {
    fn from(error: FieldError) -> Self {
        Self::invalid(error.field, error.message)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the store failed");
        if error.is_unavailable() { Self::unavailable() } else { Self::internal() }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
