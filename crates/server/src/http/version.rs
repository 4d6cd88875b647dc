//! Versions as RFC 9110 has them: `ETag` tells which one was read, `If-Match` which one is changed.

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use roamline_api::error::ErrorCode;
use serde::Serialize;

use super::ApiError;

/// An answer with its version as `ETag`.
#[derive(Debug, Clone)]
pub struct Tagged<T>(pub u32, pub T);

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.1).into_response();
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", self.0)) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}

/// The version that the caller has read and means to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfMatch(pub u32);

impl IfMatch {
    /// Passes where this is the version that there is.
    ///
    /// # Errors
    /// `outdated`.
    pub fn check(self, version: u32) -> Result<(), ApiError> {
        if self.0 == version { Ok(()) } else { Err(ApiError::outdated().precondition_failed()) }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else {
            let message = "Name the version that you have read in If-Match.";
            return Err(
                ApiError::new(ErrorCode::Malformed, message).with_status(StatusCode::PRECONDITION_REQUIRED)
            );
        };
        value
            .to_str()
            .ok()
            .and_then(read)
            .map(Self)
            .ok_or_else(|| ApiError::new(ErrorCode::Malformed, "If-Match must be one ETag of ours."))
    }
}

/// A proxy that compresses may have marked the tag as weak; the version in it is as exact as before.
fn read(tag: &str) -> Option<u32> {
    let tag = tag.trim();
    tag.strip_prefix("W/").unwrap_or(tag).strip_prefix('"')?.strip_suffix('"')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn tags_are_quoted_versions() {
        assert_eq!(read("\"7\""), Some(7));
        assert_eq!(read(" W/\"7\""), Some(7));
        for wrong in ["7", "*", "\"7", "\"seven\"", "\"1\", \"2\"", ""] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
