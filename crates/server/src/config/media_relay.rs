//! By what sound goes, as flags say it.

use std::convert::Infallible;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// What forwards sound for telephones that do not reach each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaRelay {
    /// The relay that the server brings.
    BuiltIn,
    /// rtpengine, at the host and port of its control messages.
    Rtpengine(String),
}

impl FromStr for MediaRelay {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "built-in" => Self::BuiltIn,
            host => Self::Rtpengine(host.to_owned()),
        })
    }
}

/// UDP ports, written as 30000-39999.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortRange(pub RangeInclusive<u16>);

/// What is no range of ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write ports as FIRST-LAST, such as 30000-39999")]
pub struct NoPortRange;

impl FromStr for PortRange {
    type Err = NoPortRange;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (first, last) = text.split_once('-').ok_or(NoPortRange)?;
        let port = |text: &str| text.trim().parse::<u16>().ok().filter(|port| *port != 0);
        let (first, last) = port(first).zip(port(last)).ok_or(NoPortRange)?;
        if first < last { Ok(Self(first..=last)) } else { Err(NoPortRange) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_a_range() {
        assert_eq!("30000-39999".parse(), Ok(PortRange(30_000..=39_999)));
        for wrong in ["30000", "39999-30000", "5-5", "0-7", "1-70000", "a-b", "-", ""] {
            assert_eq!(wrong.parse::<PortRange>(), Err(NoPortRange), "{wrong}");
        }
    }

    #[test]
    fn a_relay_is_built_in_or_somewhere() {
        assert_eq!("built-in".parse(), Ok(MediaRelay::BuiltIn));
        assert_eq!("127.0.0.1:2223".parse(), Ok(MediaRelay::Rtpengine("127.0.0.1:2223".into())));
    }
}
