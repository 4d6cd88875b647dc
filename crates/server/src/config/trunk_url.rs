//! Trunks as they are written on the command line.

use roamline_switch::{AsksFor, EmergencyRoute, LocationBy, Transport};

/// A way out to the public network, as it is written on the command line.
#[derive(Clone, PartialEq, Eq)]
pub struct TrunkUrl {
    pub(crate) host: String,
    /// None where it is not said.
    pub(crate) port: Option<u16>,
    /// None where it is not said.
    pub(crate) transport: Option<Transport>,
    pub(crate) login: Option<(String, String)>,
    pub(crate) registers: bool,
    pub(crate) emergency: Option<EmergencyRoute>,
    /// The number that is dialled there for the emergency services by their name.
    pub(crate) emergency_number: Option<String>,
    pub(crate) ordinary: bool,
    /// To people who ask where the caller is before they pass the call on.
    pub(crate) screening: bool,
    /// How often it is asked whether it is there.
    pub(crate) check_seconds: Option<u32>,
}

impl std::fmt::Debug for TrunkUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TrunkUrl").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

impl std::str::FromStr for TrunkUrl {
    type Err = String;

    /// `sip://user:password@host:port?transport=tcp&register`. Without `transport` it is reached by TCP, and by UDP where that is
    /// refused or silent. With `emergency`, or `emergency=only`, emergency calls leave by it also, or alone;
    /// `emergency=screening` takes those from where nobody has confirmed the place. `request=sos` asks for the service by
    /// its name, `number=112` says what is dialled for it instead, `location=reference` or `none` how the place goes along.
    /// `check=60` asks it each minute whether it is there.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "write a trunk as sip://user:password@host:port?transport=tcp&register".to_owned();
        let url = url::Url::parse(text).map_err(|_| wrong())?;
        let host =
            url.host_str().filter(|host| !host.is_empty() && url.scheme() == "sip").ok_or_else(wrong)?;
        let part = |text: &str| {
            let encoded = format!("x={}", text.replace('+', "%2B"));
            let mut pairs = url::form_urlencoded::parse(encoded.as_bytes());
            pairs.next().map(|(_, value)| value.into_owned()).unwrap_or_default()
        };
        let login = (!url.username().is_empty())
            .then(|| (part(url.username()), part(url.password().unwrap_or_default())));
        let mut trunk = Self {
            host: host.to_owned(),
            port: url.port(),
            transport: None,
            login,
            registers: false,
            emergency: None,
            emergency_number: None,
            ordinary: true,
            screening: false,
            check_seconds: None,
        };
        let mut route = EmergencyRoute::default();
        let mut is_told_how = false;
        for (name, value) in url.query_pairs() {
            match (name.as_ref(), value.as_ref()) {
                ("transport", "udp") => trunk.transport = Some(Transport::Udp),
                ("transport", "tcp") => trunk.transport = Some(Transport::Tcp),
                ("transport", "tls") => trunk.transport = Some(Transport::Tls),
                ("check", every) => {
                    let every = every.parse().ok().filter(|every| (10..=3_600).contains(every));
                    trunk.check_seconds = Some(every.ok_or_else(|| {
                        "write how often a trunk is checked as check=60: 10 to 3600 seconds".to_owned()
                    })?);
                }
                ("register", "" | "yes") => trunk.registers = true,
                ("emergency", "" | "yes" | "only" | "screening") => {
                    trunk.emergency = Some(route);
                    trunk.ordinary = matches!(value.as_ref(), "" | "yes");
                    trunk.screening = value == "screening";
                }
                ("request", "sos") => (route.asks_for, is_told_how) = (AsksFor::Service, true),
                ("number", number) if is_dialled(number) => {
                    (trunk.emergency_number, is_told_how) = (Some(number.to_owned()), true);
                }
                ("location", "reference") => (route.location, is_told_how) = (LocationBy::Reference, true),
                ("location", "none") => (route.location, is_told_how) = (LocationBy::Nothing, true),
                _ => return Err(wrong()),
            }
        }
        match &mut trunk.emergency {
            Some(set) => *set = route,
            None if is_told_how => {
                return Err("request, number and location belong to a trunk with emergency".to_owned());
            }
            None => {}
        }
        if trunk.registers && trunk.login.is_none() {
            return Err("a trunk that is registered at needs a user and a password".to_owned());
        }
        Ok(trunk)
    }
}

/// Whether it can be dialled in an emergency.
fn is_dialled(number: &str) -> bool {
    (2..=6).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_trunk_is_read_with_all_that_belongs_to_it() {
        let trunk: TrunkUrl =
            "sip://roam%40x:p%3Aw+d@carrier.example:5080?transport=tcp&register".parse().unwrap();
        assert_eq!(
            (trunk.host.as_str(), trunk.port, trunk.transport),
            ("carrier.example", Some(5080), Some(Transport::Tcp))
        );
        assert_eq!(trunk.login, Some(("roam@x".to_owned(), "p:w+d".to_owned())));
        assert!(trunk.registers);
        assert!(!format!("{trunk:?}").contains("p:w"));
        let peer: TrunkUrl = "sip://192.0.2.1".parse().unwrap();
        assert_eq!((peer.port, peer.login, peer.registers, peer.check_seconds), (None, None, false, None));
        assert_eq!((peer.emergency, peer.ordinary, peer.transport), (None, true, None));
        let checked: TrunkUrl = "sip://192.0.2.1?transport=tls&check=60".parse().unwrap();
        assert_eq!((checked.transport, checked.check_seconds), (Some(Transport::Tls), Some(60)));
        let by_udp: TrunkUrl = "sip://192.0.2.1?transport=udp".parse().unwrap();
        assert_eq!(by_udp.transport, Some(Transport::Udp));
    }

    #[test]
    fn a_trunk_to_the_emergency_services_says_how_calls_leave() {
        let usual: TrunkUrl = "sip://carrier.example?emergency".parse().unwrap();
        assert_eq!((usual.emergency, usual.ordinary), (Some(EmergencyRoute::default()), true));
        let only: TrunkUrl =
            "sip://psap.example?location=reference&emergency=only&request=sos".parse().unwrap();
        let route = EmergencyRoute {
            asks_for: AsksFor::Service,
            location: LocationBy::Reference,
            ..EmergencyRoute::default()
        };
        assert_eq!((only.emergency, only.ordinary), (Some(route), false));
        let screening: TrunkUrl = "sip://screening.example?emergency=screening".parse().unwrap();
        assert_eq!((screening.screening, screening.ordinary, only.screening), (true, false, false));
        assert!("sip://carrier.example?request=sos".parse::<TrunkUrl>().is_err());
        let numbered: TrunkUrl = "sip://carrier.example?emergency&number=112".parse().unwrap();
        assert_eq!(numbered.emergency_number.as_deref(), Some("112"));
        for wrong in ["emergency&number=", "emergency&number=sos", "number=112"] {
            assert!(format!("sip://carrier.example?{wrong}").parse::<TrunkUrl>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_no_trunk_is_refused() {
        for wrong in [
            "",
            "carrier",
            "http://x",
            "sip://x?transport=smoke",
            "sip://x?register",
            "sip://x?also=1",
            "sip://x?check=5",
        ] {
            assert!(wrong.parse::<TrunkUrl>().is_err(), "{wrong}");
        }
    }
}
