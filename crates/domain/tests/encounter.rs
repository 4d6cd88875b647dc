//! docs/rules.md, What the user meets, sentence by sentence, and what must hold of any history.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use jiff::Timestamp;
use proptest::prelude::*;
use roamline_domain::encounter::{Encounter, Lapse, OwnReport, encounter};
use roamline_domain::ids::{LocationId, PersonalLocationId, ProposalId, ReportId, RuleId, StayId};
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
        heard_at: at(second),
        stay: EARLIER,
        place,
        answered: answered.map(location),
        candidates: Vec::new(),
        portable: false,
    }
}

fn meets(identification: &Identification, own: &[OwnReport]) -> Encounter {
    encounter(identification, own, NOW, None)
}

fn settled(report: &OwnReport) -> Encounter {
    let OwnReport { place, report, at, heard_at, .. } = *report;
    Encounter::Settled { place, report, at, heard_at: Some(heard_at) }
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
    assert_eq!(meets(&gives(1, 10), &[]), Encounter::Confirm { matched: rule(1, 10), lapse: None });
}

#[test]
fn unknown_is_to_be_added() {
    assert_eq!(meets(&Identification::Unknown, &[]), Encounter::Add { portable: false, lapse: None });
}

#[test]
fn several_candidates_are_a_question_and_never_a_guess() {
    let candidates = vec![rule(1, 10), rule(2, 10)];
    let identification = Identification::Candidates { candidates: candidates.clone() };
    assert_eq!(meets(&identification, &[]), Encounter::Choose { candidates, lapse: None });
}

fn either(updated: i64) -> Identification {
    Identification::Candidates { candidates: vec![rule(1, 10), rule(2, updated)] }
}

/// What was said to the question between these.
fn chosen(second: i64, place: Place, candidates: &[u64]) -> OwnReport {
    OwnReport { candidates: candidates.iter().copied().map(location).collect(), ..said(second, place, None) }
}

#[rstest]
#[case::one_of_them(company(2))]
#[case::another_place(personal(7))]
fn an_answer_to_these_very_candidates_stands(#[case] place: Place) {
    let report = chosen(20, place, &[2, 1]);
    assert_eq!(meets(&either(10), std::slice::from_ref(&report)), settled(&report));
}

#[rstest]
#[case::one_of_them(company(2))]
#[case::another_place(personal(7))]
fn a_candidate_that_is_newer_than_the_answer_asks_again(#[case] place: Place) {
    let met = meets(&either(30), &[chosen(20, place, &[1, 2])]);
    assert!(matches!(met, Encounter::Choose { lapse: Some(Lapse::NewerRule), .. }), "{met:?}");
}

#[rstest]
#[case::a_floor_confirmed_by_its_access_point(said(20, company(3), Some(3)))]
#[case::one_of_them_by_its_access_point(said(20, company(1), Some(1)))]
#[case::of_a_network_that_nobody_knew(said(20, personal(7), None))]
#[case::other_candidates(chosen(20, company(1), &[1, 2, 3]))]
fn what_answered_another_question_settles_no_candidates(#[case] report: OwnReport) {
    let met = meets(&either(10), &[report]);
    assert!(matches!(met, Encounter::Choose { lapse: None, .. }), "{met:?}");
}

#[test]
fn a_rule_that_is_gone_brings_back_no_older_answer() {
    let second_floor = said(20, company(2), Some(2));
    let moved = meets(&gives(5, 30), std::slice::from_ref(&second_floor));
    assert!(matches!(moved, Encounter::Confirm { lapse: Some(Lapse::NewerRule), .. }));
    let gone = meets(&Identification::Unknown, &[second_floor]);
    assert_eq!(gone, Encounter::Add { portable: false, lapse: Some(Lapse::RuleGone) });
}

#[test]
fn a_clock_that_is_behind_makes_nothing_older() {
    let late =
        |at_second: i64, heard: i64, place| OwnReport { at: at(at_second), ..said(heard, place, Some(1)) };
    let (first, corrected) = (late(900, 20, personal(7)), late(5, 21, personal(8)));
    assert_eq!(meets(&gives(1, 10), &[first, corrected.clone()]), settled(&corrected));
    assert_eq!(meets(&gives(1, 20), std::slice::from_ref(&corrected)), settled(&corrected));
    let asked_again = encounter(&gives(1, 10), std::slice::from_ref(&corrected), NOW, Some(at(20)));
    assert_eq!(asked_again, settled(&corrected));
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
    let expected = Some(Lapse::NewerRule);
    assert_eq!(
        meets(&gives(1, 30), &[said(20, place, answered)]),
        Encounter::Confirm { matched: rule(1, 30), lapse: expected }
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
        Encounter::Confirm { matched: rule(4, 10), lapse: None }
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
    assert_eq!(
        meets(&Identification::Unknown, &[hotspot(EARLIER)]),
        Encounter::Add { portable: true, lapse: Some(Lapse::Carried) }
    );
    let here = hotspot(NOW);
    assert_eq!(meets(&Identification::Unknown, std::slice::from_ref(&here)), settled(&here));

    // What they had said before they noticed that they carry it is no place of it either, whatever the wiremap gives.
    let before = OwnReport { stay: EARLIER, ..said(10, personal(6), None) };
    let asked = meets(&Identification::Unknown, &[before.clone(), hotspot(EARLIER)]);
    assert_eq!(asked, Encounter::Add { portable: true, lapse: Some(Lapse::Carried) });
    let confirmed = OwnReport { stay: EARLIER, ..said(12, company(1), Some(1)) };
    let asked = meets(&gives(1, 10), &[confirmed, hotspot(EARLIER)]);
    assert_eq!(asked, Encounter::Confirm { matched: rule(1, 10), lapse: Some(Lapse::Carried) });
    // They were wrong about that.
    let after = OwnReport { stay: EARLIER, ..said(30, personal(8), None) };
    assert_eq!(meets(&Identification::Unknown, &[before, hotspot(EARLIER), after.clone()]), settled(&after));
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
        id in 0_u64..30, at_second in 0_i64..12, second in 0_i64..12, here in any::<bool>(), place in place(),
        answered in suggestion(), portable in proptest::bool::weighted(0.3),
    ) -> OwnReport {
        let (answered, candidates) = match answered.as_slice() {
            [one] => (Some(location(*one)), Vec::new()),
            several => (None, several.iter().copied().map(location).collect()),
        };
        OwnReport {
            report: ReportId(uuid(id)), at: at(at_second), heard_at: at(second),
            stay: if here { NOW } else { EARLIER }, place, answered, candidates, portable,
        }
    }
}

fn suggestion() -> impl Strategy<Value = Vec<u64>> {
    prop_oneof![
        Just(Vec::new()),
        (0_u64..4).prop_map(|one| vec![one]),
        (0_u64..2, 2_u64..4).prop_map(|(a, b)| vec![b, a]),
    ]
}

/// What the wiremap says, as a list of places with the time of their rules.
fn said_by_wiremap(identification: &Identification) -> Vec<(u64, i64)> {
    let number = |m: &RuleMatch| {
        let place = u64::try_from(m.location.0.as_u128()).unwrap();
        (place, m.updated_at.as_second())
    };
    match identification {
        Identification::Matched { matched } => vec![number(matched)],
        Identification::Candidates { candidates } => candidates.iter().map(number).collect(),
        Identification::Unknown => Vec::new(),
    }
}

/// The table of docs/rules.md, walked through report by report in the order in which they were heard.
fn model(identification: &Identification, own: &[OwnReport], since: Option<i64>) -> Option<Place> {
    let wiremap = said_by_wiremap(identification);
    let suggested: Vec<LocationId> = wiremap.iter().map(|(place, _)| location(*place)).collect();
    let is_asked_again = |r: &OwnReport| since.is_some_and(|since| r.heard_at.as_second() <= since);
    let mut heard: Vec<&OwnReport> = own.iter().filter(|r| !is_asked_again(r)).collect();
    heard.sort_by_key(|r| (r.heard_at, r.report));
    let travels = heard.last().is_some_and(|newest| newest.portable);
    let mut stands = None;
    for report in heard {
        let second = report.heard_at.as_second();
        if (travels || report.portable) && report.stay != NOW {
            continue;
        }
        let mut answered: Vec<LocationId> =
            report.answered.into_iter().chain(report.candidates.clone()).collect();
        answered.sort();
        let names_it = suggested.len() == 1 && report.place == Place::Company { location: suggested[0] };
        let is_about_it = suggested.is_empty() || answered == suggested || names_it;
        if !is_about_it {
            continue;
        }
        let holds = match suggested.as_slice() {
            [] => answered.is_empty(),
            _ if names_it => true,
            _ => wiremap.iter().all(|(_, changed)| *changed <= second),
        };
        stands = holds.then_some(report.place);
    }
    stands
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
    fn the_last_word_on_this_very_suggestion_counts_while_no_rule_is_newer(
        identification in identification(), own in history(), since in proptest::option::of(0_i64..12),
    ) {
        let met = encounter(&identification, &own, NOW, since.map(at));
        prop_assert_eq!(met.place().copied(), model(&identification, &own, since));
    }

    #[test]
    fn no_clock_of_a_device_decides_anything(
        identification in identification(), own in history(), clocks in proptest::collection::vec(-1000_i64..1000, 8),
    ) {
        let lying: Vec<OwnReport> =
            own.iter().zip(clocks).map(|(r, clock)| OwnReport { at: at(clock), ..r.clone() }).collect();
        let (met, with_lies) = (encounter(&identification, &own, NOW, None), encounter(&identification, &lying, NOW, None));
        prop_assert_eq!(met.place(), with_lies.place());
    }

    #[test]
    fn settled_means_that_a_report_that_counts_said_so(
        identification in identification(), own in history(), since in proptest::option::of((0_i64..12).prop_map(at)),
    ) {
        match encounter(&identification, &own, NOW, since) {
            Encounter::Settled { place, report, at, heard_at } => {
                let own = own.iter().find(|r| r.report == report).expect("it is one of them");
                prop_assert_eq!((own.place, own.at, Some(own.heard_at)), (place, at, heard_at));
                prop_assert!(since.is_none_or(|s| own.heard_at > s));
                prop_assert!(!own.portable || own.stay == NOW);
                if let Some(matched) = identification.matched() {
                    let here = Place::Company { location: matched.location };
                    prop_assert!(place == here || matched.updated_at <= own.heard_at);
                }
            }
            Encounter::Confirm { matched, .. } => prop_assert_eq!(identification.matched(), Some(&matched)),
            Encounter::Choose { candidates, .. } => {
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
        let candidates = match &identification {
            Identification::Candidates { candidates } => candidates.iter().map(|c| c.location).collect(),
            _ => Vec::new(),
        };
        own.push(OwnReport {
            report: ReportId(uuid(99)), at: at(-50), heard_at: at(50), stay: NOW, place, answered, candidates, portable,
        });
        let after = encounter(&identification, &own, NOW, since);
        let settled = Encounter::Settled { place, report: ReportId(uuid(99)), at: at(-50), heard_at: Some(at(50)) };
        prop_assert_eq!(after, settled);
    }

    #[test]
    fn asking_again_after_everything_always_asks(identification in identification(), own in history()) {
        prop_assert!(encounter(&identification, &own, NOW, Some(Timestamp::MAX)).asks());
    }
}
