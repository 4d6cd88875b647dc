//! The index must give what the plain definition gives, whatever the rules, the tree and the history of both.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::collections::BTreeMap;

use proptest::prelude::*;
use roamline_domain::access_network::Evidence;
use roamline_domain::ids::{LocationId, RuleId};
use roamline_domain::wiremap::{
    Identification, Placed, Rank, RuleEvidence, RuleMatch, WiremapIndex, WiremapRule, conflicts,
    suggested_rules,
};

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
            let bits = |r: &WiremapRule| match r.evidence {
                RuleEvidence::Bssid { prefix_bits, .. } => prefix_bits,
                _ => 0,
            };
            let longest = found.iter().map(|r| bits(r)).max().unwrap_or(0);
            found.retain(|r| bits(r) == longest);
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
                    evidence: r.evidence.clone(),
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
        let normalized = rule.clone().normalized();
        prop_assert_eq!(normalized.is_found_in(&asked), rule.is_found_in(&asked));
        prop_assert_eq!(normalized.clone().normalized(), normalized);
    }
}
