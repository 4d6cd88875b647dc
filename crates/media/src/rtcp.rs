//! What tells RTCP from RTP (RFC 5761 section 4), and what a relay can check of a packet that may be encrypted behind its first
//! eight bytes.

/// Length of the part that is never encrypted: header and sender (RFC 3711 section 3.4).
const CLEAR: usize = 8;

/// Whether a packet at a port for both is RTCP: by its type, which no payload type of RTP has together with a marker.
#[must_use]
pub fn is_rtcp(packet: &[u8]) -> bool {
    matches!(packet, [first, 192..=223, ..] if first >> 6 == 2)
}

/// Who sends an RTCP packet; `None` for what is none of version 2, or shorter than its first part says.
#[must_use]
pub fn sender(packet: &[u8]) -> Option<u32> {
    if !is_rtcp(packet) {
        return None;
    }
    let [_, _, high, low, a, b, c, d] = *packet.first_chunk::<CLEAR>()?;
    packet.get(..(usize::from(u16::from_be_bytes([high, low])) + 1) * 4)?;
    Some(u32::from_be_bytes([a, b, c, d]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const REPORT: [u8; 8] = [0x80, 201, 0, 1, 0, 0, 0, 5];

    #[test]
    fn a_report_is_known_by_its_type_and_has_a_sender() {
        assert_eq!(sender(&REPORT), Some(5));
        assert!(!is_rtcp(&[0x80, 0x80, 0, 1]), "PCMU with a marker");
        assert!(!is_rtcp(&[0x40, 201, 0, 1]), "another version");
        assert_eq!(sender(&REPORT[..7]), None);
        assert_eq!(sender(&[0x80, 201, 0, 2, 0, 0, 0, 5]), None, "shorter than it says");
    }

    proptest! {
        #[test]
        fn anything_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            prop_assert!(sender(&bytes).is_none() || bytes.len() >= CLEAR);
        }
    }
}
