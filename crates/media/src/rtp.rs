//! The fixed header of an RTP packet (RFC 3550 section 5.1). It is not encrypted, whatever follows it.

/// Length of the header without sources and extension, in bytes.
const FIXED: usize = 12;

/// What a relay reads of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Counts the packets of a source, and wraps.
    pub sequence: u16,
    /// Who sends: a number that the sender chose.
    pub ssrc: u32,
    /// Where the payload begins, in bytes: behind the sources that were mixed and the extension.
    pub length: usize,
}

impl Header {
    /// Reads a packet's header; `None` for what is no packet of version 2, or shorter than it says.
    #[must_use]
    pub fn read(packet: &[u8]) -> Option<Self> {
        let (fixed, rest) = packet.split_first_chunk::<FIXED>()?;
        let [first, _, s0, s1, _, _, _, _, a, b, c, d] = *fixed;
        if first >> 6 != 2 {
            return None;
        }
        let sources = usize::from(first & 0x0f) * 4;
        let mut length = FIXED + sources;
        let rest = rest.get(sources..)?;
        if first & 0x10 != 0 {
            let [_, _, high, low] = *rest.first_chunk()?;
            let words = usize::from(u16::from_be_bytes([high, low]));
            rest.get(4 + words * 4..)?;
            length += 4 + words * 4;
        }
        Some(Self { sequence: u16::from_be_bytes([s0, s1]), ssrc: u32::from_be_bytes([a, b, c, d]), length })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    /// A packet with so many sources, an extension of so many words, and a payload.
    fn packet(sources: u8, extension: Option<u16>, payload: usize) -> Vec<u8> {
        let mut packet = vec![0x80 | sources | if extension.is_some() { 0x10 } else { 0 }, 0];
        packet.extend([0x12, 0x34, 0, 0, 0, 1, 0xde, 0xad, 0xbe, 0xef]);
        packet.resize(packet.len() + usize::from(sources) * 4, 7);
        if let Some(words) = extension {
            packet.extend([0xbe, 0xde]);
            packet.extend(words.to_be_bytes());
            packet.resize(packet.len() + usize::from(words) * 4, 9);
        }
        packet.resize(packet.len() + payload, 0xff);
        packet
    }

    proptest! {
        #[test]
        fn the_payload_begins_behind_sources_and_extension(
            sources in 0u8..16, extension in proptest::option::of(0u16..40), payload in 0usize..200,
        ) {
            let whole = packet(sources, extension, payload);
            let read = Header::read(&whole).unwrap();
            prop_assert_eq!((read.sequence, read.ssrc), (0x1234, 0xdead_beef));
            prop_assert_eq!(read.length, whole.len() - payload);
            prop_assert_eq!(Header::read(&whole[..read.length - 1]), None);
        }

        #[test]
        fn anything_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            if let Some(read) = Header::read(&bytes) {
                prop_assert!(read.length <= bytes.len());
                prop_assert_eq!(bytes[0] >> 6, 2);
            }
        }
    }
}
