//! docs/rules.md, What the user meets, sentence by sentence, and what must hold of any history.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use jiff::Timestamp;
use proptest::prelude::*;
use roamline_domain::encounter::{Encounter, OwnReport, encounter};
use roamline_domain::ids::{PersonalLocationId, ProposalId, ReportId, RuleId, StayId};
use roamline_domain::mac::MacAddr;
use roamline_domain::report::Place;
use roamline_domain::wiremap::{Identification, Rank, RuleEvidence, RuleMatch};
use rstest::rstest;
use support::{at, location, uuid};

const NOW: StayId = StayId(uuid::Uuid::from_u128(900));
const EARLIER: StayId = StayId(uuid::Uuid::from_u128(800));

fn rule(place: u64, updated: i64) -> RuleMatch {
    let mac = MacAddr([0, 0x1b, 0x21, 0, 0, 1]);
    RuleMatch {
        location: location(place),
        rule: RuleId(uuid(place)),
        rank: Rank::GatewayMac,
        evidence: RuleEvidence::GatewayMac { mac },
        updated_at: at(updated),
        is_enough: false,
    }
}

fn gives(place: u64, updated: i64) -> Identification {
    Identification::Matched { matched: rule(place, updated) }
}

fn company(place: u64) -> Place {
    Place::Company { location: location(place) }
}

fn personal(place: u64) -> Place {
    Place::Personal { personal: PersonalLocationId(uuid(place)) }
}

fn proposed(place: u64) -> Place {
    Place::Proposed { proposal: ProposalId(uuid(place)) }
}

fn said(second: i64, place: Place, answered: Option<u64>) -> OwnReport {
    let report = ReportId(uuid(u64::try_from(second).unwrap()));
    OwnReport {
        report,
        at: at(second),
        stay: EARLIER,
        place,
        answered: answered.map(location),
        portable: false,
    }
}

fn meets(identification: &Identification, own: &[OwnReport]) -> Encounter {
    encounter(identification, own, NOW, None)
}

fn settled(report: &OwnReport) -> Encounter {
    Encounter::Settled { place: report.place, report: report.report, at: report.at }
}

#[rstest]
#[case::confirmed_here(company(1), Some(1))]
#[case::bound_here_by_an_approved_proposal(company(1), None)]
fn known_and_reported_before_by_this_user_prompts_nobody(
    #[case] place: Place,
    #[case] answered: Option<u64>,
) {
    let report = said(20, place, answered);
    assert_eq!(meets(&gives(1, 10), std::slice::from_ref(&report)), settled(&report));
}

#[test]
fn known_but_never_reported_by_this_user_is_to_be_confirmed() {
    assert_eq!(meets(&gives(1, 10), &[]), Encounter::Confirm { matched: rule(1, 10) });
}

#[test]
fn unknown_is_to_be_added() {
    assert_eq!(meets(&Identification::Unknown, &[]), Encounter::Add { portable: false });
}

#[test]
fn several_candidates_are_a_question_and_never_a_guess() {
    let candidates = vec![rule(1, 10), rule(2, 10)];
    let identification = Identification::Candidates { candidates: candidates.clone() };
    assert_eq!(meets(&identification, &[]), Encounter::Choose { candidates });
}

#[rstest]
#[case::one_of_them(company(2), None)]
#[case::another_place_after_they_were_there(personal(7), None)]
fn an_answer_to_several_candidates_stands(#[case] place: Place, #[case] answered: Option<u64>) {
    let identification = Identification::Candidates { candidates: vec![rule(1, 10), rule(2, 10)] };
    let report = said(20, place, answered);
    assert_eq!(meets(&identification, std::slice::from_ref(&report)), settled(&report));
}

#[test]
fn a_candidate_that_is_newer_than_the_answer_asks_again() {
    let identification = Identification::Candidates { candidates: vec![rule(1, 10), rule(2, 30)] };
    assert!(meets(&identification, &[said(20, personal(7), None)]).asks());
}

#[rstest]
#[case::personal(personal(7))]
#[case::pending(proposed(7))]
#[case::company_that_lost_its_rule(company(7))]
fn where_the_wiremap_is_silent_the_last_report_stands(#[case] place: Place) {
    let (older, newer) = (said(20, personal(1), None), said(21, place, None));
    assert_eq!(meets(&Identification::Unknown, &[newer.clone(), older]), settled(&newer));
}

#[rstest]
#[case::personal(personal(7), None)]
#[case::pending(proposed(7), None)]
#[case::another_company_location(company(7), Some(1))]
fn something_newer_and_different_in_the_wiremap_asks(#[case] place: Place, #[case] answered: Option<u64>) {
    assert_eq!(
        meets(&gives(1, 30), &[said(20, place, answered)]),
        Encounter::Confirm { matched: rule(1, 30) }
    );
}

#[test]
fn something_newer_that_says_the_same_does_not_ask() {
    let report = said(20, company(1), None);
    assert_eq!(meets(&gives(1, 30), std::slice::from_ref(&report)), settled(&report));
}

#[test]
fn a_user_who_said_no_to_this_suggestion_is_not_asked_again_until_it_changes() {
    let report = said(20, personal(7), Some(1));
    assert_eq!(meets(&gives(1, 10), std::slice::from_ref(&report)), settled(&report));
    assert!(meets(&gives(1, 21), &[report]).asks());
}

#[test]
fn another_floors_access_point_under_the_same_router_asks_although_both_rules_are_old() {
    let third_floor = said(20, company(3), Some(3));
    assert_eq!(
        meets(&gives(4, 10), std::slice::from_ref(&third_floor)),
        Encounter::Confirm { matched: rule(4, 10) }
    );
    let fourth_floor = said(21, company(4), Some(4));
    let both = [third_floor.clone(), fourth_floor.clone()];
    assert_eq!(meets(&gives(3, 10), &both), settled(&third_floor));
    assert_eq!(meets(&gives(4, 10), &both), settled(&fourth_floor));
}

#[test]
fn the_newest_answer_to_a_suggestion_wins() {
    let (confirmed, corrected) = (said(20, company(1), Some(1)), said(25, personal(7), Some(1)));
    assert_eq!(meets(&gives(1, 10), &[corrected.clone(), confirmed]), settled(&corrected));
}

#[test]
fn a_network_that_the_user_carries_is_asked_for_at_each_stay() {
    let hotspot = |stay| OwnReport { portable: true, stay, ..said(20, personal(7), None) };
    assert_eq!(meets(&Identification::Unknown, &[hotspot(EARLIER)]), Encounter::Add { portable: true });
    let here = hotspot(NOW);
    assert_eq!(meets(&Identification::Unknown, std::slice::from_ref(&here)), settled(&here));
}

#[test]
fn an_administrator_can_ask_again() {
    let report = said(20, company(1), Some(1));
    let asked = |since: i64| encounter(&gives(1, 10), std::slice::from_ref(&report), NOW, Some(at(since)));
    assert!(asked(20).asks());
    assert!(asked(21).asks());
    assert_eq!(asked(19), settled(&report));
}

fn place() -> impl Strategy<Value = Place> {
    prop_oneof![(0_u64..4).prop_map(company), (0_u64..2).prop_map(personal), (0_u64..2).prop_map(proposed)]
}

prop_compose! {
    fn own_report()(
        id in 0_u64..30, second in 0_i64..12, here in any::<bool>(), place in place(),
        answered in proptest::option::of(0_u64..4), portable in proptest::bool::weighted(0.3),
    ) -> OwnReport {
        OwnReport {
            report: ReportId(uuid(id)), at: at(second), stay: if here { NOW } else { EARLIER }, place,
            answered: answered.map(location), portable,
        }
    }
}

fn identification() -> impl Strategy<Value = Identification> {
    prop_oneof![
        Just(Identification::Unknown),
        (0_u64..4, 0_i64..12).prop_map(|(l, u)| gives(l, u)),
        ((0_u64..2, 0_i64..12), (2_u64..4, 0_i64..12)).prop_map(|((a, ua), (b, ub))| {
            Identification::Candidates { candidates: vec![rule(a, ua), rule(b, ub)] }
        }),
    ]
}

fn history() -> impl Strategy<Value = Vec<OwnReport>> {
    proptest::collection::vec(own_report(), 0..8).prop_map(|mut own| {
        own.sort_by_key(|r| r.report);
        own.dedup_by_key(|r| r.report);
        own
    })
}

proptest! {
    #[test]
    fn the_order_of_delivery_does_not_matter(
        identification in identification(), (own, shuffled) in history().prop_flat_map(|h| (Just(h.clone()), Just(h).prop_shuffle())),
        since in proptest::option::of((0_i64..12).prop_map(at)),
    ) {
        prop_assert_eq!(
            encounter(&identification, &own, NOW, since),
            encounter(&identification, &shuffled, NOW, since)
        );
    }

    #[test]
    fn settled_means_that_a_report_that_counts_said_so(
        identification in identification(), own in history(), since in proptest::option::of((0_i64..12).prop_map(at)),
    ) {
        match encounter(&identification, &own, NOW, since) {
            Encounter::Settled { place, report, at } => {
                let own = own.iter().find(|r| r.report == report).expect("it is one of them");
                prop_assert_eq!((own.place, own.at), (place, at));
                prop_assert!(since.is_none_or(|s| own.at > s));
                prop_assert!(!own.portable || own.stay == NOW);
                if let Some(matched) = identification.matched() {
                    let here = Place::Company { location: matched.location };
                    prop_assert!(place == here || matched.updated_at <= at);
                }
            }
            Encounter::Confirm { matched } => prop_assert_eq!(identification.matched(), Some(&matched)),
            Encounter::Choose { candidates } => {
                prop_assert_eq!(identification, Identification::Candidates { candidates });
            }
            Encounter::Add { .. } => prop_assert_eq!(identification, Identification::Unknown),
        }
    }

    #[test]
    fn answering_a_question_ends_it(
        identification in identification(), mut own in history(), place in place(),
        since in proptest::option::of((0_i64..12).prop_map(at)), portable in any::<bool>(),
    ) {
        let answered = identification.matched().map(|m| m.location);
        own.push(OwnReport {
            report: ReportId(uuid(99)), at: at(50), stay: NOW, place, answered, portable,
        });
        let after = encounter(&identification, &own, NOW, since);
        prop_assert_eq!(after, Encounter::Settled { place, report: ReportId(uuid(99)), at: at(50) });
    }

    #[test]
    fn asking_again_after_everything_always_asks(identification in identification(), own in history()) {
        prop_assert!(encounter(&identification, &own, NOW, Some(Timestamp::MAX)).asks());
    }
}
