//! Session descriptions as the built-in relay reads and writes them: where each stream is to go, and where it goes instead.

use roamline_media::relay::{Described, MAX_STREAMS, Protection};
use roamline_media::sdes::Crypto;
use std::net::{IpAddr, SocketAddr};

/// Why a description cannot be relayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unreadable {
    /// There is no stream in it, or one whose line says nothing.
    #[error("a description that cannot be read")]
    Malformed,
    /// More streams than a session has.
    #[error("a description with more than {MAX_STREAMS} streams")]
    TooManyStreams,
}

/// What leads past a relay, or is its own to say: candidates and what belongs to them, where reports go, and several streams by one
/// port.
const REMOVED: [&str; 8] = [
    "a=candidate:",
    "a=remote-candidates:",
    "a=end-of-candidates",
    "a=ice-",
    "a=rtcp:",
    "a=group:BUNDLE",
    "a=bundle-only",
    "a=rtcp-mux-only",
];

/// The lines, without their ends.
fn lines(sdp: &[u8]) -> impl Iterator<Item = &[u8]> {
    sdp.split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .filter(|line| !line.is_empty())
}

fn text(line: &[u8]) -> &str {
    std::str::from_utf8(line).unwrap_or_default()
}

/// Whether a line begins so, in any case.
fn begins(line: &[u8], with: &str) -> bool {
    line.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with.as_bytes()))
}

/// What stands behind the beginning of a line.
fn behind<'a>(line: &'a [u8], start: &str) -> Option<&'a str> {
    begins(line, start).then(|| line.get(start.len()..).map(text)).flatten()
}

/// The address of a `c=` line; `None` for a name.
fn address(connection: &str) -> Option<IpAddr> {
    connection.split_ascii_whitespace().nth(2)?.parse().ok()
}

/// What is read of one stream.
struct Stream<'a> {
    port: u16,
    proto: &'a str,
    address: Option<IpAddr>,
    has_address: bool,
    control: Option<&'a str>,
    keys: Vec<Crypto>,
    /// Of a certificate: its key is agreed on by a handshake at the same port (RFC 5763).
    has_fingerprint: bool,
}

impl<'a> Stream<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let mut words = line.split_ascii_whitespace().skip(1);
        let (port, proto) = (words.next()?, words.next()?);
        let port = port.split('/').next()?.parse().ok()?;
        Some(Self {
            port,
            proto,
            address: None,
            has_address: false,
            control: None,
            keys: Vec::new(),
            has_fingerprint: false,
        })
    }

    /// Whether it goes by datagrams, and is used at all.
    fn is_relayed(&self) -> bool {
        let proto = self.proto.to_ascii_uppercase();
        let by_datagrams = proto.starts_with("RTP/") || proto.starts_with("UDP/") || proto == "UDPTL";
        self.port != 0 && by_datagrams
    }

    fn protection(self) -> Protection {
        let proto = self.proto.to_ascii_uppercase();
        let is_secure = proto.ends_with("/SAVP") || proto.ends_with("/SAVPF");
        match proto.starts_with("RTP/") && !self.has_fingerprint {
            // A key beside a plain profile promises nothing.
            true if !is_secure => Protection::None,
            true if !self.keys.is_empty() => Protection::Keys(self.keys),
            _ => Protection::Other,
        }
    }

    fn described(self, session: Option<IpAddr>) -> Option<Described> {
        if !self.is_relayed() {
            return None;
        }
        let address = if self.has_address { self.address } else { session };
        let media = address.map(|ip| SocketAddr::new(ip, self.port));
        let next = self.port.checked_add(1);
        let control = self.control.and_then(|control| {
            let mut words = control.split_ascii_whitespace();
            let port = words.next()?.parse().ok()?;
            // `IN IP4 192.0.2.1` may follow (RFC 3605).
            let ip = words.nth(2).and_then(|ip| ip.parse().ok()).or(address)?;
            Some(SocketAddr::new(ip, port))
        });
        let control = control.or_else(|| Some(SocketAddr::new(address?, next?)));
        Some(Described { media, control, protection: self.protection() })
    }
}

/// Reads where each stream is to go; `None` for one that is not used, or not relayed.
///
/// # Errors
/// [`Unreadable`].
pub(crate) fn read(sdp: &[u8]) -> Result<Vec<Option<Described>>, Unreadable> {
    let (mut session, mut has_fingerprint) = (None, false);
    let mut streams: Vec<Stream<'_>> = Vec::new();
    for line in lines(sdp) {
        if begins(line, "m=") {
            if streams.len() >= MAX_STREAMS {
                return Err(Unreadable::TooManyStreams);
            }
            let stream = Stream::of(text(line)).ok_or(Unreadable::Malformed)?;
            streams.push(Stream { has_fingerprint, ..stream });
            continue;
        }
        let connection = behind(line, "c=").map(address);
        match streams.last_mut() {
            None => {
                session = connection.unwrap_or(session);
                has_fingerprint |= begins(line, "a=fingerprint:");
            }
            Some(stream) => {
                if let Some(connection) = connection {
                    (stream.address, stream.has_address) = (connection, true);
                }
                stream.control = behind(line, "a=rtcp:").or(stream.control);
                stream.has_fingerprint |= begins(line, "a=fingerprint:");
                stream.keys.extend(behind(line, "a=crypto:").and_then(Crypto::read));
            }
        }
    }
    if streams.is_empty() {
        return Err(Unreadable::Malformed);
    }
    Ok(streams.into_iter().map(|stream| stream.described(session)).collect())
}

/// The same description with the relay's address, and with its ports for the streams that have one.
pub(crate) fn write(sdp: &[u8], address: IpAddr, ports: &[Option<u16>]) -> Vec<u8> {
    let kind = if address.is_ipv4() { "IP4" } else { "IP6" };
    let ours = format!("c=IN {kind} {address}");
    let mut out = Vec::with_capacity(sdp.len() + 64);
    let mut put = |line: &[u8]| {
        out.extend_from_slice(line);
        out.extend_from_slice(b"\r\n");
    };
    let own_connections = connections(sdp);
    let mut ports = ports.iter();
    let mut session: Option<&[u8]> = None;
    let (mut stream, mut relayed) = (None, None);
    for line in lines(sdp) {
        if begins(line, "m=") {
            let index = stream.map_or(0, |index: usize| index + 1);
            stream = Some(index);
            relayed = ports.next().copied().flatten();
            match relayed {
                Some(port) => put(with_port(text(line), port).as_bytes()),
                None => put(line),
            }
            // What is not relayed stays where it is, whatever stands above all streams.
            let has_own = own_connections.get(index).copied().unwrap_or_default();
            if let (None, Some(theirs), false) = (relayed, session, has_own) {
                put(theirs);
            }
        } else if let Some(connection) = behind(line, "c=") {
            session = if stream.is_none() { Some(line) } else { session };
            // The address of nobody says that nothing is wanted.
            let is_nobody = self::address(connection).is_some_and(|ip| ip.is_unspecified());
            let stays = is_nobody || (stream.is_some() && relayed.is_none());
            put(if stays { line } else { ours.as_bytes() });
        } else if relayed.is_none() && stream.is_some() || !REMOVED.iter().any(|of| begins(line, of)) {
            put(line);
        }
    }
    out
}

/// Of each stream, whether it has an address of its own.
fn connections(sdp: &[u8]) -> Vec<bool> {
    let mut own = Vec::new();
    for line in lines(sdp) {
        if begins(line, "m=") {
            own.push(false);
        } else if let Some(last) = own.last_mut() {
            *last |= begins(line, "c=");
        }
    }
    own
}

/// An `m=` line with another port.
fn with_port(line: &str, port: u16) -> String {
    let mut words: Vec<String> = line.split_ascii_whitespace().map(str::to_owned).collect();
    if let Some(word) = words.get_mut(1) {
        *word = port.to_string();
    }
    words.join(" ")
}

#[cfg(test)]
mod tests;
