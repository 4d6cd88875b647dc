//! The public IP: what the server sees, or what a trusted proxy forwards, never what anybody else claims.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use ipnet::IpNet;

use super::ApiError;
use crate::state::AppState;

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
/// Most proxies write only one of `Forwarded` (RFC 7239) and `X-Forwarded-For` and pass the other on as the client made
/// it up. So where both are there, they count only as long as they tell the same. A hop that is no address (`unknown`,
/// an obfuscated name) ends the walk at the proxy that wrote it.
#[must_use]
pub fn seen_ip(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let peer = peer.to_canonical();
    let forwarded = values(headers, "forwarded").iter().map(|v| forwarded_for(v)).collect::<Vec<_>>();
    let x_forwarded_for = values(headers, "x-forwarded-for").iter().map(|v| address(v)).collect::<Vec<_>>();
    match (forwarded.as_slice(), x_forwarded_for.as_slice()) {
        (hops, []) | ([], hops) => walk(peer, hops, trusted),
        (one, other) => {
            let seen = walk(peer, one, trusted);
            if seen == walk(peer, other, trusted) { seen } else { peer }
        }
    }
}

/// Goes from the peer back along the hops, which are in the order of the header, the client first.
fn walk(peer: IpAddr, hops: &[Option<IpAddr>], trusted: &[IpNet]) -> IpAddr {
    let mut seen = peer;
    for hop in hops.iter().rev() {
        match hop {
            Some(ip) if trusted.iter().any(|net| net.contains(&seen)) => seen = ip.to_canonical(),
            _ => break,
        }
    }
    seen
}

fn values(headers: &HeaderMap, name: &str) -> Vec<String> {
    headers
        .get_all(name)
        .iter()
        .flat_map(|v| v.to_str().unwrap_or("unknown").split(','))
        .map(|v| v.trim().to_owned())
        .filter(|v| !v.is_empty())
        .collect()
}

/// The `for` of one element of `Forwarded`.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then(|| address(value.trim().trim_matches('"')))?
    })
}

/// An address with or without a port, IPv6 in brackets or not.
fn address(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>()
        .ok()
        .or_else(|| text.parse::<SocketAddr>().ok().map(|a| a.ip()))
        .or_else(|| text.strip_prefix('[')?.strip_suffix(']')?.parse().ok())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    #[rstest::rstest]
    #[case::nobody_is_trusted("203.0.113.7", "", &[("x-forwarded-for", "198.51.100.9")], "203.0.113.7")]
    #[case::a_stranger_claims("203.0.113.7", "10.0.0.0/8", &[("x-forwarded-for", "198.51.100.9")], "203.0.113.7")]
    #[case::a_proxy_tells("10.0.0.1", "10.0.0.0/8", &[("x-forwarded-for", "198.51.100.9")], "198.51.100.9")]
    #[case::a_proxy_says_nothing("10.0.0.1", "10.0.0.0/8", &[], "10.0.0.1")]
    #[case::what_the_client_made_up_stays_left("10.0.0.1", "10.0.0.0/8",
        &[("x-forwarded-for", "192.0.2.1, 198.51.100.9")], "198.51.100.9")]
    #[case::two_proxies("10.0.0.1", "10.0.0.0/8", &[("x-forwarded-for", "192.0.2.1, 198.51.100.9, 10.0.0.2")], "198.51.100.9")]
    #[case::two_headers("10.0.0.1", "10.0.0.0/8",
        &[("x-forwarded-for", "192.0.2.1"), ("x-forwarded-for", "198.51.100.9")], "198.51.100.9")]
    #[case::everybody_is_a_proxy("10.0.0.1", "10.0.0.0/8", &[("x-forwarded-for", "10.0.0.3, 10.0.0.2")], "10.0.0.3")]
    #[case::nonsense_ends_the_walk("10.0.0.1", "10.0.0.0/8", &[("x-forwarded-for", "198.51.100.9, what, 10.0.0.2")], "10.0.0.2")]
    #[case::with_a_port("10.0.0.1", "10.0.0.0/8", &[("x-forwarded-for", "198.51.100.9:4711")], "198.51.100.9")]
    #[case::ipv6("10.0.0.1", "10.0.0.0/8", &[("x-forwarded-for", "2001:db8::9")], "2001:db8::9")]
    #[case::ipv6_with_a_port("10.0.0.1", "10.0.0.0/8", &[("x-forwarded-for", "[2001:db8::9]:4711")], "2001:db8::9")]
    #[case::mapped_peer("::ffff:10.0.0.1", "10.0.0.0/8", &[("x-forwarded-for", "198.51.100.9")], "198.51.100.9")]
    #[case::mapped_hop("10.0.0.1", "10.0.0.0/8", &[("x-forwarded-for", "::ffff:198.51.100.9")], "198.51.100.9")]
    #[case::rfc_7239("10.0.0.1", "10.0.0.0/8", &[("forwarded", "for=192.0.2.1, For=\"[2001:db8::9]:47\";proto=https")], "2001:db8::9")]
    #[case::rfc_7239_hides("10.0.0.1", "10.0.0.0/8", &[("forwarded", "for=192.0.2.1, for=_hidden")], "10.0.0.1")]
    #[case::rfc_7239_says_nothing_of_for("10.0.0.1", "10.0.0.0/8", &[("forwarded", "for=192.0.2.1, proto=https")], "10.0.0.1")]
    #[case::both_agree("10.0.0.1", "10.0.0.0/8",
        &[("x-forwarded-for", "192.0.2.1, 198.51.100.9"), ("forwarded", "for=198.51.100.9")], "198.51.100.9")]
    #[case::one_is_made_up("10.0.0.1", "10.0.0.0/8",
        &[("x-forwarded-for", "198.51.100.9"), ("forwarded", "for=192.0.2.1")], "10.0.0.1")]
    fn the_rightmost_hop_that_is_no_proxy(
        #[case] peer: &str,
        #[case] trusted: &str,
        #[case] headers: &[(&'static str, &'static str)],
        #[case] seen: &str,
    ) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        let trusted: Vec<IpNet> = trusted.split_whitespace().map(|net| net.parse().unwrap()).collect();
        assert_eq!(seen_ip(peer.parse().unwrap(), &map, &trusted), seen.parse::<IpAddr>().unwrap());
    }
}
