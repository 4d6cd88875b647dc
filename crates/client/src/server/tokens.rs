//! The tokens of a signed-in device: kept in the keychain, renewed by one caller at a time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use roamline_api::auth::{DESKTOP_CLIENT_ID, TokenAnswer, TokenError, TokenRequest};
use tokio::sync::{Mutex, mpsc};

use super::{CallError, REQUEST_TIMEOUT};
use crate::credentials::{Credentials, Kept, off_thread};
use crate::saved::Server;
use crate::view::Keychain;

/// A token with less time left is renewed before it is used.
const TOO_SHORT: Duration = Duration::from_secs(20);

struct Access {
    token: String,
    until: Instant,
}

#[derive(Default)]
struct Tokens {
    kept: Option<Kept>,
    access: Option<Access>,
}

/// A signed-in device's session with a server.
#[derive(Clone)]
pub struct Session {
    http: reqwest::Client,
    server: Arc<Server>,
    credentials: Arc<dyn Credentials>,
    tokens: Arc<Mutex<Tokens>>,
    keychain_seen: mpsc::UnboundedSender<Keychain>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("server", &self.server.origin).finish_non_exhaustive()
    }
}

impl Session {
    /// A session without tokens yet. `keychain_seen` hears how the keychain was whenever tokens were written.
    #[must_use]
    pub fn new(
        http: reqwest::Client,
        server: Server,
        credentials: Arc<dyn Credentials>,
        keychain_seen: mpsc::UnboundedSender<Keychain>,
    ) -> Self {
        Self { http, server: Arc::new(server), credentials, tokens: Arc::default(), keychain_seen }
    }

    /// Which server.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Fetches the tokens from the keychain, or writes those in memory to it if it did not take them before. Returns
    /// how the keychain is, and whether there are tokens.
    pub async fn load(&self) -> (Keychain, bool) {
        let mut tokens = self.tokens.lock().await;
        if let Some(kept) = tokens.kept.clone() {
            return (self.keep(kept).await, true);
        }
        let origin = self.server.origin.clone();
        let (kept, keychain) =
            off_thread(&self.credentials, move |c| c.get(&origin)).await.unwrap_or((None, Keychain::Missing));
        let present = kept.is_some();
        tokens.kept = kept;
        (keychain, present)
    }

    /// Takes the tokens of a sign-in over. Returns where they are kept.
    pub async fn take_over(&self, answer: TokenAnswer) -> Keychain {
        let mut tokens = self.tokens.lock().await;
        self.replace(&mut tokens, answer).await
    }

    /// A token for one request. `void` is one that the server has just refused.
    ///
    /// # Errors
    /// [`CallError`]; [`CallError::SignedOut`] when the tokens are void for good.
    pub async fn access_token(&self, void: Option<&str>) -> Result<String, CallError> {
        // Whoever holds the lock renews; all others wait and find the new token.
        let mut tokens = self.tokens.lock().await;
        if let Some(access) = &tokens.access
            && void != Some(access.token.as_str())
            && access.until.saturating_duration_since(Instant::now()) > TOO_SHORT
        {
            return Ok(access.token.clone());
        }
        let kept = tokens.kept.clone().ok_or(CallError::SignedOut)?;
        let answer = self.renew(kept.refresh_token).await?;
        let token = answer.access_token.clone();
        let keychain = self.replace(&mut tokens, answer).await;
        // Nobody listens any more when the client ends.
        let _ = self.keychain_seen.send(keychain);
        Ok(token)
    }

    /// Keeps new tokens before anybody uses them: the old ones are void by now.
    async fn replace(&self, tokens: &mut Tokens, answer: TokenAnswer) -> Keychain {
        let lifetime = Duration::from_secs(u64::from(answer.expires_in));
        let kept = Kept { refresh_token: answer.refresh_token, device: answer.device };
        tokens.access = Some(Access { token: answer.access_token, until: Instant::now() + lifetime });
        tokens.kept = Some(kept.clone());
        self.keep(kept).await
    }

    async fn keep(&self, kept: Kept) -> Keychain {
        let origin = self.server.origin.clone();
        off_thread(&self.credentials, move |c| c.set(&origin, &kept)).await.unwrap_or(Keychain::Missing)
    }

    async fn renew(&self, refresh_token: String) -> Result<TokenAnswer, CallError> {
        let request = TokenRequest::RefreshToken { refresh_token, client_id: DESKTOP_CLIENT_ID.to_owned() };
        match request_tokens(&self.http, &self.server, &request).await {
            Ok(answer) => Ok(answer),
            Err(TokenFailure::Call(error)) => Err(error),
            Err(TokenFailure::Refused(error)) => {
                tracing::info!(error = %error.error, "the server does not renew the tokens");
                Err(CallError::SignedOut)
            }
        }
    }

    /// Gives the tokens back to the server, as far as it can be reached, and forgets them.
    pub async fn drop_tokens(&self) {
        let kept = {
            let mut tokens = self.tokens.lock().await;
            tokens.access = None;
            tokens.kept.take()
        };
        let origin = self.server.origin.clone();
        off_thread(&self.credentials, move |c| c.delete(&origin)).await;
        let Some(kept) = kept else { return };
        let form = [("token", kept.refresh_token.as_str()), ("client_id", DESKTOP_CLIENT_ID)];
        let revocation = self.http.post(&self.server.discovery.revocation_endpoint).form(&form);
        if let Err(error) = revocation.timeout(REQUEST_TIMEOUT).send().await {
            tracing::info!(error = %error.without_url(), "the server was not told of the sign-out");
        }
    }
}

/// Why no tokens came.
pub(super) enum TokenFailure {
    Call(CallError),
    Refused(TokenError),
}

/// One request to the token endpoint.
pub(super) async fn request_tokens(
    http: &reqwest::Client,
    server: &Server,
    request: &TokenRequest,
) -> Result<TokenAnswer, TokenFailure> {
    let failed = |error: reqwest::Error| TokenFailure::Call(error.into());
    let sent =
        http.post(&server.discovery.token_endpoint).form(request).timeout(REQUEST_TIMEOUT).send().await;
    let answer = sent.map_err(failed)?;
    let status = answer.status();
    if status.is_success() {
        return answer.json().await.map_err(failed);
    }
    match answer.json::<TokenError>().await {
        Ok(error) if status.is_client_error() && status.as_u16() != 429 => Err(TokenFailure::Refused(error)),
        _ => Err(TokenFailure::Call(CallError::Offline {
            reason: "The server cannot renew the sign-in at the moment.".to_owned(),
        })),
    }
}
