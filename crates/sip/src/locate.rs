//! Where a SIP domain is served, by what the DNS says of it (RFC 3263 section 4). What is asked of the DNS, and when, is decided
//! by whoever asks it.

use crate::Transport;

/// A NAPTR record (RFC 3403).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naptr {
    /// Lower ones come first, and of those with the lowest that we can use no others are looked at.
    pub order: u16,
    /// Among those of one order lower ones come first.
    pub preference: u16,
    /// What stands in the place that the record names.
    pub flags: String,
    /// For what service.
    pub service: String,
    /// The next name to ask for.
    pub replacement: String,
}

/// An SRV record (RFC 2782).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Srv {
    /// Lower ones come first.
    pub priority: u16,
    /// How often it comes first among those of one priority.
    pub weight: u16,
    /// The port.
    pub port: u16,
    /// The host.
    pub target: String,
}

/// The port of SIP where none is named.
pub fn default_port(transport: Option<Transport>) -> u16 {
    if transport == Some(Transport::Tls) { 5061 } else { 5060 }
}

/// The name of the SRV records of a domain for a transport.
pub fn srv_name(domain: &str, transport: Transport) -> String {
    let service = match transport {
        Transport::Udp => "_sip._udp",
        Transport::Tcp => "_sip._tcp",
        Transport::Tls => "_sips._tcp",
    };
    format!("{service}.{domain}")
}

/// The names of SRV records that NAPTR records lead to, each with its transport, the best first.
pub fn services(mut records: Vec<Naptr>) -> Vec<(Transport, String)> {
    records.sort_by_key(|record| (record.order, record.preference));
    let usable = records.into_iter().filter_map(|record| {
        let transport = match record.service.to_ascii_uppercase().as_str() {
            "SIP+D2U" => Transport::Udp,
            "SIP+D2T" => Transport::Tcp,
            "SIPS+D2T" => Transport::Tls,
            _ => return None,
        };
        let is_srv = record.flags.eq_ignore_ascii_case("s") && !record.replacement.is_empty();
        is_srv.then_some((transport, record.replacement))
    });
    usable.collect()
}

/// SRV records in the order in which they are tried: by priority, and within one at random, each in proportion to its weight
/// (RFC 2782). `below` gives a number below or equal to the one that it is given. A target of `.` says that the service is not
/// there at all.
pub fn ordered(mut records: Vec<Srv>, mut below: impl FnMut(u32) -> u32) -> Vec<Srv> {
    records.retain(|record| !matches!(record.target.as_str(), "" | "."));
    // Those of no weight first, so that they have their small chance.
    records.sort_by_key(|record| (record.priority, record.weight));
    let mut ordered = Vec::with_capacity(records.len());
    while let Some(first) = records.first().map(|record| record.priority) {
        let same = records.iter().take_while(|record| record.priority == first);
        let total: u32 = same.map(|record| u32::from(record.weight)).sum();
        let chosen = below(total).min(total);
        let mut sum = 0;
        let at = records.iter().position(|record| {
            sum += u32::from(record.weight);
            sum >= chosen
        });
        ordered.push(records.remove(at.unwrap_or_default()));
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn srv(priority: u16, weight: u16, target: &str) -> Srv {
        Srv { priority, weight, port: 5060, target: target.to_owned() }
    }

    fn names(records: &[Srv]) -> Vec<&str> {
        records.iter().map(|record| record.target.as_str()).collect()
    }

    #[test]
    fn lower_priorities_come_first_and_weights_decide_within_one() {
        let records =
            vec![srv(20, 0, "late"), srv(10, 60, "often"), srv(10, 20, "seldom"), srv(10, 0, "none")];
        // RFC 2782: sums are none 0, seldom 20, often 80.
        for (drawn, expected) in [
            (0, ["none", "seldom", "often", "late"]),
            (1, ["seldom", "often", "none", "late"]),
            (20, ["seldom", "often", "none", "late"]),
            (21, ["often", "seldom", "none", "late"]),
            (u32::MAX, ["often", "seldom", "none", "late"]),
        ] {
            assert_eq!(names(&ordered(records.clone(), |most| drawn.min(most))), expected, "{drawn}");
        }
    }

    #[test]
    fn each_comes_first_in_proportion_to_its_weight() {
        let records = vec![srv(1, 3, "three"), srv(1, 1, "one")];
        let mut first = 0;
        for drawn in 1..=4 {
            first += usize::from(names(&ordered(records.clone(), |most| drawn.min(most)))[0] == "three");
        }
        assert_eq!(first, 3);
    }

    #[test]
    fn a_service_that_is_not_there_has_no_targets() {
        assert!(ordered(vec![srv(0, 0, ".")], |_| 0).is_empty());
        assert!(ordered(Vec::new(), |_| 0).is_empty());
    }

    #[test]
    fn records_lead_to_services_in_their_order_and_others_are_passed_over() {
        let record = |order, preference, flags: &str, service: &str, replacement: &str| Naptr {
            order,
            preference,
            flags: flags.to_owned(),
            service: service.to_owned(),
            replacement: replacement.to_owned(),
        };
        let found = services(vec![
            record(90, 50, "s", "SIP+D2T", "_sip._tcp.example.com"),
            record(100, 50, "s", "SIP+D2U", "_sip._udp.example.com"),
            record(50, 50, "S", "sips+d2t", "_sips._tcp.example.com"),
            record(10, 1, "s", "SIP+D2S", "_sip._sctp.example.com"),
            record(10, 1, "u", "E2U+sip", "x"),
            record(10, 1, "", "SIP+D2U", "y"),
        ]);
        assert_eq!(
            found,
            [
                (Transport::Tls, "_sips._tcp.example.com".to_owned()),
                (Transport::Tcp, "_sip._tcp.example.com".to_owned()),
                (Transport::Udp, "_sip._udp.example.com".to_owned()),
            ]
        );
        assert_eq!(srv_name("example.com", Transport::Tls), "_sips._tcp.example.com");
        assert_eq!((default_port(None), default_port(Some(Transport::Tls))), (5060, 5061));
    }
}
