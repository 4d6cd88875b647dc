//! Signing in: the portal by cookie, native clients by OAuth 2.0 with PKCE (RFC 6749, RFC 7636, RFC 8252).

use roamline_domain::ids::DeviceId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The client identifier of the desktop client, a public client (RFC 6749 section 2.1).
pub const DESKTOP_CLIENT_ID: &str = "roamline-desktop";

/// `GET /v1/discovery`: what a client learns before anybody signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Discovery {
    /// Always `roamline`; lets a client tell a typing error from a server.
    pub product: String,
    /// Version of the server.
    pub version: String,
    /// Name of the organisation.
    pub account: String,
    /// Where the system browser is sent (RFC 6749 section 3.1).
    pub authorization_endpoint: String,
    /// Where codes and refresh tokens are exchanged (RFC 6749 section 3.2).
    pub token_endpoint: String,
    /// Where a refresh token is given back (RFC 7009).
    pub revocation_endpoint: String,
}

/// `POST /v1/session`: sign in to the portal.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The user's e-mail address.
    #[schema(max_length = 254)]
    pub email: String,
    /// The password.
    #[schema(max_length = 1024)]
    pub password: String,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignIn { .. }")
    }
}

/// `POST /oauth/authorize`: the signed-in portal asks for a code in the name of a native client
/// (RFC 6749 section 4.1.1 with RFC 7636 section 4.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuthorizeRequest {
    /// Always `code`.
    pub response_type: String,
    /// [`DESKTOP_CLIENT_ID`].
    pub client_id: String,
    /// A loopback address with any port (RFC 8252 section 7.3).
    pub redirect_uri: String,
    /// Returned as it came.
    pub state: String,
    /// BASE64URL(SHA-256(verifier)).
    pub code_challenge: String,
    /// Always `S256`.
    pub code_challenge_method: String,
}

/// Answer to [`AuthorizeRequest`]: where the browser goes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuthorizeAnswer {
    /// The redirect URI with code and state.
    pub redirect_to: String,
}

/// `POST /oauth/token`, form-encoded (RFC 6749 sections 4.1.3 and 6).
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(tag = "grant_type", rename_all = "snake_case")]
pub enum TokenRequest {
    /// A code for tokens.
    AuthorizationCode {
        /// The code.
        code: String,
        /// As in the authorization request.
        redirect_uri: String,
        /// [`DESKTOP_CLIENT_ID`].
        client_id: String,
        /// RFC 7636 section 4.1.
        code_verifier: String,
        /// What to call this device, such as the computer's name.
        device_name: String,
        /// The device's identity from an earlier sign-in of the same user, to go on as the same device.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        device: Option<DeviceId>,
    },
    /// A refresh token for the next pair. Each is good for once; using one again revokes the device's tokens.
    RefreshToken {
        /// The refresh token.
        refresh_token: String,
        /// [`DESKTOP_CLIENT_ID`].
        client_id: String,
    },
}

/// Tokens (RFC 6749 section 5.1).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenAnswer {
    /// For the `Authorization: Bearer` header.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds that the access token lives.
    pub expires_in: u32,
    /// For the next pair.
    pub refresh_token: String,
    /// The device that these tokens are for.
    pub device: DeviceId,
}

impl std::fmt::Debug for TokenAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenAnswer").field("device", &self.device).finish_non_exhaustive()
    }
}

/// What the token endpoint answers when it refuses (RFC 6749 section 5.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenError {
    /// `invalid_grant`, `invalid_request`, `invalid_client`, `unsupported_grant_type`.
    pub error: String,
    /// For people.
    pub error_description: String,
}
