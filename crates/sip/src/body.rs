//! Bodies, and those that consist of parts (RFC 2046 section 5.1, RFC 5621).

use crate::message::{Message, head_end, unfold};
use bytes::Bytes;

/// Parts that are looked at, in all: a body of more is no telephone's.
const MAX_PARTS: usize = 32;
/// How deep parts may stand within parts.
const MAX_DEPTH: usize = 4;

/// A body with its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The whole Content-Type value.
    pub kind: String,
    /// The content.
    pub bytes: Bytes,
}

impl Body {
    /// A session description.
    pub fn sdp(bytes: impl Into<Bytes>) -> Self {
        Self { kind: "application/sdp".into(), bytes: bytes.into() }
    }

    /// A session description, if there is one, and a document beside it.
    pub fn multipart(offer: Option<&Self>, document: &[u8], kind: &str, id: &str) -> Self {
        let holds = |body: &[u8], boundary: &str| {
            body.windows(boundary.len()).any(|part| part == boundary.as_bytes())
        };
        let bodies = || offer.map(|offer| &*offer.bytes).into_iter().chain([document]);
        let mut boundary = "roamline-part".to_owned();
        while bodies().any(|body| holds(body, &boundary)) {
            boundary.push('x');
        }
        let mut bytes = Vec::with_capacity(document.len() + 1_000);
        let mut part = |head: String, body: &[u8]| {
            bytes.extend_from_slice(format!("--{boundary}\r\n{head}\r\n").as_bytes());
            bytes.extend_from_slice(body);
            bytes.extend_from_slice(b"\r\n");
        };
        if let Some(offer) = offer {
            part(format!("Content-Type: {}\r\n", offer.kind), &offer.bytes);
        }
        part(format!("Content-Type: {kind}\r\nContent-ID: <{id}>\r\n"), document);
        bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        Self { kind: format!("multipart/mixed;boundary={boundary}"), bytes: bytes.into() }
    }

    /// The body of a message, if it has one. One without a type is a session description (RFC 3261 section 7.4.1 lets none be
    /// without; nothing else is sent so).
    pub fn of(message: &Message) -> Option<Self> {
        if message.body.is_empty() {
            return None;
        }
        Some(Self { kind: message.content_type().to_owned(), bytes: message.body.clone() })
    }

    /// The session description that is the body of a message.
    pub fn described(message: &Message) -> Option<Self> {
        Self::of(message).filter(Self::is_sdp)
    }

    /// The session description: the body itself, or the first one among its parts. None where there is none in it.
    pub fn description(&self) -> Option<Self> {
        if self.is_sdp() {
            return Some(self.clone());
        }
        self.parts().into_iter().find(Self::is_sdp)
    }

    /// All parts of a body, those within others as well; none where it is one piece.
    pub fn parts(&self) -> Vec<Self> {
        let mut found = Vec::new();
        self.collect(MAX_DEPTH, &mut found);
        found
    }

    fn collect(&self, depth: usize, found: &mut Vec<Self>) {
        let (Some(boundary), Some(depth)) = (self.boundary(), depth.checked_sub(1)) else { return };
        for part in split(&self.bytes, &boundary) {
            if found.len() == MAX_PARTS {
                return;
            }
            let part = Self::of_part(&part);
            found.push(part.clone());
            part.collect(depth, found);
        }
    }

    fn of_part(part: &Bytes) -> Self {
        // A part may have no header lines at all.
        let bare = ["\r\n", "\n"].into_iter().find(|end| part.starts_with(end.as_bytes()));
        let head = bare.map_or_else(|| head_end(part).unwrap_or(part.len()), str::len);
        let mut bytes = part.clone();
        let head = unfold(&String::from_utf8_lossy(&bytes.split_to(head)));
        let kind = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            let is_type = ["content-type", "c"].iter().any(|known| name.trim().eq_ignore_ascii_case(known));
            is_type.then(|| value.trim().to_owned())
        });
        Self { kind: kind.unwrap_or_else(|| "text/plain".into()), bytes }
    }

    /// What its parts are divided by; none where it has no parts.
    fn boundary(&self) -> Option<String> {
        let (kind, parameters) = self.kind.split_once(';')?;
        if !kind.trim().to_ascii_lowercase().starts_with("multipart/") {
            return None;
        }
        let parameters = crate::text::Params::read(parameters);
        parameters.get("boundary").map(crate::text::unquote).filter(|boundary| !boundary.is_empty())
    }

    /// Its type without parameters, in lower case.
    pub fn kind(&self) -> String {
        self.kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// Whether it is a plain session description (and not one among the parts of something else).
    pub fn is_sdp(&self) -> bool {
        self.kind() == "application/sdp"
    }
}

/// What stands between the dividing lines. The line's end before a dividing line belongs to that line; where the last one is
/// missing, what is there counts.
fn split(body: &Bytes, boundary: &str) -> Vec<Bytes> {
    let (mut parts, mut begin, mut at) = (Vec::new(), None, 0);
    let part = |begin: Option<usize>, end: usize| {
        let whole = body.slice(begin?..end.max(begin?));
        let inner = whole.strip_suffix(b"\n").map(|inner| inner.strip_suffix(b"\r").unwrap_or(inner));
        Some(inner.map_or_else(|| whole.clone(), |inner| whole.slice_ref(inner)))
    };
    for line in body.split_inclusive(|b| *b == b'\n') {
        let start = at;
        at += line.len();
        let Some(rest) = line.strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary.as_bytes()))
        else {
            continue;
        };
        let is_last = match rest.trim_ascii() {
            b"" => false,
            b"--" => true,
            _ => continue,
        };
        parts.extend(part(begin, start));
        begin = (!is_last).then_some(at);
        if is_last || parts.len() == MAX_PARTS {
            return parts;
        }
    }
    parts.extend(part(begin, body.len()));
    parts
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const SDP: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nm=audio 4100 RTP/AVP 0\r\n";

    fn mixed(text: &[u8]) -> Body {
        Body { kind: "multipart/mixed; boundary=\"part\"".into(), bytes: Bytes::copy_from_slice(text) }
    }

    #[test]
    fn the_description_is_found_beside_what_is_no_text() {
        let isup = b"\xff\x00\x80--part\xfe".to_vec();
        let head = b"--part\r\nContent-Type: application/isup; version=itu-t92+\r\n\
                     Content-Disposition: signal; handling=optional\r\n\r\n";
        let body = [
            &head[..],
            &isup,
            b"\r\n--part\r\nc: Application/SDP\r\n\r\n",
            SDP.as_bytes(),
            b"\r\n--part--\r\n",
        ]
        .concat();
        let body = mixed(&body);
        assert_eq!(body.description().unwrap().bytes, SDP.as_bytes());
        let parts = body.parts();
        assert_eq!(parts.len(), 2);
        assert_eq!((parts[0].kind().as_str(), &parts[0].bytes[..]), ("application/isup", &isup[..]));
    }

    #[test]
    fn it_is_found_within_parts_with_bare_line_ends_and_where_the_end_is_missing() {
        let inner = format!("--in\nContent-Type:\n application/sdp\n\n{SDP}\n--in--\n");
        let outer = format!(
            "preamble\n--part\n\nplain\n--part\nContent-Type: multipart/alternative;boundary=in\n\n{inner}"
        );
        let body = mixed(outer.as_bytes());
        assert_eq!(body.description().unwrap().bytes, SDP.as_bytes());
        assert_eq!(body.parts()[0].kind(), "text/plain");
        assert_eq!(&body.parts()[0].bytes[..], b"plain");
    }

    #[test]
    fn what_has_no_description_has_none_and_nothing_is_endless() {
        assert_eq!(mixed(b"--part\r\n\r\nx\r\n--part--").description(), None);
        assert_eq!(Body { kind: "multipart/mixed".into(), bytes: SDP.into() }.description(), None);
        let many = "--part\r\n\r\n".repeat(10_000);
        assert!(mixed(many.as_bytes()).parts().len() <= MAX_PARTS);
        let deep = "--part\r\nContent-Type: multipart/mixed;boundary=part\r\n\r\n".repeat(100);
        assert!(mixed(deep.as_bytes()).parts().len() <= MAX_PARTS);
        assert_eq!(Body::sdp(SDP).description(), Some(Body::sdp(SDP)));
    }

    #[test]
    fn what_is_put_together_is_taken_apart() {
        let document = b"<a>--roamline-part\r\n</a>";
        let body = Body::multipart(Some(&Body::sdp(SDP)), document, "application/pidf+xml", "x@y");
        let parts = body.parts();
        assert_eq!(parts[0], Body::sdp(SDP));
        assert_eq!(&parts[1].bytes[..], document);
    }
}
