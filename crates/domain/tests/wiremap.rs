//! The index must give what the plain definition gives, whatever the rules, the tree and the history of both.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::collections::{BTreeMap, HashSet};

use ipnet::IpNet;
use proptest::prelude::*;
use roamline_domain::access_network::{Evidence, PublicIp, SwitchPort};
use roamline_domain::ids::{LocationId, RuleId};
use roamline_domain::public_address::unmapped;
use roamline_domain::wiremap::{
    Identification, InvalidRule, Numbers, Placed, PortRange, Rank, RuleEvidence, RuleMatch, WiremapIndex,
    WiremapRule, canonical, conflicts, suggested_rules,
};
use rstest::rstest;

/// The rules of docs/rules.md, Match order without any index: every rule is looked at for every question.
#[derive(Default)]
struct Plain {
    places: BTreeMap<LocationId, Placed>,
    rules: BTreeMap<RuleId, WiremapRule>,
}

impl Plain {
    fn above(&self, location: LocationId) -> Vec<LocationId> {
        let mut above = Vec::new();
        let mut at = location;
        while let Some(parent) = self.places.get(&at).and_then(|p| p.parent) {
            if above.contains(&parent) {
                break;
            }
            above.push(parent);
            at = parent;
        }
        above
    }

    fn identify(&self, evidence: &Evidence) -> Identification {
        for rank in Rank::ORDER {
            let mut found: Vec<&WiremapRule> = self
                .rules
                .values()
                .filter(|r| r.evidence.rank() == rank && r.evidence.is_found_in(evidence))
                .filter(|r| {
                    rank != Rank::PublicIp
                        || self.places.get(&r.location).is_some_and(|p| p.public_ip_is_enough)
                })
                .collect();
            let all = found.clone();
            found.retain(|r| !all.iter().any(|other| is_narrower(&other.evidence, &r.evidence)));
            if found.is_empty() {
                continue;
            }
            let outdone: Vec<LocationId> = found.iter().flat_map(|r| self.above(r.location)).collect();
            let mut newest: BTreeMap<LocationId, &WiremapRule> = BTreeMap::new();
            for rule in found.into_iter().filter(|r| !outdone.contains(&r.location)) {
                let kept = newest.entry(rule.location).or_insert(rule);
                if (rule.updated_at, rule.id) > (kept.updated_at, kept.id) {
                    *kept = rule;
                }
            }
            let mut matches: Vec<RuleMatch> = newest
                .into_values()
                .map(|r| RuleMatch {
                    location: r.location,
                    rule: r.id,
                    rank,
                    evidence: r.evidence.clone().canonical(),
                    updated_at: r.updated_at,
                    is_enough: self.places.get(&r.location).is_some_and(|p| p.public_ip_is_enough),
                })
                .collect();
            return match matches.len() {
                0 => Identification::Unknown,
                1 => Identification::Matched { matched: matches.remove(0) },
                _ => Identification::Candidates { candidates: matches },
            };
        }
        Identification::Unknown
    }
}

/// "An exact port over a range, a shorter range over a longer one that holds it, a longer prefix or mask over a shorter one",
/// for two rules that were both found, by how much each of them looks for.
fn is_narrower(one: &RuleEvidence, other: &RuleEvidence) -> bool {
    let ports = |evidence: &RuleEvidence| match evidence {
        RuleEvidence::SwitchPort { ports: PortRange { prefix, numbers: None }, .. } => {
            HashSet::from([canonical::port(prefix)])
        }
        RuleEvidence::SwitchPort { ports: PortRange { prefix, numbers: Some(numbers) }, .. } => (numbers.from
            ..=numbers.to)
            .map(|number| format!("{}{number}", canonical::port_prefix(prefix)))
            .collect(),
        _ => HashSet::new(),
    };
    // Prefix lengths as of IPv6, so that a mapped IPv4 range is as long as the same range of IPv4.
    let length = |net: &IpNet| net.prefix_len() + if matches!(net, IpNet::V4(_)) { 96 } else { 0 };
    let nested = |one: &IpNet, other: &IpNet| {
        let (one, other) = (unmapped(*one), unmapped(*other));
        one.contains(&other) || other.contains(&one)
    };
    match (one, other) {
        (RuleEvidence::SwitchPort { .. }, RuleEvidence::SwitchPort { .. }) => {
            let (one, other) = (ports(one), ports(other));
            one.len() < other.len() && one.is_subset(&other)
        }
        (RuleEvidence::Bssid { prefix_bits: one, .. }, RuleEvidence::Bssid { prefix_bits: other, .. }) => {
            one.min(&48) > other.min(&48)
        }
        (
            RuleEvidence::PublicIpAndSubnet { public, subnet },
            RuleEvidence::PublicIpAndSubnet { public: p, subnet: s },
        ) => {
            let (public, others) = ((length(public), length(p)), (length(subnet), length(s)));
            nested(subnet, s)
                && public.0 >= public.1
                && others.0 >= others.1
                && (public.0 > public.1 || others.0 > others.1)
        }
        (RuleEvidence::Subnet { subnet: one }, RuleEvidence::Subnet { subnet: other })
        | (RuleEvidence::PublicIp { public: one }, RuleEvidence::PublicIp { public: other }) => {
            length(one) > length(other)
        }
        _ => false,
    }
}

#[derive(Debug, Clone)]
enum Step {
    Insert(WiremapRule),
    Remove(u64),
    Place(u64, Option<u64>, bool),
    ForgetPlace(u64),
    Ask(Box<Evidence>),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => support::rule().prop_map(Step::Insert),
        2 => (0_u64..40).prop_map(Step::Remove),
        2 => (0_u64..9, proptest::option::of(0_u64..9), any::<bool>()).prop_map(|(l, p, e)| Step::Place(l, p, e)),
        1 => (0_u64..9).prop_map(Step::ForgetPlace),
        5 => support::any_evidence().prop_map(|e| Step::Ask(Box::new(e))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_whole_wiremap_answers_as_the_definition_does(
        tree in support::tree(),
        rules in proptest::collection::vec(support::rule(), 0..40),
        asked in proptest::collection::vec(support::any_evidence(), 1..12),
    ) {
        let index = WiremapIndex::new(tree.clone(), rules.clone());
        let plain = Plain {
            places: tree.into_iter().collect(),
            rules: rules.into_iter().map(|r| (r.id, r)).collect(),
        };
        prop_assert_eq!(index.len(), plain.rules.len());
        for evidence in &asked {
            prop_assert_eq!(index.identify(evidence), plain.identify(evidence));
        }
    }

    #[test]
    fn every_history_of_changes_answers_as_the_definition_does(
        steps in proptest::collection::vec(step(), 1..120),
    ) {
        let mut index = WiremapIndex::default();
        let mut plain = Plain::default();
        for step in steps {
            match step {
                Step::Insert(rule) => {
                    index.insert(rule.clone());
                    plain.rules.insert(rule.id, rule);
                }
                Step::Remove(id) => {
                    let id = RuleId(support::uuid(id));
                    index.remove(id);
                    plain.rules.remove(&id);
                }
                Step::Place(id, parent, public_ip_is_enough) => {
                    let placed = Placed { parent: parent.map(support::location), public_ip_is_enough };
                    index.place(support::location(id), placed);
                    plain.places.insert(support::location(id), placed);
                }
                Step::ForgetPlace(id) => {
                    index.forget_place(support::location(id));
                    plain.places.remove(&support::location(id));
                }
                Step::Ask(evidence) => prop_assert_eq!(index.identify(&evidence), plain.identify(&evidence)),
            }
        }
    }

    #[test]
    fn removing_every_rule_leaves_an_empty_index(rules in proptest::collection::vec(support::rule(), 0..60)) {
        let mut index = WiremapIndex::new([], rules.clone());
        for rule in rules {
            index.remove(rule.id);
        }
        prop_assert!(index.is_empty());
        prop_assert_eq!(format!("{index:?}"), format!("{:?}", WiremapIndex::default()));
    }

    #[test]
    fn a_tunnel_hides_the_public_ip(mut evidence in support::any_evidence(), rules in proptest::collection::vec(support::rule(), 0..40)) {
        evidence.network.behind_tunnel = true;
        let places = (0..9).map(|l| (support::location(l), Placed { parent: None, public_ip_is_enough: true }));
        let found = match WiremapIndex::new(places, rules).identify(&evidence) {
            Identification::Matched { matched } => vec![matched],
            Identification::Candidates { candidates } => candidates,
            Identification::Unknown => Vec::new(),
        };
        prop_assert!(found.iter().all(|m| m.rank < Rank::PublicIpAndSubnet));
    }

    #[test]
    fn every_suggested_rule_is_good_and_finds_its_own_evidence(evidence in support::any_evidence()) {
        for rule in suggested_rules(&evidence) {
            prop_assert!(rule.check().is_ok());
            let subnet_without_own_address = matches!(rule, RuleEvidence::PublicIpAndSubnet { subnet, .. }
                if !evidence.network.addresses.iter().any(|a| subnet.contains(&a.addr())));
            prop_assert!(rule.is_found_in(&evidence) || subnet_without_own_address, "{rule}");
        }
    }

    #[test]
    fn nothing_that_points_elsewhere_is_kept_from_the_administrator(
        evidence in support::any_evidence(),
        rules in proptest::collection::vec(support::rule(), 0..40),
        wanted in 0_u64..9,
    ) {
        let index = WiremapIndex::new([], rules);
        let wanted = support::location(wanted);
        let all = conflicts(&index, &evidence, None);
        let others = conflicts(&index, &evidence, Some(wanted));
        prop_assert!(others.iter().all(|m| m.location != wanted));
        prop_assert_eq!(all.iter().filter(|m| m.location != wanted).count(), others.len());
    }

    #[test]
    fn anything_an_administrator_types_is_judged_without_a_panic(evidence in support::rule_evidence(), text in ".*") {
        let _ = evidence.check();
        let _ = evidence.to_string();
        let _ = serde_json::from_str::<RuleEvidence>(&text);
        let again: RuleEvidence = serde_json::from_value(serde_json::to_value(&evidence).unwrap()).unwrap();
        prop_assert_eq!(again, evidence);
    }

    #[test]
    fn the_one_spelling_finds_the_same(rule in support::rule_evidence(), asked in support::any_evidence()) {
        let canonical = rule.clone().canonical();
        prop_assert_eq!(canonical.is_found_in(&asked), rule.is_found_in(&asked));
        prop_assert_eq!(canonical.clone().canonical(), canonical.clone());
        prop_assert_eq!(canonical.check(), rule.check());
    }

    #[test]
    fn rules_that_are_both_found_meet(
        one in support::rule_evidence(), other in support::rule_evidence(), asked in support::any_evidence(),
    ) {
        let (one, other) = (one.canonical(), other.canonical());
        prop_assert_eq!(one.meets(&other), other.meets(&one));
        prop_assert!(!(one.is_narrower_than(&other) && other.is_narrower_than(&one)));
        if one.is_narrower_than(&other) {
            prop_assert!(!one.is_found_in(&asked) || other.is_found_in(&asked));
        }
        if one.rank() == other.rank() && one.is_found_in(&asked) && other.is_found_in(&asked) {
            let two_addresses = asked.network.addresses.len() > 1;
            prop_assert!(one.meets(&other) || two_addresses, "{} and {}", one, other);
        }
    }
}

const CHASSIS: &str = "00:24:39:5d:bb:02";

fn at_port(chassis: &str, port: &str) -> Evidence {
    let mut network = support::network();
    network.switch_port = Some(SwitchPort { chassis: chassis.into(), port: port.into(), system_name: None });
    support::evidence(network)
}

fn ports(prefix: &str, numbers: Option<(u32, u32)>) -> RuleEvidence {
    let numbers = numbers.map(|(from, to)| Numbers { from, to });
    RuleEvidence::SwitchPort { chassis: CHASSIS.into(), ports: PortRange { prefix: prefix.into(), numbers } }
}

#[rstest]
#[case("00-24-39-5D-BB-02", "GigabitEthernet1/0/3")]
#[case("00:24:39:5D:BB:02", "gi1/0/3")]
#[case("0024395dbb02", "GigE1/0/3")]
#[case("0024.395d.bb02", "Gi 1/0/3")]
fn a_rule_is_found_in_whatever_spelling(#[case] chassis: &str, #[case] port: &str) {
    for (rule, evidence) in [
        (ports("Gi1/0/3", None), at_port(chassis, port)),
        (ports("gigabitethernet 1/0/", Some((1, 24))), at_port(chassis, port)),
        (
            RuleEvidence::SwitchPort { chassis: chassis.into(), ports: PortRange::exactly(port) },
            at_port(CHASSIS, "Gi1/0/3"),
        ),
        (RuleEvidence::SwitchChassis { chassis: chassis.into() }, at_port(CHASSIS, "Gi1/0/3")),
    ] {
        assert!(rule.is_found_in(&evidence), "{rule}");
        let index = WiremapIndex::new([], [bound(1, rule)]);
        assert!(index.identify(&evidence).matched().is_some());
    }
}

/// A rule of one location, with its number.
fn bound(place: u64, evidence: RuleEvidence) -> WiremapRule {
    WiremapRule {
        id: RuleId(support::uuid(place)),
        location: support::location(place),
        evidence,
        updated_at: support::at(1),
    }
}

/// Building 1 with floor 2 with zone 3; building 4 beside it.
fn tree() -> [(LocationId, Placed); 4] {
    [(1, None), (2, Some(1)), (3, Some(2)), (4, None)].map(|(place, parent)| {
        (
            support::location(place),
            Placed { parent: parent.map(support::location), public_ip_is_enough: true },
        )
    })
}

fn subnet(public: &str, subnet: &str) -> RuleEvidence {
    RuleEvidence::PublicIpAndSubnet { public: public.parse().unwrap(), subnet: subnet.parse().unwrap() }
}

fn found(rules: &[(u64, RuleEvidence)], evidence: &Evidence) -> Vec<LocationId> {
    let rules = rules.iter().map(|(place, evidence)| bound(*place, evidence.clone()));
    match WiremapIndex::new(tree(), rules).identify(evidence) {
        Identification::Matched { matched } => vec![matched.location],
        Identification::Candidates { candidates } => candidates.iter().map(|c| c.location).collect(),
        Identification::Unknown => Vec::new(),
    }
}

#[rstest]
#[case::an_exact_port_in_the_range_of_another(&[(1, ports("Gi1/0/7", None)), (4, ports("Gi1/0/", Some((1, 24))))], &[1])]
#[case::an_exact_port_of_the_building(&[(1, ports("Gi1/0/7", None)), (2, ports("Gi1/0/", Some((1, 24))))], &[1])]
#[case::a_shorter_range(&[(1, ports("Gi1/0/", Some((5, 9)))), (2, ports("Gi1/0/", Some((1, 24))))], &[1])]
#[case::ranges_that_overlap(&[(1, ports("Gi1/0/", Some((1, 9)))), (4, ports("Gi1/0/", Some((7, 24))))], &[1, 4])]
#[case::ranges_that_overlap_in_one_branch(&[(1, ports("Gi1/0/", Some((1, 9)))), (2, ports("Gi1/0/", Some((7, 24))))], &[2])]
#[case::the_same_port(&[(1, ports("Gi1/0/7", None)), (2, ports("Gi1/0/7", None))], &[2])]
fn the_narrower_port_wins_before_depth(#[case] rules: &[(u64, RuleEvidence)], #[case] expected: &[u64]) {
    let expected: Vec<_> = expected.iter().copied().map(support::location).collect();
    assert_eq!(found(rules, &at_port(CHASSIS, "Gi1/0/7")), expected);
}

const ADDRESS: &str = "203.0.113.7/32";

#[rstest]
#[case::a_building_s_24_beside_its_floor_s_17(&[(1, subnet(ADDRESS, "10.4.1.0/24")), (2, subnet(ADDRESS, "10.4.0.0/17"))], &[1])]
#[case::another_building_s(&[(1, subnet(ADDRESS, "10.4.1.0/24")), (4, subnet(ADDRESS, "10.4.0.0/16"))], &[1])]
#[case::a_narrower_public_range(&[(1, subnet(ADDRESS, "10.4.1.0/24")), (4, subnet("203.0.113.0/24", "10.4.1.0/24"))], &[1])]
#[case::one_narrower_each(&[(1, subnet(ADDRESS, "10.4.0.0/16")), (4, subnet("203.0.113.0/24", "10.4.1.0/24"))], &[1, 4])]
#[case::public_ranges(&[(1, RuleEvidence::PublicIp { public: ADDRESS.parse().unwrap() }),
    (2, RuleEvidence::PublicIp { public: "203.0.113.0/24".parse().unwrap() })], &[1])]
fn the_longer_prefix_wins_before_depth(#[case] rules: &[(u64, RuleEvidence)], #[case] expected: &[u64]) {
    let mut network = support::network();
    network.addresses = vec!["10.4.1.23/24".parse().unwrap()];
    let public_ip = Some(PublicIp { ip: "203.0.113.7".parse().unwrap(), through_tunnel: false });
    let expected: Vec<_> = expected.iter().copied().map(support::location).collect();
    assert_eq!(found(rules, &Evidence { network, public_ip }), expected);
}

#[rstest]
#[case::seen_as_it_is("10.4.1.23/24", "10.4.1.23", false, true)]
#[case::seen_mapped("10.4.1.23/24", "::ffff:10.4.1.23", false, true)]
#[case::through_a_tunnel("10.4.1.23/24", "10.4.1.23", true, false)]
#[case::at_home_behind_a_proxy_that_nobody_told_of("10.4.1.23/24", "172.17.0.1", false, false)]
#[case::behind_a_proxy_of_the_same_subnet("10.4.1.23/24", "10.4.1.5", false, false)]
#[case::on_the_internet("10.4.1.23/24", "203.0.113.7", false, false)]
#[case::in_another_subnet("10.5.1.23/24", "10.5.1.23", false, false)]
fn a_subnet_by_itself_is_found_where_the_server_sees_the_device_itself(
    #[case] own: &str,
    #[case] seen: &str,
    #[case] through_tunnel: bool,
    #[case] expected: bool,
) {
    let mut network = support::network();
    network.addresses = vec![own.parse().unwrap()];
    let evidence =
        Evidence { network, public_ip: Some(PublicIp { ip: seen.parse().unwrap(), through_tunnel }) };
    let rule = RuleEvidence::Subnet { subnet: "10.4.0.0/16".parse().unwrap() };
    assert_eq!(rule.is_found_in(&evidence), expected);
    assert_eq!(found(&[(4, rule)], &evidence).len(), usize::from(expected));
}

#[test]
fn where_the_server_stands_inside_the_subnet_is_suggested() {
    let mut network = support::network();
    network.gateway.as_mut().unwrap().mac = Some("00:00:5e:00:01:07".parse().unwrap());
    let public_ip = Some(PublicIp { ip: "192.168.1.23".parse().unwrap(), through_tunnel: false });
    let suggested = suggested_rules(&Evidence { network, public_ip });
    assert_eq!(suggested, [RuleEvidence::Subnet { subnet: "192.168.1.0/24".parse().unwrap() }]);
}

#[rstest]
#[case("10.0.0.1/32")]
#[case("100.64.0.0/16")]
#[case("127.0.0.1/32")]
#[case("169.254.0.0/16")]
#[case("224.0.0.1/32")]
#[case("255.255.255.255/32")]
#[case("0.0.0.0/16")]
#[case("::ffff:192.168.1.1/128")]
#[case("fd00::/48")]
#[case("fe80::/64")]
#[case("ff02::1/128")]
#[case("::1/128")]
fn what_is_nobody_s_public_address_is_refused(#[case] range: &str) {
    let public = range.parse().unwrap();
    let subnet = "10.4.0.0/16".parse().unwrap();
    for rule in [RuleEvidence::PublicIp { public }, RuleEvidence::PublicIpAndSubnet { public, subnet }] {
        assert_eq!(rule.check(), Err(InvalidRule::NotPublic));
    }
}

#[rstest]
#[case("10.4.0.0/16", Ok(()))]
#[case("fd00:4::/64", Ok(()))]
#[case("100.64.1.0/24", Ok(()))]
#[case("203.0.113.0/24", Err(InvalidRule::NotInside))]
#[case("127.0.0.0/8", Err(InvalidRule::NotInside))]
#[case("0.0.0.0/0", Err(InvalidRule::Subnet))]
fn a_subnet_by_itself_is_a_private_one(#[case] subnet: &str, #[case] expected: Result<(), InvalidRule>) {
    assert_eq!(RuleEvidence::Subnet { subnet: subnet.parse().unwrap() }.check(), expected);
}
