//! Proposals: who may do what when, over a table and over random histories.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use proptest::prelude::*;
use roamline_domain::ids::{RuleId, SiteId, UserId};
use roamline_domain::proposal::{Consequence, Parties, ProposalAct, ProposalRefusal, ProposalState};
use roamline_domain::roles::{Administration, Roles};
use rstest::rstest;
use support::{at, location, uuid};

const SITE: SiteId = SiteId(uuid::Uuid::from_u128(1));
const OTHER_SITE: SiteId = SiteId(uuid::Uuid::from_u128(2));
const REPORTER: UserId = UserId(uuid::Uuid::from_u128(10));
const SOMEBODY: UserId = UserId(uuid::Uuid::from_u128(11));

#[derive(Debug, Clone, Copy)]
enum Who {
    Reporter,
    Other,
    SiteAdministrator,
    OtherSitesAdministrator,
    AccountAdministrator,
}

impl Who {
    fn parties(self) -> Parties {
        let administrator = match self {
            Who::Reporter | Who::Other => None,
            Who::SiteAdministrator => Some(Administration::Site { site: SITE }),
            Who::OtherSitesAdministrator => Some(Administration::Site { site: OTHER_SITE }),
            Who::AccountAdministrator => Some(Administration::Account),
        };
        Parties {
            actor: if matches!(self, Who::Reporter) { REPORTER } else { SOMEBODY },
            roles: Roles { administrator, safety_team: true },
            reporter: REPORTER,
            site: SITE,
        }
    }

    fn decides(self) -> bool {
        matches!(self, Who::SiteAdministrator | Who::AccountAdministrator)
    }
}

fn approve() -> ProposalAct {
    ProposalAct::Approve { location: location(5), created: true, rules: vec![RuleId(uuid(6))] }
}

fn reject() -> ProposalAct {
    ProposalAct::Reject { reason: "  This is the car park.  ".into() }
}

#[rstest]
#[case::reporter(Who::Reporter)]
#[case::another_user(Who::Other)]
#[case::site_administrator(Who::SiteAdministrator)]
#[case::other_sites_administrator(Who::OtherSitesAdministrator)]
#[case::account_administrator(Who::AccountAdministrator)]
fn only_administrators_of_the_site_decide_and_only_the_reporter_withdraws(#[case] who: Who) {
    for act in [approve(), reject()] {
        let outcome = ProposalState::Pending.apply(act, who.parties(), at(1));
        assert_eq!(outcome.as_ref().err(), (!who.decides()).then_some(&ProposalRefusal::NotAdministrator));
    }
    let withdrawn = ProposalState::Pending.apply(ProposalAct::Withdraw, who.parties(), at(1));
    let reporter = matches!(who, Who::Reporter);
    assert_eq!(withdrawn.as_ref().err(), (!reporter).then_some(&ProposalRefusal::NotReporter));
}

#[rstest]
#[case::empty("", false)]
#[case::blank("   ", false)]
#[case::short("x", true)]
#[case::longest(&"ß".repeat(500), true)]
#[case::too_long(&"ß".repeat(501), false)]
fn a_rejection_needs_a_reason(#[case] reason: &str, #[case] good: bool) {
    let act = ProposalAct::Reject { reason: reason.into() };
    let outcome = ProposalState::Pending.apply(act, Who::SiteAdministrator.parties(), at(1));
    assert_eq!(outcome.as_ref().err(), (!good).then_some(&ProposalRefusal::NoReason));
}

#[test]
fn undoing_takes_back_exactly_what_the_approval_made() {
    let by = Who::AccountAdministrator.parties();
    let (approved, told) = ProposalState::Pending.apply(approve(), by, at(1)).unwrap();
    assert_eq!(told, [Consequence::TellReporter]);
    let (pending, undone) = approved.apply(ProposalAct::Undo, by, at(2)).unwrap();
    assert_eq!(pending, ProposalState::Pending);
    assert_eq!(
        undone,
        [
            Consequence::RemoveRules(vec![RuleId(uuid(6))]),
            Consequence::RemoveLocation(location(5)),
            Consequence::TellReporter
        ]
    );
}

#[test]
fn undoing_a_merge_leaves_the_location() {
    let by = Who::AccountAdministrator.parties();
    let merge = ProposalAct::Approve { location: location(5), created: false, rules: vec![RuleId(uuid(6))] };
    let (approved, _) = ProposalState::Pending.apply(merge, by, at(1)).unwrap();
    let (_, undone) = approved.apply(ProposalAct::Undo, by, at(2)).unwrap();
    assert!(!undone.iter().any(|c| matches!(c, Consequence::RemoveLocation(_))));
}

fn who() -> impl Strategy<Value = Who> {
    proptest::sample::select(
        &[
            Who::Reporter,
            Who::Other,
            Who::SiteAdministrator,
            Who::OtherSitesAdministrator,
            Who::AccountAdministrator,
        ][..],
    )
}

fn act() -> impl Strategy<Value = ProposalAct> {
    prop_oneof![
        any::<bool>().prop_map(|created| ProposalAct::Approve {
            location: location(5),
            created,
            rules: vec![RuleId(uuid(6))]
        }),
        Just(reject()),
        Just(ProposalAct::Reject { reason: String::new() }),
        Just(ProposalAct::Undo),
        Just(ProposalAct::Withdraw),
    ]
}

proptest! {
    #[test]
    fn every_history_keeps_the_rules(steps in proptest::collection::vec((act(), who()), 0..40)) {
        let mut state = ProposalState::Pending;
        let mut in_force: Vec<RuleId> = Vec::new();
        for (second, (act, who)) in steps.into_iter().enumerate() {
            let now = at(i64::try_from(second).unwrap());
            match state.apply(act.clone(), who.parties(), now) {
                Err(refusal) => {
                    let allowed = match act {
                        ProposalAct::Withdraw => matches!(who, Who::Reporter) && state.is_pending(),
                        ProposalAct::Undo => who.decides()
                            && matches!(state, ProposalState::Approved { .. } | ProposalState::Rejected { .. }),
                        ProposalAct::Approve { .. } => who.decides() && state.is_pending(),
                        ProposalAct::Reject { ref reason } => who.decides() && state.is_pending() && !reason.is_empty(),
                    };
                    prop_assert!(!allowed, "{act:?} by {who:?} was refused: {refusal}");
                }
                Ok((next, consequences)) => {
                    prop_assert!(state.is_pending() != next.is_pending(), "a decision, or taking one back");
                    let acts_itself = matches!(act, ProposalAct::Withdraw);
                    let entitled = if acts_itself { matches!(who, Who::Reporter) } else { who.decides() };
                    prop_assert!(entitled);
                    prop_assert_eq!(consequences.contains(&Consequence::TellReporter), !acts_itself);
                    for consequence in consequences {
                        if let Consequence::RemoveRules(rules) = consequence {
                            in_force.retain(|r| !rules.contains(r));
                        }
                    }
                    if let ProposalState::Approved { rules, at, .. } = &next {
                        in_force.extend(rules);
                        prop_assert_eq!(*at, now);
                    }
                    state = next;
                }
            }
            let expected: &[RuleId] = match &state {
                ProposalState::Approved { rules, .. } => rules,
                _ => &[],
            };
            prop_assert_eq!(&in_force, expected, "rules exist exactly while an approval stands");
        }
    }
}
