//! Session descriptions, as far as somebody in the middle has to understand them: who owns them, whether they hold.

use std::net::IpAddr;

/// Which way a leg's media go, from the view of who wrote the description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Both ways.
    Both,
    /// The writer sends only, or nothing flows: the other side is held.
    Holding,
}

/// The owner that a leg's descriptions are written with: each leg has a session of its own, and its version grows
/// with each change (RFC 3264 section 8), whoever's media it describes.
#[derive(Clone, Debug)]
pub struct Owner {
    id: u64,
    version: u64,
    address: IpAddr,
    last: Vec<u8>,
}

impl Owner {
    /// A new owner.
    pub fn new(id: u64, address: IpAddr) -> Self {
        Self { id: id >> 1, version: 0, address, last: Vec::new() }
    }

    /// The description as this leg gives it to its phone.
    pub fn own(&mut self, sdp: &[u8]) -> Vec<u8> {
        let rest = without_owner(sdp);
        if rest != self.last {
            self.version += 1;
            self.last.clone_from(&rest);
        }
        let kind = if self.address.is_ipv4() { "IP4" } else { "IP6" };
        let line = format!("o=- {} {} IN {kind} {}\r\n", self.id, self.version, self.address);
        let mut out = Vec::with_capacity(rest.len() + line.len());
        let mut lines = rest.split_inclusive(|b| *b == b'\n');
        out.extend_from_slice(lines.next().unwrap_or_default());
        out.extend_from_slice(line.as_bytes());
        out.extend(lines.flatten());
        out
    }

    /// What was last said, without its owner line; empty before anything was.
    pub fn last(&self) -> &[u8] {
        &self.last
    }
}

fn lines(sdp: &[u8]) -> impl Iterator<Item = &[u8]> {
    sdp.split(|b| *b == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .filter(|line| !line.iter().all(u8::is_ascii_whitespace))
}

fn join<'a>(parts: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut out = Vec::new();
    for part in parts {
        out.extend_from_slice(part);
        out.extend_from_slice(b"\r\n");
    }
    out
}

fn without_owner(sdp: &[u8]) -> Vec<u8> {
    join(lines(sdp).filter(|line| !line.starts_with(b"o=")))
}

/// Whether it begins as a description must.
pub fn plausible(sdp: &[u8]) -> bool {
    let mut lines = lines(sdp);
    lines.next() == Some(b"v=0".as_slice()) && lines.all(|line| matches!(line, [_, b'=', ..]))
}

/// What of a body can be read as a description, beginning as one must; `None` where there is no stream in it.
pub fn mended(sdp: &[u8]) -> Option<Vec<u8>> {
    let is_line = |line: &&[u8]| matches!(line, [b'a'..=b'z', b'=', ..]);
    let good: Vec<&[u8]> =
        lines(sdp.trim_ascii_start()).filter(is_line).filter(|line| !line.starts_with(b"v=")).collect();
    let has_stream = good.iter().any(|line| line.starts_with(b"m="));
    has_stream.then(|| join(std::iter::once(b"v=0".as_slice()).chain(good)))
}

const DIRECTIONS: [&[u8]; 4] = [b"a=sendrecv", b"a=sendonly", b"a=recvonly", b"a=inactive"];

/// Whether an address is no address at all, by which the other side was held before RFC 3264 (section 8.4): `0.0.0.0`, or `::` in
/// any writing.
fn is_nowhere(connection: &[u8]) -> bool {
    let text = String::from_utf8_lossy(connection);
    let address = text.split_whitespace().nth(2).unwrap_or_default();
    let address = address.split('/').next().unwrap_or_default();
    address.parse::<IpAddr>().is_ok_and(|ip| ip.is_unspecified())
}

/// What a description says of one stream, or of all that say nothing else.
#[derive(Clone, Copy, Default)]
struct Flow {
    holds: Option<bool>,
    nowhere: Option<bool>,
}

/// Whether the writer holds the other side: none of the streams that are used takes anything. One with port 0 is not used
/// (RFC 3264 section 5.1).
pub fn direction(sdp: &[u8]) -> Direction {
    let mut session = Flow::default();
    let mut streams: Vec<(bool, Flow)> = Vec::new();
    for line in lines(sdp) {
        if line.starts_with(b"m=") {
            streams.push((is_used(line), Flow::default()));
            continue;
        }
        let flow = streams.last_mut().map_or(&mut session, |(_, flow)| flow);
        match line {
            b"a=sendonly" | b"a=inactive" => flow.holds = Some(true),
            b"a=sendrecv" | b"a=recvonly" => flow.holds = Some(false),
            [b'c', b'=', connection @ ..] => flow.nowhere = Some(is_nowhere(connection)),
            _ => {}
        }
    }
    let holds = |flow: &Flow| {
        flow.holds.or(session.holds).unwrap_or_default()
            || flow.nowhere.or(session.nowhere).unwrap_or_default()
    };
    let mut used = streams.iter().filter(|(is_used, _)| *is_used).map(|(_, flow)| flow).peekable();
    if used.peek().is_some() && used.all(holds) { Direction::Holding } else { Direction::Both }
}

/// Whether a stream is used, by its `m=` line.
fn is_used(line: &[u8]) -> bool {
    let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    words.nth(1) != Some(b"0".as_slice())
}

/// How many streams of a description are used.
pub fn used_streams(sdp: &[u8]) -> usize {
    lines(sdp).filter(|line| line.starts_with(b"m=") && is_used(line)).count()
}

/// Whether all streams that are used are encrypted, as far as a description says: by a profile that has them so, with a key
/// (RFC 4568) or the fingerprint of one (RFC 5764). A key that stands beside a plain profile promises nothing. False where no stream
/// is used.
pub fn is_encrypted(sdp: &[u8]) -> bool {
    let text = String::from_utf8_lossy(sdp);
    let Some((session, streams)) = apart(&text) else { return false };
    let has_key = |line: &&str| {
        ["a=crypto:", "a=fingerprint:"]
            .iter()
            .any(|key| line.get(..key.len()).is_some_and(|of| of.eq_ignore_ascii_case(key)))
    };
    let is_secure = |stream: &Stream<'_>| {
        let profile = stream.proto.rsplit('/').next().unwrap_or_default();
        let by_profile = ["SAVP", "SAVPF"].iter().any(|secure| profile.eq_ignore_ascii_case(secure));
        by_profile && (stream.rest.iter().any(has_key) || session.iter().any(has_key))
    };
    let mut used = streams.iter().filter(|stream| stream.port != "0").peekable();
    used.peek().is_some() && used.all(is_secure)
}

/// One stream: its `m=` line, and what follows it.
struct Stream<'a> {
    kind: &'a str,
    port: &'a str,
    proto: &'a str,
    formats: Vec<&'a str>,
    rest: Vec<&'a str>,
}

impl<'a> Stream<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let mut words = line.strip_prefix("m=")?.split_whitespace();
        let (kind, port, proto) = (words.next()?, words.next()?, words.next()?);
        Some(Self { kind, port, proto, formats: words.collect(), rest: Vec::new() })
    }

    /// What a format is, whatever its number: the encoding of an `rtpmap`, else the format itself (RFC 3264 section 6.1).
    fn encoding(&self, format: &str) -> String {
        let mapped = self.rest.iter().find_map(|line| {
            let (number, encoding) = line.strip_prefix("a=rtpmap:")?.split_once(' ')?;
            (number == format).then_some(encoding)
        });
        match (mapped, format) {
            (Some(encoding), _) => encoding.trim().trim_end_matches("/1").to_ascii_lowercase(),
            (None, "0") => "pcmu/8000".into(),
            (None, "3") => "gsm/8000".into(),
            (None, "8") => "pcma/8000".into(),
            (None, "9") => "g722/8000".into(),
            (None, "18") => "g729/8000".into(),
            (None, other) => other.to_ascii_lowercase(),
        }
    }

    fn write(&self, port: &str, formats: &[&str], out: &mut String) {
        out.push_str(&format!("m={} {port} {} {}\r\n", self.kind, self.proto, formats.join(" ")));
    }
}

/// What stands before the first stream, and the streams.
fn apart(text: &str) -> Option<(Vec<&str>, Vec<Stream<'_>>)> {
    let (mut session, mut streams) = (Vec::new(), Vec::<Stream<'_>>::new());
    for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        match streams.last_mut() {
            _ if line.starts_with("m=") => streams.push(Stream::of(line)?),
            Some(stream) => stream.rest.push(line),
            None => session.push(line),
        }
    }
    Some((session, streams))
}

/// The answer to an offer by somebody who has already said what they have: stream by stream what both know, and no others (RFC 3264
/// section 6). `None` where there is nothing in common.
pub fn answer(offer: &[u8], ours: &[u8]) -> Option<Vec<u8>> {
    let (offer, ours) = (String::from_utf8_lossy(offer), String::from_utf8_lossy(ours));
    let ((_, offered), (session, own)) = (apart(&offer)?, apart(&ours)?);
    let mut out = session.join("\r\n") + "\r\n";
    let mut own = own.into_iter();
    let mut any = false;
    for theirs in offered {
        let wanted: Vec<String> = theirs.formats.iter().map(|format| theirs.encoding(format)).collect();
        let stream = own.next().filter(|ours| ours.kind == theirs.kind && ours.proto == theirs.proto);
        let common = stream.map(|ours| {
            let knows = |format: &&str| wanted.contains(&ours.encoding(format));
            (ours.formats.iter().copied().filter(knows).collect::<Vec<_>>(), ours)
        });
        match common.filter(|(formats, ours)| !formats.is_empty() && ours.port != "0" && theirs.port != "0") {
            Some((formats, ours)) => {
                any = true;
                ours.write(ours.port, &formats, &mut out);
                for line in ours.rest.iter().filter(|line| !is_of_other(line, &formats)) {
                    out.push_str(line);
                    out.push_str("\r\n");
                }
            }
            None => theirs.write("0", &theirs.formats, &mut out),
        }
    }
    any.then(|| out.into_bytes())
}

/// What an encoding is called without its rate: `pcma` of `pcma/8000`.
fn name_of(encoding: &str) -> &str {
    encoding.split('/').next().unwrap_or(encoding)
}

/// What is no sound that is talked by, and goes with whatever is: pressed keys (RFC 4733), silence (RFC 3389), redundancy.
const BESIDE: [&str; 3] = ["telephone-event", "cn", "red"];

/// The same session, with of its sound these encodings alone, in this order; names as in `rtpmap`. A stream that has none of
/// them stays as it is: better another sound than none.
pub fn preferring(sdp: &[u8], encodings: &[String]) -> Vec<u8> {
    let text = String::from_utf8_lossy(sdp);
    let Some((session, streams)) = apart(&text) else { return sdp.to_vec() };
    let mut out = session.join("\r\n") + "\r\n";
    for stream in streams {
        let rank = |format: &&&str| {
            let encoding = stream.encoding(format);
            encodings.iter().position(|wanted| wanted.eq_ignore_ascii_case(name_of(&encoding)))
        };
        let mut kept: Vec<&&str> = stream.formats.iter().filter(|format| rank(format).is_some()).collect();
        kept.sort_by_key(rank);
        let is_beside =
            |format: &&&str| BESIDE.contains(&name_of(&stream.encoding(format))) && rank(format).is_none();
        let is_kept_whole = stream.kind != "audio" || kept.is_empty();
        let formats: Vec<&str> = match is_kept_whole {
            true => stream.formats.clone(),
            false => kept.into_iter().chain(stream.formats.iter().filter(is_beside)).copied().collect(),
        };
        stream.write(stream.port, &formats, &mut out);
        for line in stream.rest.iter().filter(|line| !is_of_other(line, &formats)) {
            out.push_str(line);
            out.push_str("\r\n");
        }
    }
    out.into_bytes()
}

/// Whether a line says something of a format that is not among these.
fn is_of_other(line: &str, formats: &[&str]) -> bool {
    let of = ["a=rtpmap:", "a=fmtp:", "a=rtcp-fb:"].iter().find_map(|name| line.strip_prefix(name));
    of.and_then(|of| of.split(' ').next()).is_some_and(|format| format != "*" && !formats.contains(&format))
}

/// The same session, with every stream still.
pub fn inactive(sdp: &[u8]) -> Vec<u8> {
    let mut out: Vec<&[u8]> = Vec::new();
    let mut in_stream = false;
    for line in lines(sdp) {
        if DIRECTIONS.contains(&line) {
            continue;
        }
        if line.starts_with(b"m=") {
            if in_stream {
                out.push(b"a=inactive");
            }
            in_stream = true;
        }
        out.push(line);
    }
    if in_stream {
        out.push(b"a=inactive");
    }
    join(out.into_iter())
}

/// An offer of sound by which nothing flows.
pub fn still_offer(address: IpAddr) -> Vec<u8> {
    let kind = if address.is_ipv4() { "IP4" } else { "IP6" };
    format!(
        "v=0\r\no=- 0 0 IN {kind} {address}\r\ns=-\r\nc=IN {kind} {address}\r\nt=0 0\r\n\
         m=audio 9 RTP/AVP 0 8\r\na=inactive\r\n"
    )
    .into_bytes()
}

/// An answer that takes every stream of the offer and lets none flow, for a leg that has nobody to talk to yet.
pub fn still_answer(offer: &[u8], address: IpAddr) -> Vec<u8> {
    let kind = if address.is_ipv4() { "IP4" } else { "IP6" };
    let mut out = format!("v=0\r\no=- 0 0 IN {kind} {address}\r\ns=-\r\nc=IN {kind} {address}\r\nt=0 0\r\n")
        .into_bytes();
    for line in lines(offer) {
        if line.starts_with(b"m=") {
            if out.windows(2).any(|w| w == b"m=") {
                out.extend_from_slice(b"a=inactive\r\n");
            }
            let text = String::from_utf8_lossy(line).into_owned();
            // As the rest reads the line, so that both see the same port.
            let mut words: Vec<&str> = text.split_ascii_whitespace().collect();
            // The discard port: an address where nothing listens, but not 0, which would refuse the stream.
            if let Some(port) = words.get_mut(1).filter(|port| **port != "0") {
                *port = "9";
            }
            out.extend_from_slice(words.join(" ").as_bytes());
            out.extend_from_slice(b"\r\n");
        } else if line.starts_with(b"a=rtpmap:") || line.starts_with(b"a=fmtp:") {
            out.extend_from_slice(line);
            out.extend_from_slice(b"\r\n");
        }
    }
    if out.windows(2).any(|w| w == b"m=") {
        out.extend_from_slice(b"a=inactive\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn described(session: &str, streams: &str) -> Vec<u8> {
        format!("v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\n{session}t=0 0\r\n{streams}").into_bytes()
    }

    #[test]
    fn what_is_encrypted_says_so_of_each_stream() {
        const KEY: &str =
            "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\r\n";
        const PRINT: &str = "a=fingerprint:sha-256 AA\r\n";
        let head = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";
        let audio = "m=audio 4000 RTP/SAVP 0\r\n";
        for (streams, encrypted) in [
            (format!("{audio}{KEY}"), true),
            (format!("m=audio 4000 RTP/SAVPF 0\r\n{KEY}"), true),
            (format!("m=audio 4000 UDP/TLS/RTP/SAVP 0\r\n{PRINT}"), true),
            (format!("{PRINT}m=audio 4000 UDP/TLS/RTP/SAVPF 0\r\n"), true),
            (format!("{audio}{KEY}m=video 0 RTP/AVP 96\r\n"), true),
            (format!("{audio}{KEY}m=video 4002 RTP/AVP 96\r\n"), false),
            (format!("{audio}{KEY}m=video 4002 RTP/SAVP 96\r\n"), false),
            (audio.to_owned(), false),
            (format!("m=audio 4000 RTP/AVP 0\r\n{KEY}"), false),
            ("m=audio 4000 RTP/AVP 0\r\n".to_owned(), false),
            (format!("m=audio 0 RTP/SAVP 0\r\n{KEY}"), false),
            (String::new(), false),
        ] {
            assert_eq!(is_encrypted(format!("{head}{streams}").as_bytes()), encrypted, "{streams}");
        }
    }

    #[test]
    fn of_the_sound_only_what_is_preferred_is_left_in_its_order() {
        const PHONE: &str = "m=audio 6000 RTP/AVP 96 0 8 9 101\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1\r\n\
            a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=sendrecv\r\nm=video 6002 RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\n";
        let phone = described("c=IN IP4 127.0.0.1\r\n", PHONE);
        let left = |wanted: &[&str]| {
            let wanted: Vec<String> = wanted.iter().map(|name| (*name).to_owned()).collect();
            String::from_utf8(preferring(&phone, &wanted)).unwrap()
        };
        let kept = left(&["G722", "pcma"]);
        assert!(kept.contains("m=audio 6000 RTP/AVP 9 8 101\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=sendrecv\r\n"), "{kept}");
        assert!(kept.ends_with("m=video 6002 RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\n"), "{kept}");
        assert!(!kept.contains("opus") && !kept.contains(":96"), "{kept}");
        assert!(left(&["opus"]).contains("RTP/AVP 96 101\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 "));
        assert!(left(&["G729"]).contains("RTP/AVP 96 0 8 9 101\r\n"), "better another sound than none");
        assert_eq!(preferring(b"not a description", &["pcma".to_owned()]), b"not a description\r\n");
    }

    #[test]
    fn hold_is_known_by_any_of_its_spellings_and_by_the_streams_that_are_used() {
        const HERE: &str = "c=IN IP4 127.0.0.1\r\n";
        const AUDIO: &str = "m=audio 6000 RTP/AVP 0 8\r\n";
        for (session, streams, expected) in [
            (HERE, AUDIO.to_owned(), Direction::Both),
            ("c=IN IP4 0.0.0.0\r\n", AUDIO.into(), Direction::Holding),
            ("c=IN IP6 ::\r\n", AUDIO.into(), Direction::Holding),
            ("c=IN IP6 0:0:0:0:0:0:0:0\r\n", AUDIO.into(), Direction::Holding),
            ("c=IN IP6 0000::0\r\n", AUDIO.into(), Direction::Holding),
            ("c=IN IP6 ::1\r\n", AUDIO.into(), Direction::Both),
            ("c=IN IP6 ::\r\n", format!("{AUDIO}c=IN IP6 2001:db8::1\r\n"), Direction::Both),
            (HERE, format!("{AUDIO}c=IN IP6 ::\r\n"), Direction::Holding),
            (HERE, format!("{AUDIO}a=sendonly\r\n"), Direction::Holding),
            (HERE, format!("{AUDIO}a=inactive\r\n"), Direction::Holding),
            (HERE, format!("{AUDIO}a=recvonly\r\n"), Direction::Both),
            ("a=sendonly\r\n", AUDIO.into(), Direction::Holding),
            ("a=sendonly\r\n", format!("{AUDIO}a=sendrecv\r\n"), Direction::Both),
            (
                HERE,
                format!("{AUDIO}a=sendonly\r\nm=video 0 RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\n"),
                Direction::Holding,
            ),
            (HERE, format!("{AUDIO}a=sendonly\r\nm=video 7000 RTP/AVP 99\r\n"), Direction::Both),
            (HERE, "m=audio 0 RTP/AVP 0\r\na=sendonly\r\n".into(), Direction::Both),
            (HERE, String::new(), Direction::Both),
        ] {
            assert_eq!(direction(&described(session, &streams)), expected, "{session}{streams}");
        }
    }

    #[test]
    fn a_stream_that_is_refused_stays_so_however_its_line_is_written() {
        for line in ["m=video 0 RTP/AVP 99", "m=video  0 RTP/AVP 99", "m=video\t0 RTP/AVP 99", "m=video 0\rc"]
        {
            let offer = described("c=IN IP4 127.0.0.1\r\n", &format!("{line}\r\n"));
            let answer = still_answer(&offer, [192, 0, 2, 1].into());
            assert_eq!((used_streams(&offer), used_streams(&answer)), (0, 0), "{line:?}");
        }
    }

    #[test]
    fn an_answer_has_what_both_know_stream_by_stream() {
        let ours = described(
            "c=IN IP4 192.0.2.1\r\n",
            "m=audio 4000 RTP/AVP 0 96 101\r\na=rtpmap:96 opus/48000/2\r\na=rtpmap:101 telephone-event/8000\r\n\
             m=video 4002 RTP/AVP 97\r\na=rtpmap:97 VP8/90000\r\n",
        );
        let offer = described(
            "",
            "m=audio 5000 RTP/AVP 8 0 110\r\na=rtpmap:110 telephone-event/8000\r\nm=video 0 RTP/AVP 97\r\nm=text 9 RTP/AVP 98\r\n",
        );
        let text = String::from_utf8(answer(&offer, &ours).unwrap()).unwrap();
        assert!(
            text.contains("m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"),
            "{text}"
        );
        assert!(text.contains("m=video 0 RTP/AVP 97\r\nm=text 0 RTP/AVP 98\r\n"), "{text}");
        assert!(!text.contains("opus"));
        assert_eq!(answer(&described("", "m=audio 5000 RTP/AVP 18\r\n"), &ours), None);
        assert_eq!(answer(b"", &ours), None);
    }
}
