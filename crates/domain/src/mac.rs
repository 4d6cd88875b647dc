//! Link-layer addresses and what can be told from them alone.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A 48-bit IEEE 802 MAC address. Written as six lower-case hex pairs, `00:1b:21:3c:4d:5e`; parsed in all spellings in which
/// switches, telephones and operating systems show one (see [`MacAddr::from_str`]).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MacAddr(pub [u8; 6]);

impl MacAddr {
    /// All zero: what operating systems report for "not known yet". Never fingerprinted.
    pub const UNKNOWN: MacAddr = MacAddr([0; 6]);

    /// True for the all-zero address.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        self == Self::UNKNOWN
    }

    /// True for a virtual router's address, which many networks share and which therefore names none of them:
    /// VRRP (RFC 9568 section 7.3, IPv4 and IPv6; CARP uses the same block), HSRP v1 and v2, GLBP.
    #[must_use]
    pub fn is_virtual_router(self) -> bool {
        matches!(
            self.0,
            [0x00, 0x00, 0x5e, 0x00, 0x01 | 0x02, _]
                | [0x00, 0x00, 0x0c, 0x07, 0xac, _]
                | [0x00, 0x00, 0x0c, 0x9f, 0xf0..=0xff, _]
                | [0x00, 0x05, 0x73, 0xa0, 0x00..=0x0f, _]
                | [0x00, 0x07, 0xb4, 0x00, _, _]
        )
    }

    /// True when the "locally administered" bit is set (IEEE 802-2014 section 8.2.2): phone hotspots make such
    /// addresses up anew, so they do not last.
    #[must_use]
    pub fn is_locally_administered(self) -> bool {
        self.0[0] & 0x02 != 0
    }

    /// True when this address by itself tells one router from all others, for good (docs/rules.md, Network key).
    #[must_use]
    pub fn is_unique_and_lasting(self) -> bool {
        !self.is_unknown() && !self.is_virtual_router() && !self.is_locally_administered()
    }
}

impl fmt::Display for MacAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.0;
        write!(f, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{g:02x}")
    }
}

impl fmt::Debug for MacAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is no MAC address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a MAC address is twelve hex digits, such as 00:1b:21:3c:4d:5e")]
pub struct InvalidMac;

impl FromStr for MacAddr {
    type Err = InvalidMac;

    /// Takes twelve hex digits in either case, bare or behind `0x`, or in equal groups of two (`:`, `-`, `.` or a blank
    /// between them), four or six (`:`, `-` or `.`); and six groups of one or two with `:`, as some systems leave zeros out.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let bare = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
        let separator = bare.chars().find(|c| !c.is_ascii_hexdigit());
        let groups: Vec<&str> =
            separator.map_or_else(|| vec![bare], |separator| bare.split(separator).collect());
        let is_group = |group: &&str| match (groups.len(), separator) {
            (1, _) => group.len() == 12 && separator.is_none(),
            (2 | 3, Some(':' | '-' | '.')) => group.len() * groups.len() == 12,
            (6, Some('-' | '.' | ' ')) => group.len() == 2,
            (6, Some(':')) => matches!(group.len(), 1 | 2),
            _ => false,
        };
        if !groups.iter().all(is_group) {
            return Err(InvalidMac);
        }
        let width = 12 / groups.len();
        let digits: String = groups.iter().map(|group| format!("{group:0>width$}")).collect();
        let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let value = u64::from_str_radix(&digits, 16).ok().filter(|_| is_hex).ok_or(InvalidMac)?;
        let [_, _, bytes @ ..] = value.to_be_bytes();
        Ok(MacAddr(bytes))
    }
}

impl Serialize for MacAddr {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MacAddr {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("00:1b:21:3c:4d:5e")]
    #[case("00-1B-21-3C-4D-5E")]
    #[case("00.1b.21.3c.4d.5e")]
    #[case("00 1b 21 3c 4d 5e")]
    #[case("0:1b:21:3c:4d:5e")]
    #[case("001b.213c.4d5e")]
    #[case("001B-213C-4D5E")]
    #[case("001b21-3c4d5e")]
    #[case("001b213c4d5e")]
    #[case("0x001b213c4d5e")]
    fn all_spellings_name_the_same_address(#[case] text: &str) {
        assert_eq!(text.parse::<MacAddr>().map(|m| m.to_string()), Ok("00:1b:21:3c:4d:5e".to_owned()));
    }

    #[rstest]
    #[case("")]
    #[case("00:1b:21:3c:4d")]
    #[case("00:1b:21:3c:4d:5e:6f")]
    #[case("00:1b:21:3c:4d:+e")]
    #[case("00:1b:21:3c:4d:+5")]
    #[case("0-1b-21-3c-4d-5e")]
    #[case("00:1b:21-3c:4d:5e")]
    #[case("001b:213c4d5e")]
    #[case("00:1b:21:3c:4d:")]
    #[case("001b213c4d5")]
    #[case("001b213c4d5e6")]
    #[case("00é1b213c4d5")]
    fn other_texts_are_refused(#[case] text: &str) {
        assert_eq!(text.parse::<MacAddr>(), Err(InvalidMac));
    }

    #[rstest]
    #[case::vrrp4("00:00:5e:00:01:07", false)]
    #[case::vrrp6("00:00:5e:00:02:07", false)]
    #[case::hsrp1("00:00:0c:07:ac:01", false)]
    #[case::hsrp2("00:00:0c:9f:f0:01", false)]
    #[case::hsrp6("00:05:73:a0:00:01", false)]
    #[case::glbp("00:07:b4:00:01:01", false)]
    #[case::hotspot("9e:3a:11:22:33:44", false)]
    #[case::unknown("00:00:00:00:00:00", false)]
    #[case::router("00:1b:21:3c:4d:5e", true)]
    fn only_a_real_router_is_unique_and_lasting(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(text.parse::<MacAddr>().map(MacAddr::is_unique_and_lasting), Ok(expected));
    }
}
