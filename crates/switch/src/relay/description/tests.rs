#![allow(clippy::unwrap_used)]
use super::*;
use proptest::prelude::*;

const OURS: [u8; 4] = [203, 0, 113, 7];

fn sdp(session: &str, streams: &str) -> String {
    format!("v=0\r\no=- 1 2 IN IP4 192.0.2.1\r\ns=-\r\n{session}t=0 0\r\n{streams}")
}

fn rewritten(text: &str, ports: &[Option<u16>]) -> String {
    String::from_utf8(write(text.as_bytes(), OURS.into(), ports)).unwrap()
}

fn at(text: &str) -> Option<SocketAddr> {
    Some(text.parse().unwrap())
}

const HERE: &str = "c=IN IP4 192.0.2.1\r\n";
const KEY: &str = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\n";
const PRINT: &str = "a=fingerprint:sha-256 AA:BB\r\n";

#[test]
fn a_stream_is_at_its_own_address_or_at_that_of_the_session() {
    let text = sdp(
        HERE,
        "m=audio 4000 RTP/AVP 0\r\nm=video 4002/1 RTP/AVP 96\r\nc=IN IP6 2001:db8::1\r\na=rtcp:5000 IN IP4 192.0.2.9\r\n\
         m=audio 4004 RTP/AVP 0\r\na=rtcp:4004\r\nm=image 4006 udptl t38\r\nm=message 2855 TCP/MSRP *\r\nm=video 0 RTP/AVP 96\r\n",
    );
    assert_eq!(read(text.as_bytes()), Err(Unreadable::TooManyStreams));
    let text = text.rsplit_once("m=video 0").unwrap().0;
    let streams = read(text.as_bytes()).unwrap();
    let places: Vec<_> = streams.iter().map(|s| s.as_ref().map(|s| (s.media, s.control))).collect();
    assert_eq!(
        places,
        [
            Some((at("192.0.2.1:4000"), at("192.0.2.1:4001"))),
            Some((at("[2001:db8::1]:4002"), at("192.0.2.9:5000"))),
            Some((at("192.0.2.1:4004"), at("192.0.2.1:4004"))),
            Some((at("192.0.2.1:4006"), at("192.0.2.1:4007"))),
            None,
        ]
    );
}

#[test]
fn a_name_is_no_address_and_the_last_port_has_no_next() {
    let named = sdp("c=IN IP4 phone.example\r\n", "m=audio 65535 RTP/AVP 0\r\n");
    let streams = read(named.as_bytes()).unwrap();
    let stream = streams[0].as_ref().unwrap();
    assert_eq!((stream.media, stream.control), (None, None));
    let last = sdp(HERE, "m=audio 65535 RTP/AVP 0\r\n");
    let streams = read(last.as_bytes()).unwrap();
    assert_eq!(streams[0].as_ref().unwrap().control, None);
}

#[test]
fn what_packets_prove_is_told_by_profile_and_keys() {
    let keyed = |protection: &Protection| matches!(protection, Protection::Keys(keys) if keys.len() == 1);
    for (streams, expected) in [
        ("m=audio 4000 RTP/AVP 0\r\n".to_owned(), "none"),
        (format!("m=audio 4000 RTP/AVP 0\r\n{KEY}"), "none"),
        (format!("m=audio 4000 RTP/SAVP 0\r\n{KEY}"), "keys"),
        (format!("m=audio 4000 RTP/SAVPF 0\r\n{KEY}"), "keys"),
        (format!("m=audio 4000 RTP/SAVP 0\r\n{KEY}{PRINT}"), "other"),
        (format!("{PRINT}m=audio 4000 RTP/AVP 0\r\n"), "other"),
        ("m=audio 4000 RTP/SAVP 0\r\n".to_owned(), "other"),
        (format!("m=audio 4000 UDP/TLS/RTP/SAVP 0\r\n{PRINT}"), "other"),
        ("m=image 4000 udptl t38\r\n".to_owned(), "other"),
    ] {
        let described = read(sdp(HERE, &streams).as_bytes()).unwrap().remove(0).unwrap();
        let is = match &described.protection {
            Protection::None => "none",
            other if keyed(other) => "keys",
            Protection::Keys(_) => "several",
            Protection::Other => "other",
        };
        assert_eq!(is, expected, "{streams}");
    }
}

#[test]
fn address_and_ports_are_the_relays_and_nothing_leads_past_it() {
    let text = sdp(
        &format!("{HERE}a=group:BUNDLE 0\r\na=ice-ufrag:x\r\na=ice-lite\r\n"),
        "m=audio 4000 RTP/SAVP 0 8\r\nc=IN IP4 192.0.2.1\r\na=rtcp:4001\r\na=rtcp-mux\r\na=mid:0\r\na=ptime:20\r\n\
         a=candidate:1 1 UDP 1 192.0.2.1 4000 typ host\r\na=end-of-candidates\r\na=sendrecv\r\n",
    );
    assert_eq!(
        rewritten(&text, &[Some(30_000)]),
        "v=0\r\no=- 1 2 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 203.0.113.7\r\nt=0 0\r\n\
         m=audio 30000 RTP/SAVP 0 8\r\nc=IN IP4 203.0.113.7\r\na=rtcp-mux\r\na=mid:0\r\na=ptime:20\r\na=sendrecv\r\n"
    );
    let ours = String::from_utf8(write(text.as_bytes(), "2001:db8::7".parse().unwrap(), &[Some(2)])).unwrap();
    assert!(ours.contains("c=IN IP6 2001:db8::7\r\n") && !ours.contains("c=IN IP4"), "{ours}");
}

#[test]
fn what_is_not_relayed_stays_where_it_is() {
    let text = sdp(
        HERE,
        "m=message 2855 TCP/MSRP *\r\na=path:x\r\nm=audio 4000 RTP/AVP 0\r\nm=video 0 RTP/AVP 96\r\n",
    );
    let ours = rewritten(&text, &[None, Some(30_000), None]);
    assert!(ours.contains("m=message 2855 TCP/MSRP *\r\nc=IN IP4 192.0.2.1\r\na=path:x\r\n"), "{ours}");
    assert!(ours.contains("m=audio 30000 RTP/AVP 0\r\nm=video 0 "), "{ours}");
}

#[test]
fn the_address_of_nobody_stays_and_a_stream_without_ports_is_not_offered() {
    let held = sdp("c=IN IP4 0.0.0.0\r\n", "m=audio 4000 RTP/AVP 0\r\n");
    assert!(rewritten(&held, &[Some(30_000)]).contains("c=IN IP4 0.0.0.0\r\n"));
    let two = sdp(HERE, "m=audio 4000 RTP/AVP 0\r\nm=video 4002 RTP/AVP 96\r\n");
    assert!(rewritten(&two, &[Some(30_000), Some(0)]).contains("m=video 0 RTP/AVP 96\r\n"));
}

#[test]
fn what_is_no_description_is_refused() {
    for text in ["", "v=0\r\n", "m=audio\r\n", "m=audio many RTP/AVP 0\r\n", "m=audio 70000 RTP/AVP 0\r\n"] {
        assert_eq!(read(text.as_bytes()), Err(Unreadable::Malformed), "{text}");
    }
}

proptest! {
    /// Whatever is read, what is written has as many streams, at the relay and nowhere else.
    #[test]
    fn what_is_written_is_at_the_relay(text in line_soup()) {
        let Ok(streams) = read(text.as_bytes()) else { return Ok(()) };
        let ports: Vec<Option<u16>> =
            (0u16..).zip(&streams).map(|(n, stream)| stream.as_ref().map(|_| 30_000 + 2 * n)).collect();
        let again = read(&write(text.as_bytes(), OURS.into(), &ports)).unwrap();
        prop_assert_eq!(again.len(), streams.len());
        for ((stream, port), before) in again.iter().zip(&ports).zip(&streams) {
            let place = stream.as_ref().and_then(|stream| stream.media);
            let was_nobody = before.as_ref().and_then(|b| b.media).is_some_and(|at| at.ip().is_unspecified());
            // Who has said no address at all gets none either.
            if let (Some(place), Some(port), false) = (place, port, was_nobody) {
                prop_assert_eq!(place, SocketAddr::from((OURS, *port)));
            }
            prop_assert_eq!(stream.is_some(), port.is_some());
        }
    }
}

fn line_soup() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("m=audio 4000 RTP/AVP 0".to_owned()),
        Just("m=audio 0 RTP/AVP 0".to_owned()),
        Just("m=message 2855 TCP/MSRP *".to_owned()),
        Just("c=IN IP4 192.0.2.1".to_owned()),
        Just("c=IN IP6 2001:db8::1".to_owned()),
        Just("c=IN IP4 0.0.0.0".to_owned()),
        Just("C=IN IP4 192.0.2.5".to_owned()),
        Just("a=rtcp:4001 IN IP4 192.0.2.3".to_owned()),
        Just(KEY.trim_end().to_owned()),
        "\\PC{0,20}",
    ];
    proptest::collection::vec(line, 0..14).prop_map(|lines| lines.join("\r\n"))
}
