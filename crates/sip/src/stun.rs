//! STUN on a SIP socket: a phone behind NAT asks where it is seen from, to keep the way to it open (RFC 5626 section 8, RFC 8489).

use bytes::Bytes;
use std::net::{IpAddr, SocketAddr};

const COOKIE: u32 = 0x2112_A442;
const REQUEST: [u8; 2] = [0x00, 0x01];
const RESPONSE: [u8; 2] = [0x01, 0x01];
const XOR_MAPPED_ADDRESS: [u8; 2] = [0x00, 0x20];
/// Attributes below this have to be understood by whoever answers (RFC 8489 section 14).
const OPTIONAL: u8 = 0x80;

/// The answer to a binding request that came from this address; `None` for what is none, or asks for more than an address.
pub fn answer(datagram: &[u8], from: SocketAddr) -> Option<Bytes> {
    let (head, attributes) = datagram.split_at_checked(20)?;
    let (kind, rest) = head.split_first_chunk::<2>()?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let (cookie, transaction) = rest.split_first_chunk::<4>()?;
    let is_whole = usize::from(u16::from_be_bytes(*length)) == attributes.len();
    if *kind != REQUEST || u32::from_be_bytes(*cookie) != COOKIE || !is_whole || !are_optional(attributes) {
        return None;
    }
    let key: Vec<u8> = cookie.iter().chain(transaction).copied().collect();
    let xored = |bytes: &[u8]| bytes.iter().zip(&key).map(|(byte, key)| byte ^ key).collect::<Vec<u8>>();
    let (family, address) = match from.ip() {
        IpAddr::V4(ip) => (1, xored(&ip.octets())),
        IpAddr::V6(ip) => (2, xored(&ip.octets())),
    };
    let size = u16::try_from(4 + address.len()).ok()?;
    let mut out = Vec::with_capacity(44);
    out.extend(RESPONSE);
    out.extend((size + 4).to_be_bytes());
    out.extend(key.iter());
    out.extend(XOR_MAPPED_ADDRESS);
    out.extend(size.to_be_bytes());
    out.extend([0, family]);
    out.extend(xored(&from.port().to_be_bytes()));
    out.extend(address);
    Some(out.into())
}

fn are_optional(mut attributes: &[u8]) -> bool {
    while let Some((kind, rest)) = attributes.split_first_chunk::<2>() {
        let Some((length, rest)) = rest.split_first_chunk::<2>() else { return false };
        let padded = usize::from(u16::from_be_bytes(*length)).next_multiple_of(4);
        let (true, Some((_, rest))) = (kind[0] >= OPTIONAL, rest.split_at_checked(padded)) else {
            return false;
        };
        attributes = rest;
    }
    attributes.is_empty()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn request(attributes: &[u8]) -> Vec<u8> {
        let length = u16::try_from(attributes.len()).unwrap().to_be_bytes();
        [&REQUEST[..], &length, &COOKIE.to_be_bytes(), b"0123456789ab", attributes].concat()
    }

    /// RFC 5769 section 2.2 and 2.3 have these addresses; the transaction is theirs.
    #[test]
    fn an_address_is_written_as_the_rfcs_test_vectors_have_it() {
        let transaction = [0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86, 0xfa, 0x87, 0xdf, 0xae];
        let asked = [&REQUEST[..], &[0, 0], &COOKIE.to_be_bytes(), &transaction].concat();
        let v4 = answer(&asked, "192.0.2.1:32853".parse().unwrap()).unwrap();
        assert_eq!(v4[20..], [0x00, 0x20, 0x00, 0x08, 0x00, 0x01, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43]);
        let v6 = answer(&asked, "[2001:db8:1234:5678:11:2233:4455:6677]:32853".parse().unwrap()).unwrap();
        let expected = [
            0x00, 0x20, 0x00, 0x14, 0x00, 0x02, 0xa1, 0x47, 0x01, 0x13, 0xa9, 0xfa, 0xa5, 0xd3, 0xf1, 0x79,
            0xbc, 0x25, 0xf4, 0xb5, 0xbe, 0xd2, 0xb9, 0xd9,
        ];
        assert_eq!(v6[20..], expected);
        assert_eq!(v6[..4], [0x01, 0x01, 0x00, 0x18]);
    }

    #[test]
    fn what_asks_for_something_else_is_not_answered() {
        let from = "192.0.2.1:5060".parse().unwrap();
        assert!(answer(&request(&[]), from).is_some());
        assert!(answer(&request(&[0x80, 0x22, 0, 3, b'a', b'b', b'c', 0]), from).is_some(), "SOFTWARE");
        for wrong in [
            request(&[0x00, 0x06, 0, 0]),
            request(&[0x80, 0x22, 0, 9, 0, 0, 0, 0]),
            request(&[0x80]),
            request(&[])[..19].to_vec(),
            [request(&[]), vec![0; 4]].concat(),
            b"OPTIONS sip:a SIP/2.0\r\n".to_vec(),
        ] {
            assert_eq!(answer(&wrong, from), None, "{wrong:?}");
        }
        let mut other = request(&[]);
        other[4] = 0;
        assert_eq!(answer(&other, from), None, "no cookie");
    }
}
