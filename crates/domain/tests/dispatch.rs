//! docs/rules.md, Dispatch ladder: where a responder is sent to.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use jiff::Timestamp;
use proptest::prelude::*;
use proptest::sample::select;
use roamline_domain::civic::CivicAddress;
use roamline_domain::dispatch::Here::On;
use roamline_domain::dispatch::{
    Confidence, Dispatch, Here, Ladder, Method, NamedAddress, Rung, Said, SkipReason, Skipped, Suggested,
};
use roamline_domain::encounter::Lapse;
use roamline_domain::ids::{PersonalLocationId, ProposalId, RuleId};
use roamline_domain::mac::MacAddr;
use roamline_domain::report::Place;
use roamline_domain::wiremap::{Rank, RuleEvidence, RuleMatch};
use rstest::rstest;
use support::{at, location, uuid};

fn address(country: &str, street: Option<&str>) -> CivicAddress {
    CivicAddress { country: country.into(), rd: street.map(Into::into), ..CivicAddress::default() }
}

fn named(label: &str, address: CivicAddress) -> NamedAddress {
    NamedAddress { label: label.into(), address }
}

fn good(label: &str) -> NamedAddress {
    named(label, address("GB", Some(label)))
}

fn matched(rank: Rank, is_enough: bool) -> RuleMatch {
    let evidence = RuleEvidence::GatewayMac { mac: MacAddr([0, 0x1b, 0x21, 0, 0, 1]) };
    RuleMatch { location: location(1), rule: RuleId(uuid(1)), rank, evidence, updated_at: at(10), is_enough }
}

const COMPANY: u64 = 1;

fn company() -> Place {
    Place::Company { location: location(COMPANY) }
}

fn personal(of: u64) -> Place {
    Place::Personal { personal: PersonalLocationId(uuid(of)) }
}

fn proposed() -> Place {
    Place::Proposed { proposal: ProposalId(uuid(5)) }
}

fn said(place: Place) -> Here<'static> {
    On {
        said: Said::Place { place, at: at(20), heard_at: Some(at(30)), is_delivered: true },
        wiremap: Suggested::Nothing,
    }
}

fn asked(wiremap: Suggested<'_>) -> Here<'_> {
    On { said: Said::Nothing { lapse: None }, wiremap }
}

fn unconfirmed(matched: &RuleMatch) -> Here<'_> {
    asked(Suggested::Matched(matched))
}

fn climb(here: Here<'_>) -> Dispatch {
    let default_address = Some((personal(8), good("default")));
    Ladder { here, default_address, site: Some(good("site")) }.climb(|_| Some(good("here")))
}

fn label(found: &Dispatch) -> &str {
    found.location.as_ref().map(|found| found.label.as_str()).unwrap_or_default()
}

fn reasons(found: &Dispatch) -> Vec<SkipReason> {
    found.skipped.iter().map(|skipped| skipped.reason).collect()
}

#[test]
fn what_the_owner_confirmed_here_comes_first_and_the_next_rung_is_told() {
    let found = climb(said(company()));
    assert_eq!((found.location.as_ref().unwrap().rung, label(&found)), (Rung::ConfirmedLocation, "here"));
    let location = found.location.as_ref().unwrap();
    assert_eq!((location.since, location.heard_at), (Some(at(20)), Some(at(30))));
    assert_eq!(found.next.as_ref().unwrap().rung, Rung::DefaultAddress);
    assert!(found.skipped.is_empty() && found.is_confirmed());
}

#[rstest]
#[case::proposed(Said::Place { place: proposed(), at: at(20), heard_at: Some(at(30)), is_delivered: true })]
#[case::in_the_outbox(Said::Place { place: personal(9), at: at(20), heard_at: Some(at(30)), is_delivered: false })]
fn what_nobody_has_approved_or_received_is_unverified(#[case] said: Said) {
    let found = climb(On { said, wiremap: Suggested::Nothing });
    assert_eq!(found.location.as_ref().unwrap().rung, Rung::PendingReport);
    assert_eq!(reasons(&found), [SkipReason::AwaitsApproval]);
    assert!(!found.is_confirmed());
}

#[rstest]
#[case::port(Rank::SwitchPort, false, true)]
#[case::chassis(Rank::SwitchChassis, false, true)]
#[case::access_point(Rank::Bssid, false, true)]
#[case::router(Rank::GatewayMac, false, false)]
#[case::subnet(Rank::PublicIpAndSubnet, false, false)]
#[case::inner_subnet(Rank::Subnet, false, false)]
#[case::inner_subnet_that_is_enough(Rank::Subnet, true, true)]
#[case::router_that_is_enough(Rank::GatewayMac, true, true)]
#[case::subnet_that_is_enough(Rank::PublicIpAndSubnet, true, true)]
#[case::address_that_is_enough(Rank::PublicIp, true, true)]
fn the_wiremap_counts_unconfirmed_where_its_evidence_is_a_place(
    #[case] rank: Rank,
    #[case] is_enough: bool,
    #[case] counts: bool,
) {
    let matched = matched(rank, is_enough);
    let found = climb(unconfirmed(&matched));
    if counts {
        assert_eq!(found.location.as_ref().unwrap().rung, Rung::AutomaticWiremap);
        assert_eq!(found.location.as_ref().unwrap().rank, Some(rank));
        assert_eq!(reasons(&found), [SkipReason::NothingSaid, SkipReason::NothingSaid]);
    } else {
        assert_eq!(found.location.as_ref().unwrap().rung, Rung::DefaultAddress);
        assert_eq!(reasons(&found).last(), Some(&SkipReason::EvidenceTooCoarse));
    }
    assert!(!found.is_confirmed());
}

#[rstest]
#[case(Lapse::NewerRule, SkipReason::NewerRule)]
#[case(Lapse::RuleGone, SkipReason::RuleGone)]
#[case(Lapse::AskedAgain, SkipReason::AskedAgain)]
#[case(Lapse::Carried, SkipReason::CarriedNetwork)]
fn why_what_was_said_before_does_not_count_is_told(#[case] lapse: Lapse, #[case] reason: SkipReason) {
    let found = climb(On { said: Said::Nothing { lapse: Some(lapse) }, wiremap: Suggested::Nothing });
    assert_eq!(reasons(&found), [reason, SkipReason::NothingSaid, SkipReason::NothingMatched]);
}

#[test]
fn while_nobody_watches_only_what_does_not_depend_on_the_network_counts() {
    let found = climb(Here::NotWatched);
    assert_eq!(label(&found), "default");
    assert_eq!(reasons(&found), [SkipReason::PolicyOff; 3]);
}

#[rstest]
#[case::nothing_at_all(CivicAddress::default())]
#[case::no_country(address("", Some("High Street")))]
#[case::a_country_alone(address("GB", None))]
#[case::blanks(address("GB", Some("  ")))]
fn an_address_to_which_nobody_can_be_sent_is_skipped(#[case] broken: CivicAddress) {
    let ladder = Ladder {
        here: said(company()),
        default_address: Some((personal(8), named("default", broken.clone()))),
        site: Some(good("site")),
    };
    let found = ladder.climb(|_| Some(named("here", broken.clone())));
    assert_eq!(label(&found), "site");
    let no_usable = |rung| Skipped { rung, reason: SkipReason::NoUsableAddress };
    assert_eq!(found.skipped.first(), Some(&no_usable(Rung::ConfirmedLocation)));
    assert_eq!(found.skipped.last(), Some(&no_usable(Rung::DefaultAddress)));
}

#[test]
fn a_place_that_is_gone_is_skipped() {
    let ladder = Ladder { here: said(company()), default_address: None, site: Some(good("site")) };
    let found = ladder.climb(|_| None);
    assert_eq!(label(&found), "site");
    assert_eq!(reasons(&found).first(), Some(&SkipReason::NoUsableAddress));
}

#[test]
fn where_what_was_said_has_no_address_the_wiremap_still_counts() {
    let matched = matched(Rank::SwitchPort, false);
    let said_but = |place| On {
        said: Said::Place { place, at: at(20), heard_at: Some(at(30)), is_delivered: true },
        wiremap: Suggested::Matched(&matched),
    };
    let place_known = |here| {
        let ladder = Ladder { here, default_address: None, site: Some(good("site")) };
        ladder.climb(|place| (place == company()).then(|| good("wiremap")))
    };
    let found = place_known(said_but(personal(9)));
    assert_eq!((found.location.as_ref().unwrap().rung, label(&found)), (Rung::AutomaticWiremap, "wiremap"));
    assert_eq!(reasons(&found), [SkipReason::NoUsableAddress, SkipReason::NothingSaid]);
    // Where there is one, the wiremap is what would be used without it, unless it says the same.
    let next = |place| climb(said_but(place)).next.unwrap().rung;
    assert_eq!(next(personal(9)), Rung::AutomaticWiremap);
    assert_eq!(next(company()), Rung::DefaultAddress);
}

#[test]
fn with_nothing_known_every_rung_was_tried() {
    let ladder = Ladder { here: Here::NotKnown, default_address: None, site: None };
    let found = ladder.climb(|_| None);
    assert_eq!((&found.location, &found.next), (&None, &None));
    assert_eq!(found.skipped.iter().map(|skipped| skipped.rung).collect::<Vec<_>>(), Rung::ORDER);
}

#[test]
fn how_a_location_is_known_is_told_truthfully() {
    let of = |here: Here<'_>| climb(here).location.unwrap().determination();
    let told = of(said(company()));
    assert_eq!(
        (told.method, told.at, told.confidence),
        (Method::Manual, Some(at(20)), Confidence::Confirmed)
    );
    let told = of(said(proposed()));
    assert_eq!((told.method, told.at, told.confidence), (Method::Manual, Some(at(20)), Confidence::Reported));
    let told = of(unconfirmed(&matched(Rank::SwitchPort, false)));
    assert_eq!((told.method, told.at, told.confidence), (Method::Wiremap, None, Confidence::Matched));
    let told = of(unconfirmed(&matched(Rank::Bssid, false)));
    assert_eq!((told.method, told.at, told.confidence), (Method::AccessPoint, None, Confidence::Matched));
    let told = of(asked(Suggested::Nothing));
    assert_eq!((told.method, told.at, told.confidence), (Method::Manual, None, Confidence::Assumed));
}

/// What stands on each rung, by a table instead of by climbing.
#[derive(Debug, Clone, Copy)]
struct World {
    here: usize,
    here_is_usable: bool,
    default: Option<bool>,
    site: Option<bool>,
}

fn world() -> impl Strategy<Value = World> {
    let usable = || proptest::option::of(any::<bool>());
    (0_usize..9, any::<bool>(), usable(), usable()).prop_map(|(here, here_is_usable, default, site)| World {
        here,
        here_is_usable,
        default,
        site,
    })
}

const RANKS: [Rank; 3] = [Rank::SwitchPort, Rank::Bssid, Rank::GatewayMac];

proptest! {
    #[test]
    fn the_best_usable_rung_is_in_force_the_next_is_told_and_each_rung_above_has_a_reason(
        world in world(), rank in select(&RANKS[..]), is_enough in any::<bool>(),
    ) {
        let matched = matched(rank, is_enough);
        let counts_by_itself = rank != Rank::GatewayMac || is_enough;
        let (here, expected_here) = match world.here {
            0 => (Here::NotWatched, None),
            1 => (Here::NotKnown, None),
            2 => (said(company()), Some(Rung::ConfirmedLocation)),
            3 => (said(personal(3)), Some(Rung::ConfirmedLocation)),
            4 => (said(proposed()), Some(Rung::PendingReport)),
            5 => {
                let said = Said::Place { place: company(), at: Timestamp::UNIX_EPOCH, heard_at: None, is_delivered: false };
                (On { said, wiremap: Suggested::Nothing }, Some(Rung::PendingReport))
            }
            6 => (unconfirmed(&matched), Some(Rung::AutomaticWiremap).filter(|_| counts_by_itself)),
            7 => (asked(Suggested::Several), None),
            _ => (asked(Suggested::Nothing), None),
        };
        let standing = |label: &str, usable: bool| match usable {
            true => good(label),
            false => named(label, CivicAddress::default()),
        };
        let ladder = Ladder {
            here,
            default_address: world.default.map(|usable| (personal(8), standing("default", usable))),
            site: world.site.map(|usable| standing("site", usable)),
        };
        let found = ladder.climb(|_| Some(standing("here", world.here_is_usable)));

        let mut expected: Vec<Rung> = expected_here.filter(|_| world.here_is_usable).into_iter().collect();
        expected.extend(world.default.filter(|usable| *usable).map(|_| Rung::DefaultAddress));
        expected.extend(world.site.filter(|usable| *usable).map(|_| Rung::SiteDefault));
        prop_assert_eq!(found.location.as_ref().map(|at| at.rung), expected.first().copied());
        prop_assert_eq!(found.next.as_ref().map(|at| at.rung), expected.get(1).copied());
        let above: Vec<Rung> =
            Rung::ORDER.into_iter().filter(|rung| expected.first().is_none_or(|best| rung < best)).collect();
        prop_assert_eq!(found.skipped.iter().map(|skipped| skipped.rung).collect::<Vec<_>>(), above);
        for at in found.location.iter().chain(&found.next) {
            prop_assert!(at.address.is_usable());
        }
        for skipped in &found.skipped {
            let broken = match skipped.rung {
                Rung::DefaultAddress => world.default == Some(false),
                Rung::SiteDefault => world.site == Some(false),
                rung => expected_here == Some(rung) && !world.here_is_usable,
            };
            prop_assert_eq!(skipped.reason == SkipReason::NoUsableAddress, broken);
        }
        prop_assert_eq!(found.is_confirmed(), expected.first() == Some(&Rung::ConfirmedLocation));
    }
}
