//! Emergency calls as the safety team meets them: a real telephone calls, and a real window tells.

use roamline_api::sync::{Entity, Snapshot};
use serde_json::json;

use crate::need_a_desk;
use crate::support::desk::{Desk, Setup};
use crate::support::people::{Person, TOM};
use crate::support::scenario;
use crate::support::server::Server;
use crate::support::telephone::{self, Telephone};

/// She is the safety team.
const BEATRIX: &str = "beatrix.finch@harrier-finch.example";

/// So that nothing else asks for her attention.
async fn decline_invitations(person: &Person) {
    let snapshot: Snapshot = person.get("/v1/snapshot").await;
    for entity in snapshot.entities {
        if let Entity::Delegation(asked) = entity {
            let path = format!("/v1/delegations/{}/decline", asked.id);
            person.change(reqwest::Method::POST, &path, asked.version, &json!(null)).await;
        }
    }
}

#[test]
fn the_safety_team_is_alerted_until_one_of_them_looks_after_it() {
    need_a_desk!();
    if let Some(reason) = telephone::why_not() {
        return crate::skip(reason);
    }
    scenario(async {
        let server = Server::on_loopback();
        let toms = Telephone::of(&Person::sign_in(&server, TOM).await, "Tom's").await;
        let beatrix = Person::sign_in(&server, BEATRIX).await;
        let own = Telephone::of(&beatrix, "Beatrix's").await;
        decline_invitations(&beatrix).await;
        let desk = Desk::start(Setup::default()).await;
        desk.first_run(&server, BEATRIX).await;
        let asked = desk.notifications().wait_for("Where are you now?").await;
        desk.notifications().click(&asked, "Later").await;
        let window = desk.window();

        // This server has no way to the emergency services, which is when it matters most that somebody is told.
        toms.dial("112");
        let alert = desk.notifications().wait_for("Emergency call did not get through: Tom Aldous").await;
        assert_eq!(alert.buttons(), ["Acknowledge", "Details"]);
        assert!(alert.body.contains("Whitehall Quay"), "{alert:?}");
        window.wait_for_text("Emergency call: Tom Aldous").await;
        window.axe().await;
        window.click_text("Details").await;
        window.wait_for_text("Tom Aldous dialled 112").await;
        window.wait_for_text("Address of the site").await;
        window.click_text("Acknowledge").await;
        window.wait_for_text("You have acknowledged it.").await;
        desk.notifications().wait_until_withdrawn(&alert).await;
        assert!(
            !window.text().await.contains("Emergency call: Tom Aldous"),
            "the alert is gone from the screen"
        );

        // Her own test is shown and alerts nobody.
        own.dial("933");
        desk.notifications().wait_for("Your emergency call was tested").await;
        window.wait_for_text("You tested your emergency call").await;
    });
}
