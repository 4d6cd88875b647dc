//! A parser of LLDP frames (IEEE 802.1AB), as far as a switch port is told by them. Any bytes may come.

use std::net::IpAddr;
use std::time::Duration;

use roamline_domain::access_network::SwitchPort;
use roamline_domain::mac::MacAddr;

/// Bytes of an Ethernet header before the LLDP data unit.
pub(crate) const ETHERNET_HEADER: usize = 14;

const END: u8 = 0;
const CHASSIS_ID: u8 = 1;
const PORT_ID: u8 = 2;
const TIME_TO_LIVE: u8 = 3;
const SYSTEM_NAME: u8 = 5;

/// What a neighbour on the wire says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Advertisement {
    pub(crate) port: SwitchPort,
    /// How long it holds; zero when the neighbour says goodbye.
    pub(crate) lifetime: Duration,
}

/// Reads an LLDP data unit, without the Ethernet header. `None` unless chassis, port and lifetime are all told.
pub(crate) fn parse(unit: &[u8]) -> Option<Advertisement> {
    let (mut chassis, mut port, mut lifetime, mut system_name) = (None, None, None, None);
    let mut rest = unit;
    while let [first, second, after @ ..] = rest {
        let kind = first >> 1;
        let length = usize::from(u16::from_be_bytes([first & 1, *second]));
        let (value, next) = after.split_at_checked(length)?;
        rest = next;
        match kind {
            END => break,
            CHASSIS_ID => chassis = chassis.or_else(|| identifier(value, 4, 5)),
            PORT_ID => port = port.or_else(|| identifier(value, 3, 4)),
            TIME_TO_LIVE => {
                let seconds = value.first_chunk::<2>().map(|b| u16::from_be_bytes(*b))?;
                lifetime = Some(Duration::from_secs(u64::from(seconds)));
            }
            SYSTEM_NAME => system_name = text(value),
            _ => {}
        }
    }
    let port = SwitchPort { chassis: chassis?, port: port?, system_name };
    Some(Advertisement { port, lifetime: lifetime? })
}

/// A chassis or port ID: MAC addresses in our spelling, IP addresses, else the text as sent.
fn identifier(value: &[u8], mac: u8, network: u8) -> Option<String> {
    let (kind, id) = value.split_first()?;
    if *kind == mac {
        return id.try_into().ok().map(|bytes| MacAddr(bytes).to_string());
    }
    if *kind == network {
        return match id {
            [1, v4 @ ..] => <[u8; 4]>::try_from(v4).ok().map(|b| IpAddr::from(b).to_string()),
            [2, v6 @ ..] => <[u8; 16]>::try_from(v6).ok().map(|b| IpAddr::from(b).to_string()),
            _ => None,
        };
    }
    text(id)
}

/// Text without control characters, bounded as `AccessNetwork::check` bounds it.
pub(crate) fn text(bytes: &[u8]) -> Option<String> {
    const LONGEST: usize = 255;
    let mut text: String = String::from_utf8_lossy(bytes).chars().filter(|c| !c.is_control()).collect();
    text.truncate(text.floor_char_boundary(LONGEST));
    let text = text.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;

    fn tlv(kind: u8, value: &[u8]) -> Vec<u8> {
        let length = u16::try_from(value.len()).unwrap();
        let mut bytes = vec![(kind << 1) | u8::from(length > 255), u8::try_from(length & 0xff).unwrap()];
        bytes.extend_from_slice(value);
        bytes
    }

    fn unit(parts: &[Vec<u8>]) -> Vec<u8> {
        parts.concat()
    }

    fn switch() -> [Vec<u8>; 5] {
        [
            tlv(1, &[4, 0x00, 0x1b, 0x21, 0xdd, 0x00, 0x01]),
            tlv(2, b"\x05Gi1/0/12"),
            tlv(3, &[0, 120]),
            tlv(5, b"access-3\0"),
            tlv(0, &[]),
        ]
    }

    #[test]
    fn a_switch_tells_its_port() {
        let told = parse(&unit(&switch())).unwrap();
        assert_eq!(told.port.chassis, "00:1b:21:dd:00:01");
        assert_eq!(told.port.port, "Gi1/0/12");
        assert_eq!(told.port.system_name.as_deref(), Some("access-3"));
        assert_eq!(told.lifetime, Duration::from_secs(120));
    }

    #[test]
    fn addresses_and_long_texts_keep_their_form() {
        let mut parts = switch();
        parts[0] = tlv(1, &[5, 1, 192, 0, 2, 7]);
        parts[1] = tlv(2, &[&[7_u8][..], &[b'x'; 300]].concat());
        let told = parse(&unit(&parts)).unwrap();
        assert_eq!(told.port.chassis, "192.0.2.7");
        assert_eq!(told.port.port.len(), 255);
    }

    #[test]
    fn what_lacks_a_mandatory_part_is_nothing() {
        for absent in 0..3 {
            let mut parts = switch().to_vec();
            parts.remove(absent);
            assert_eq!(parse(&unit(&parts)), None);
        }
        let whole = unit(&switch());
        assert_eq!(parse(&whole[..20]), None, "cut off within a part");
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            if let Some(told) = parse(&bytes) {
                prop_assert!(told.port.chassis.len() <= 255 && told.port.port.len() <= 255);
                prop_assert!(!told.port.port.chars().any(char::is_control));
            }
        }

        #[test]
        fn a_damaged_frame_is_survived(at in 0_usize..40, with in any::<u8>()) {
            let mut bytes = unit(&switch());
            let at = at % bytes.len();
            bytes[at] = with;
            let _ = parse(&bytes);
        }
    }
}
