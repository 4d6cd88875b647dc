//! Requests that bring or fetch a secret come by TLS, or do not leave the computer.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use roamline_api::error::ErrorCode;
use url::{Host, Url};

use super::ApiError;
use crate::state::{AppState, Settings};

/// Proof that nobody on the way reads the answer.
#[derive(Debug, Clone, Copy)]
pub struct OverTls(());

impl FromRequestParts<AppState> for OverTls {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let ConnectInfo(peer) =
            *parts.extensions.get::<ConnectInfo<SocketAddr>>().ok_or_else(ApiError::internal)?;
        match is_over_tls(&state.settings, peer.ip(), &parts.headers) {
            true => Ok(Self(())),
            false => Err(ApiError::new(ErrorCode::NeedsTls, refusal(&state.settings))),
        }
    }
}

/// The server speaks TLS itself, or a proxy that is trusted says that it does (`X-Forwarded-Proto`, or `proto` of RFC 7239). A server
/// that is reached on its own computer alone, for trying it out, does without.
fn is_over_tls(settings: &Settings, peer: IpAddr, headers: &HeaderMap) -> bool {
    if settings.tls || is_on_this_computer(settings) {
        return true;
    }
    let peer = peer.to_canonical();
    let is_trusted = settings.trusted_proxies.iter().any(|net| net.contains(&peer));
    is_trusted && settings.public_url.starts_with("https:") && is_said_to_be_https(headers)
}

/// The server listens at a loopback address, and nobody was told another.
fn is_on_this_computer(settings: &Settings) -> bool {
    let is_loopback = |url: &Url| match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    !settings.secure && Url::parse(&settings.public_url).is_ok_and(|url| is_loopback(&url))
}

/// What the nearest proxy says, which is written last. Where there are both headers, both have to say it: most proxies write one and pass
/// the other on as the client made it up.
fn is_said_to_be_https(headers: &HeaderMap) -> bool {
    let last = |name: &str| {
        let value = headers.get_all(name).iter().next_back()?.to_str().ok()?;
        Some(value.rsplit(',').next().unwrap_or(value).trim().to_ascii_lowercase()).filter(|v| !v.is_empty())
    };
    let proto = |element: &str| {
        element.split(';').find_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            (name.trim() == "proto").then(|| value.trim().trim_matches('"') == "https")
        })
    };
    let said = [
        last("x-forwarded-proto").map(|value| value == "https"),
        last("forwarded").map(|element| proto(&element) == Some(true)),
    ];
    said.contains(&Some(true)) && !said.contains(&Some(false))
}

fn refusal(settings: &Settings) -> &'static str {
    if settings.public_url.starts_with("https:") {
        "This did not come by TLS as far as the server knows, and a password would travel in clear. Reach it by its https address; \
         a proxy in front of it has to be named with --trusted-proxy and to set X-Forwarded-Proto."
    } else {
        "A password would travel over the network in clear. Set TLS up on the server (--tls-cert and --tls-key, or a proxy) and \
         name its https address with --public-url."
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use axum::http::{HeaderName, HeaderValue};
    use rstest::rstest;

    use super::*;

    fn settings(public_url: &str, tls: bool, secure: bool) -> Settings {
        Settings {
            public_url: public_url.into(),
            public_url_is_configured: true,
            tls,
            secure,
            sip_domain: "roamline".into(),
            phone_servers: Vec::new(),
            trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()],
            streams_per_user: 1,
        }
    }

    fn headers(all: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in all {
            map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        map
    }

    const PUBLIC: &str = "https://phones.example.com";
    const SAID: &[(&str, &str)] = &[("x-forwarded-proto", "https")];

    #[rstest]
    #[case::tls_of_its_own(settings(PUBLIC, true, true), "203.0.113.7", &[], true)]
    #[case::on_this_computer(settings("http://127.0.0.1:8480", false, false), "127.0.0.1", &[], true)]
    #[case::on_this_computer_by_name(settings("http://localhost:8480", false, false), "127.0.0.1", &[], true)]
    #[case::behind_a_proxy_in_clear(settings("http://phones.example.com", false, false), "127.0.0.1", &[], false)]
    #[case::in_clear(settings("http://phones.example.com", false, true), "203.0.113.7", &[], false)]
    #[case::in_clear_whatever_is_said(
        settings("http://phones.example.com", false, true),
        "10.0.0.1",
        SAID,
        false
    )]
    #[case::past_the_proxy(settings(PUBLIC, false, true), "203.0.113.7", SAID, false)]
    #[case::through_the_proxy(settings(PUBLIC, false, true), "10.0.0.1", SAID, true)]
    #[case::through_the_proxy_in_capitals(settings(PUBLIC, false, true), "::ffff:10.0.0.1", &[("x-forwarded-proto", "HTTPS")], true)]
    #[case::through_a_proxy_that_says_nothing(settings(PUBLIC, false, true), "10.0.0.1", &[], false)]
    #[case::in_clear_to_the_proxy(settings(PUBLIC, false, true), "10.0.0.1", &[("x-forwarded-proto", "http")], false)]
    #[case::the_nearest_decides(settings(PUBLIC, false, true), "10.0.0.1", &[("x-forwarded-proto", "https, http")], false)]
    #[case::rfc_7239(settings(PUBLIC, false, true), "10.0.0.1", &[("forwarded", "for=192.0.2.1;Proto=https")], true)]
    #[case::rfc_7239_in_clear(settings(PUBLIC, false, true), "10.0.0.1", &[("forwarded", "for=192.0.2.1;proto=http")], false)]
    #[case::rfc_7239_of_the_client(settings(PUBLIC, false, true), "10.0.0.1",
        &[("forwarded", "proto=https"), ("x-forwarded-proto", "http")], false)]
    #[case::rfc_7239_taken_out(settings(PUBLIC, false, true), "10.0.0.1", &[("forwarded", ""), ("x-forwarded-proto", "https")], true)]
    fn only_who_is_trusted_says_that_it_is_tls(
        #[case] settings: Settings,
        #[case] peer: &str,
        #[case] said: &[(&'static str, &'static str)],
        #[case] expected: bool,
    ) {
        assert_eq!(is_over_tls(&settings, peer.parse().unwrap(), &headers(said)), expected);
    }
}
