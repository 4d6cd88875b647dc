//! The administrator decides, and the open window shows it.

use roamline_domain::proposal::ProposalState;
use serde_json::json;

use crate::need_a_network;
use crate::support::people::TOM;
use crate::support::steps::play;

#[test]
fn an_approval_is_seen_in_the_open_window() {
    need_a_network!();
    play(async |scene| {
        let tom = scene.arrive(TOM).await;
        scene.propose_to_bind("Boardroom").await;
        tom.wait_for_reports(1).await;
        let so_far = scene.notifications().count().await;

        let administrator = scene.administrator().await;
        let pending = administrator.pending_proposals().await;
        assert_eq!(pending.len(), 1);
        administrator.decide(&pending[0], "approve", json!({ "outcome": { "kind": "as_proposed" } })).await;

        scene.window().wait_until_gone("Waiting for an administrator's review").await;
        scene.window().wait_for_text("Confirmed").await;
        scene.window().wait_for_text("Boardroom").await;
        scene.desk.tray().wait_until_it_shows("settled").await;
        let reports = tom.wait_for_reports(1).await;
        assert!(matches!(reports[0].proposal, Some(ProposalState::Approved { .. })));
        scene.window().go_to("History", "Approved").await;
        assert_eq!(scene.notifications().count().await, so_far, "an approval asks nothing");
    });
}

#[test]
fn a_rejection_shows_its_reason_and_asks_again() {
    need_a_network!();
    play(async |scene| {
        let tom = scene.arrive(TOM).await;
        scene.propose_to_bind("Boardroom").await;
        tom.wait_for_reports(1).await;
        let so_far = scene.notifications().count().await;

        let administrator = scene.administrator().await;
        let pending = administrator.pending_proposals().await;
        let reason = "That socket is in the car park.";
        administrator.decide(&pending[0], "reject", json!({ "reason": reason })).await;

        scene.window().wait_for_text("Where are you now?").await;
        scene.notifications().wait_for_new(so_far, "Where are you now?").await;
        scene.desk.tray().wait_until_it_shows("add").await;
        scene.window().go_to("History", reason).await;
        scene.window().go_to("Home", "Where are you now?").await;
        scene.propose_to_bind("Post room").await;
        tom.wait_for_reports(2).await;
    });
}
