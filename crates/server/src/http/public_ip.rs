//! The public IP: what the server sees, or what a trusted proxy forwards, never what anybody else claims.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use ipnet::IpNet;

use super::{ApiError, AppState};

/// The address that a request came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenIp(pub IpAddr);

impl FromRequestParts<AppState> for SeenIp {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let ConnectInfo(peer) =
            *parts.extensions.get::<ConnectInfo<SocketAddr>>().ok_or_else(ApiError::internal)?;
        Ok(Self(seen_ip(peer.ip(), &parts.headers, &state.settings.trusted_proxies)))
    }
}

/// The rightmost hop that is no trusted proxy. A header counts only as far as trusted proxies wrote it.
///
/// Of `Forwarded` (RFC 7239) and `X-Forwarded-For` the former is read where there is one. A hop that is no address
/// (`unknown`, an obfuscated name) ends the walk at the proxy that wrote it.
#[must_use]
pub fn seen_ip(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |ip: IpAddr| trusted.iter().any(|net| net.contains(&ip));
    let mut seen = peer.to_canonical();
    for hop in hops(headers).into_iter().rev() {
        if !is_trusted(seen) {
            break;
        }
        match hop {
            Some(ip) => seen = ip.to_canonical(),
            None => break,
        }
    }
    seen
}

/// The hops in the order of the header, the client first.
fn hops(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let values = |name: &str| -> Vec<String> {
        headers
            .get_all(name)
            .iter()
            .flat_map(|v| v.to_str().unwrap_or("unknown").split(','))
            .map(|v| v.trim().to_owned())
            .filter(|v| !v.is_empty())
            .collect()
    };
    let forwarded = values("forwarded");
    if forwarded.is_empty() {
        return values("x-forwarded-for").iter().map(|v| address(v)).collect();
    }
    forwarded
        .iter()
        .map(|element| {
            element.split(';').find_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                name.trim().eq_ignore_ascii_case("for").then(|| address(value.trim().trim_matches('"')))?
            })
        })
        .collect()
}

/// An address with or without a port, IPv6 in brackets or not.
fn address(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>()
        .ok()
        .or_else(|| text.parse::<SocketAddr>().ok().map(|a| a.ip()))
        .or_else(|| text.strip_prefix('[')?.strip_suffix(']')?.parse().ok())
}
