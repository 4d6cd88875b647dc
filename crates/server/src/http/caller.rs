//! Who calls, and what they may do: a handler that takes an [`Administrator`] cannot be reached by anybody else.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum_extra::extract::CookieJar;
use roamline_domain::ids::{DeviceId, SiteId, UserId};
use roamline_domain::roles::{Administration, Roles};
use roamline_store::{Conn, StoreError, tokens, users};
use uuid::Uuid;

use super::{ApiError, origin};
use crate::secrets;
use crate::state::AppState;

/// The session cookie where it can be secure; the prefix binds it to this host.
pub const SECURE_COOKIE: &str = "__Host-roamline";
/// The session cookie on plain HTTP, which is for loopback.
pub const PLAIN_COOKIE: &str = "roamline";

/// By what a caller is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// A portal session, by its hash.
    Portal {
        /// Key of the session.
        hash: String,
    },
    /// A signed-in device.
    Device {
        /// Which one.
        device: DeviceId,
        /// The sign-in that its token descends from.
        family: Uuid,
    },
}

/// A signed-in, active user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub id: UserId,
    /// Name for people.
    pub name: String,
    /// The user's site.
    pub site: SiteId,
    /// What the user is besides a user.
    pub roles: Roles,
    /// By what they are known.
    pub credential: Credential,
}

impl Caller {
    /// Is the credential still good? Streams ask again and again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_alive(&self, conn: &mut Conn, now: jiff::Timestamp) -> Result<bool, StoreError> {
        match &self.credential {
            Credential::Portal { hash } => Ok(tokens::session(conn, hash, now).await? == Some(self.id)),
            Credential::Device { family, .. } => tokens::is_family_alive(conn, *family).await,
        }
    }
}

/// The value of the session cookie, if any.
#[must_use]
pub fn session_cookie(headers: &HeaderMap, secure: bool) -> Option<String> {
    let name = if secure { SECURE_COOKIE } else { PLAIN_COOKIE };
    CookieJar::from_headers(headers).get(name).map(|c| c.value().to_owned())
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let (now, expiry) = (state.clock.now(), state.clock.expiry());
        let mut reader = state.store.read().await?;
        let (user, credential, unused) = match bearer(&parts.headers)? {
            Some(token) => {
                let hash = secrets::hash(token);
                let access = tokens::access(&mut reader, &hash, expiry)
                    .await?
                    .ok_or_else(ApiError::unauthenticated)?;
                state.store.presence().heard_of(access.device, now);
                let credential = Credential::Device { device: access.device, family: access.family };
                (access.user, credential, (!access.used).then_some(hash))
            }
            None => {
                let cookie = session_cookie(&parts.headers, state.settings.secure)
                    .ok_or_else(ApiError::unauthenticated)?;
                let hash = secrets::hash(&cookie);
                let user = tokens::session(&mut reader, &hash, expiry)
                    .await?
                    .ok_or_else(ApiError::unauthenticated)?;
                if !matches!(parts.method, Method::GET | Method::HEAD) {
                    origin::same_origin(parts, state)?;
                }
                (user, Credential::Portal { hash }, None)
            }
        };
        let row = users::user(&mut reader, user).await?.ok_or_else(ApiError::unauthenticated)?.user;
        drop(reader);
        if let Some(hash) = unused {
            let mut tx = state.store.write(None).await?;
            tokens::use_access(&mut tx, &hash, now).await?;
            tx.commit().await?;
        }
        Ok(Self { id: row.id, name: row.name, site: row.site, roles: row.roles, credential })
    }
}

/// The bearer token (RFC 6750 section 2.1), if there is an `Authorization` header at all.
pub(crate) fn bearer(headers: &HeaderMap) -> Result<Option<&str>, ApiError> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    value
        .to_str()
        .ok()
        .and_then(|v| v.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| Some(token.trim()))
        .ok_or_else(ApiError::unauthenticated)
}

/// A device of the caller, signed in with a token of its own. The portal is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceCaller {
    /// Its owner.
    pub caller: Caller,
    /// Which one.
    pub device: DeviceId,
}

impl FromRequestParts<AppState> for DeviceCaller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let caller = Caller::from_request_parts(parts, state).await?;
        match caller.credential {
            Credential::Device { device, .. } => Ok(Self { caller, device }),
            Credential::Portal { .. } => Err(ApiError::forbidden()),
        }
    }
}

/// An administrator of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Administrator(pub Caller);

impl FromRequestParts<AppState> for Administrator {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let caller = Caller::from_request_parts(parts, state).await?;
        if caller.roles.administers_account() { Ok(Self(caller)) } else { Err(ApiError::forbidden()) }
    }
}

/// An administrator of the account or of a site. Whatever they touch has to pass [`SiteAdministrator::over`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteAdministrator(pub Caller);

impl SiteAdministrator {
    /// The one site that this administrator is limited to; none for the whole account.
    #[must_use]
    pub fn only_site(&self) -> Option<SiteId> {
        match self.0.roles.administrator {
            Some(Administration::Site { site }) => Some(site),
            _ => None,
        }
    }

    /// Passes when this administrator administers `site`.
    ///
    /// # Errors
    /// `forbidden` otherwise.
    pub fn over(&self, site: SiteId) -> Result<(), ApiError> {
        if self.0.roles.administers_site(site) { Ok(()) } else { Err(ApiError::forbidden()) }
    }
}

impl FromRequestParts<AppState> for SiteAdministrator {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let caller = Caller::from_request_parts(parts, state).await?;
        if caller.roles.is_administrator() { Ok(Self(caller)) } else { Err(ApiError::forbidden()) }
    }
}
