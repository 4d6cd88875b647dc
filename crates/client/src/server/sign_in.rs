//! Signing in through the system browser: RFC 8252 with PKCE (RFC 7636).

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use roamline_api::auth::{DESKTOP_CLIENT_ID, TokenAnswer, TokenRequest};
use roamline_domain::ids::DeviceId;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;
use uuid::Uuid;

use super::tokens::{TokenFailure, request_tokens};
use crate::saved::Server;
use crate::view::{ActionError, ActionErrorCode};

/// How long the browser may take.
pub const SIGN_IN_TIMEOUT: Duration = Duration::from_mins(10);
/// How long one connection to the listener may take to say what it wants.
const CONNECTION_TIMEOUT: Duration = Duration::from_secs(5);
/// Longest request that is read.
const REQUEST_MAX: usize = 8 * 1024;
const DONE_PAGE: &str = include_str!("done.html");
const FAILED_PAGE: &str = include_str!("failed.html");

/// A sign-in that waits for the browser to come back.
#[derive(Debug)]
pub struct SignIn {
    listener: TcpListener,
    server: Server,
    redirect_uri: String,
    state: String,
    verifier: String,
    /// The page to open in the system browser.
    pub url: String,
}

fn failed(message: &str) -> ActionError {
    ActionError::of(ActionErrorCode::Server(roamline_api::ErrorCode::WrongCredentials), message)
}

/// 244 random bits as 64 characters that RFC 7636 section 4.1 allows.
fn secret() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

impl SignIn {
    /// Begins to listen, and works out the page to open.
    ///
    /// # Errors
    /// When this computer lets nobody listen on its loopback address, or the server's address is none.
    pub async fn begin(server: Server) -> Result<Self, ActionError> {
        let listen = |error: std::io::Error| {
            ActionError::of(
                ActionErrorCode::Offline,
                format!("The browser's answer cannot be received: {error}."),
            )
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(listen)?;
        let port = listener.local_addr().map_err(listen)?.port();
        let redirect_uri = format!("http://127.0.0.1:{port}/");
        let (state, verifier) = (secret(), secret());
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        let mut url = Url::parse(&server.discovery.authorization_endpoint)
            .map_err(|_| ActionError::of(ActionErrorCode::BadServer, "The server has no sign-in page."))?;
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", DESKTOP_CLIENT_ID)
            .append_pair("redirect_uri", &redirect_uri)
            .append_pair("state", &state)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        Ok(Self { listener, server, redirect_uri, state, verifier, url: url.into() })
    }

    /// Waits for the browser and takes the tokens.
    ///
    /// # Errors
    /// When the user or the server refuses, the time is up, or the server cannot be reached.
    pub async fn finish(
        self,
        http: &reqwest::Client,
        device_name: String,
        device: Option<DeviceId>,
    ) -> Result<TokenAnswer, ActionError> {
        let (code, browser) = tokio::time::timeout(SIGN_IN_TIMEOUT, self.code())
            .await
            .map_err(|_| failed("Nobody signed in within ten minutes. Try again."))??;
        let request = TokenRequest::AuthorizationCode {
            code,
            redirect_uri: self.redirect_uri.clone(),
            client_id: DESKTOP_CLIENT_ID.to_owned(),
            code_verifier: self.verifier.clone(),
            device_name,
            device,
        };
        let tokens = request_tokens(http, &self.server, &request).await.map_err(|failure| match failure {
            TokenFailure::Call(error) => error.into(),
            TokenFailure::Refused(_) => failed("The server did not accept the sign-in. Try again."),
        });
        answer(browser, if tokens.is_ok() { DONE_PAGE } else { FAILED_PAGE }).await;
        tokens
    }

    /// Waits for a request that carries our state; anything else that knocks is turned away. Browsers open connections
    /// that they say nothing on, so all are listened to at once.
    async fn code(&self) -> Result<(String, TcpStream), ActionError> {
        let mut knocking = FuturesUnordered::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept() => {
                    if let Ok((browser, _)) = accepted {
                        knocking.push(tokio::time::timeout(CONNECTION_TIMEOUT, request_target(browser)));
                    }
                }
                Some(asked) = knocking.next(), if !knocking.is_empty() => {
                    let Ok(Some((target, browser))) = asked else { continue };
                    match self.outcome(&target) {
                        Some(Ok(code)) => return Ok((code, browser)),
                        Some(Err(error)) => {
                            answer(browser, FAILED_PAGE).await;
                            return Err(error);
                        }
                        None => refuse(browser).await,
                    }
                }
            }
        }
    }

    fn outcome(&self, target: &str) -> Option<Result<String, ActionError>> {
        let url = Url::parse(&self.redirect_uri).ok()?.join(target).ok()?;
        let value =
            |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        if url.path() != "/" || value("state").as_ref() != Some(&self.state) {
            return None;
        }
        match (value("code"), value("error")) {
            (Some(code), None) => Some(Ok(code)),
            (_, Some(_)) => Some(Err(failed("The sign-in was refused in the browser."))),
            (None, None) => None,
        }
    }
}

/// Reads a request's head and gives the target of a GET.
async fn request_target(mut browser: TcpStream) -> Option<(String, TcpStream)> {
    let mut head = Vec::new();
    while !head.windows(4).any(|w| w == b"\r\n\r\n") {
        if head.len() > REQUEST_MAX || browser.read_buf(&mut head).await.ok()? == 0 {
            return None;
        }
    }
    let head = String::from_utf8(head).ok()?;
    let mut words = head.lines().next()?.split(' ');
    let target = (words.next() == Some("GET")).then(|| words.next().map(str::to_owned))??;
    Some((target, browser))
}

async fn answer(browser: TcpStream, page: &str) {
    respond(browser, "200 OK", page).await;
}

async fn refuse(browser: TcpStream) {
    respond(browser, "404 Not Found", "").await;
}

/// The answer is a courtesy: a browser that is gone by then misses a page, nothing more.
async fn respond(mut browser: TcpStream, status: &str, page: &str) {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\nReferrer-Policy: no-referrer\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n",
        page.len()
    );
    let written = async {
        browser.write_all(head.as_bytes()).await?;
        browser.write_all(page.as_bytes()).await?;
        browser.shutdown().await
    };
    let _ = tokio::time::timeout(CONNECTION_TIMEOUT, written).await;
}
