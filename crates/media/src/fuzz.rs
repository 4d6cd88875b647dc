//! What the fuzz targets call (`crates/media/fuzz`): nothing of it is in a program that ships.
//!
//! Each takes any bytes, and panics where what must hold does not.

use crate::relay::{Channel, Described, Protection, Session, Side};
use crate::sdes::Crypto;
use crate::{rtcp, rtp};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

const FIRST: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
const SECOND: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2));
const STRANGER: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 3));

/// A packet: what is read of it lies within it, and nobody without a key gets it past a relay that knows the key.
pub fn packet(bytes: &[u8]) {
    if let Some(header) = rtp::Header::read(bytes) {
        assert!(header.length <= bytes.len());
    }
    assert!(rtcp::sender(bytes).is_none() || rtcp::is_rtcp(bytes));
    let now = Instant::now();
    for suite in ["AES_CM_128_HMAC_SHA1_80", "AEAD_AES_128_GCM"] {
        let key = if suite.starts_with("AEAD") {
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGw=="
        } else {
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd"
        };
        let crypto = Crypto::read(&format!("1 {suite} inline:{key}"));
        let has_key = crypto.as_ref().is_some_and(|crypto| crypto.key.is_some());
        assert!(has_key, "the target's own key");
        let protection = Protection::Keys(crypto.into_iter().collect());
        passes(bytes, &protection, now, false);
    }
    passes(
        bytes,
        &Protection::None,
        now,
        rtp::Header::read(bytes).is_some() || rtcp::sender(bytes).is_some(),
    );
}

fn passes(bytes: &[u8], protection: &Protection, now: Instant, is_theirs: bool) {
    let described = |ip: IpAddr| {
        let at = |port| Some(SocketAddr::new(ip, port));
        vec![Some(Described { media: at(4_000), control: at(4_001), protection: protection.clone() })]
    };
    let mut session = Session::default();
    session.offer("a", FIRST, described(FIRST));
    assert!(session.answer("a", "b", SECOND, described(SECOND)).is_ok());
    let Some(stream) = session.stream(0) else { return };
    let mut arrive = |ip: IpAddr, channel| {
        stream.arrived(Side::First, channel, SocketAddr::new(ip, 5_000), bytes, now + Duration::from_secs(1))
    };
    assert!(arrive(STRANGER, Channel::Media).is_err(), "a stranger's packet passes");
    assert!(arrive(STRANGER, Channel::Control).is_err(), "a stranger's packet passes");
    assert!(arrive(FIRST, Channel::Media).is_ok() <= is_theirs);
    let _ = arrive(FIRST, Channel::Control);
}

/// Keys as they stand in a description: whatever is read, none is shown.
pub fn keys(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Some(crypto) = Crypto::read(&text) else { return };
    let shown = format!("{crypto:?}");
    let inline = text.split("inline:").nth(1).and_then(|inline| inline.split(['|', ' ']).next());
    assert!(inline.is_none_or(|inline| inline.len() < 16 || !shown.contains(inline)));
}
