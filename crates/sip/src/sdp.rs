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

/// Whether the writer holds the other side: its streams neither take nor, by the old way, have an address.
pub fn direction(sdp: &[u8]) -> Direction {
    let mut session = Direction::Both;
    let mut streams: Vec<Direction> = Vec::new();
    for line in lines(sdp) {
        if line.starts_with(b"m=") {
            streams.push(session);
        } else if line == b"a=sendonly" || line == b"a=inactive" || line == b"c=IN IP4 0.0.0.0" {
            *streams.last_mut().unwrap_or(&mut session) = Direction::Holding;
        } else if (line == b"a=sendrecv" || line == b"a=recvonly") && !streams.is_empty() {
            *streams.last_mut().unwrap_or(&mut session) = Direction::Both;
        }
    }
    if !streams.is_empty() && streams.iter().all(|d| *d == Direction::Holding) {
        Direction::Holding
    } else {
        Direction::Both
    }
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
            let mut words: Vec<&str> = text.split(' ').collect();
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
