//! Delegation between two people at two desks, with an administrator in the portal.

use fantoccini::Locator;
use reqwest::Method;
use roamline_api::account::Me;
use roamline_api::delegation::{Delegation, SharedLineSettings};
use roamline_domain::delegation::DelegationState;
use roamline_domain::ids::DelegationId;
use serde_json::json;

use crate::need_a_network;
use crate::support::desk::{Desk, Setup};
use crate::support::people::{IMOGEN, Person, TOM};
use crate::support::portal::Portal;
use crate::support::steps::{PRIYA, Scene, play};
use crate::support::wait::until;
use crate::support::window::Window;

/// The headline of Priya's request.
const REQUEST: &str = "Priya Raman asks you to act on their lines";

/// Priya at the first desk, Tom at a second one. Neither is asked where they are any more.
async fn two_desks(scene: &Scene<'_>) -> (Person, Desk, Person) {
    let priya = scene.arrive(PRIYA).await;
    scene.say_home().await;
    let computer = Some(&scene.network.computer);
    let desk = Desk::start(Setup { computer, server: Some(&scene.server), ..Setup::default() }).await;
    desk.first_run(&scene.server, TOM).await;
    let asked = desk.notifications().wait_for("Where are you now?").await;
    desk.notifications().click(&asked, "Later").await;
    (priya, desk, Person::sign_in(&scene.server, TOM).await)
}

impl Scene<'_> {
    /// Priya asks Tom in her window.
    async fn priya_asks_tom(&self) {
        let window = self.window();
        window.go_to("Delegation", "Delegation & assistants").await;
        window.click_text("Add a delegate").await;
        window.fill("Search by name or extension", "Tom Aldous").await;
        // Until the search is done, the rows are those of everybody and about to move.
        window.wait_for_text("1 found").await;
        window.click_text("Tom Aldous").await;
        window.click_text("Send request").await;
        window.wait_for_text("Asked").await;
    }
}

impl Window {
    /// Says yes to the question that is open.
    async fn confirm(&self, button: &str) {
        let path = format!("//*[@role='alertdialog']//button[normalize-space(.)='{button}']");
        self.click(Locator::XPath(&path), button).await;
    }
}

impl Person {
    /// Everything about this person's lines, as an administrator reads it.
    async fn lines_of(&self, person: &Me) -> SharedLineSettings {
        self.get(&format!("/v1/shared-lines/{}", person.id)).await
    }

    /// Waits until the delegation between two people is as wanted.
    async fn wait_for_delegation(
        &self,
        delegator: &Me,
        what: &str,
        wanted: impl Fn(&Delegation) -> bool,
    ) -> Delegation {
        until(what, async || {
            let lines = self.lines_of(delegator).await;
            lines.delegates.into_iter().find(|d| d.delegate.name == "Tom Aldous" && wanted(d))
        })
        .await
    }
}

fn is_active(delegation: &Delegation) -> bool {
    matches!(delegation.state, DelegationState::Active { .. })
}

#[test]
fn two_windows_and_the_portal_follow_a_delegation_from_its_request_to_its_end() {
    need_a_network!();
    play(async |scene| {
        let (priya, toms, _) = two_desks(&scene).await;
        let priya: Me = priya.get("/v1/me").await;
        let portal = Portal::sign_in(&scene.server, IMOGEN).await;
        portal.visit(&format!("/shared-lines/{}", priya.id)).await;
        portal.window().wait_for_text("Marcus Delgado").await;
        toms.window().go_to("Delegation", "Assistant for").await;

        scene.priya_asks_tom().await;
        portal.window().wait_for_text("Tom Aldous").await;
        portal.window().wait_for_text("Pending").await;
        let asked = toms.notifications().wait_for(REQUEST).await;
        assert_eq!(asked.buttons(), ["Accept", "Open"]);
        assert!(asked.body.contains("answer calls, place calls"), "{asked:?}");
        toms.window().wait_for_text(REQUEST).await;
        toms.tray().wait_for_entry("1 request waits: Priya Raman").await;
        scene.window().wait_for_text("Pending").await;

        toms.notifications().click(&asked, "Accept").await;
        toms.window().wait_for_text("Ring here").await;
        toms.window().wait_until_gone(REQUEST).await;
        scene.window().wait_until_gone("Pending").await;
        scene.window().wait_for_text("Tom Aldous").await;
        portal.window().wait_until_gone("Pending").await;
        portal.window().wait_for_text("Tom Aldous").await;
        until("no request waits in the tray", async || {
            let menu = toms.tray().menu().await;
            (!menu.is_empty() && !menu.iter().any(|entry| entry.label.contains("request"))).then_some(())
        })
        .await;
        let told = toms.notifications().shown().await;
        assert_eq!(told.iter().filter(|shown| shown.summary == REQUEST).count(), 1);

        // The delegate's own switch is seen at the other desk.
        toms.window().click_text("Ring here").await;
        scene.window().wait_for_text("Tom Aldous has switched ringing off for this line").await;

        // An administrator takes a privilege away and locks the settings.
        portal.window().wait_for_text("Tom Aldous has switched ringing off").await;
        let toms_privileges = "//*[@role='group'][contains(., 'What Tom Aldous may do')]";
        let answering = format!("{toms_privileges}//label[contains(., 'Answer calls')]");
        portal.window().click(Locator::XPath(&answering), "Answer calls").await;
        portal.window().click_text("Save what Tom Aldous may do").await;
        toms.window().wait_for_text("you may not answer them").await;
        portal.window().click(Locator::XPath("//button[normalize-space(.)='Lock']"), "Lock").await;
        scene.window().wait_for_text("has locked your delegation settings").await;
        scene.window().wait_until_gone("Add a delegate").await;
        toms.window().wait_for_text("Locked").await;
        portal.window().wait_for_text("Unlock").await;
        portal.window().axe().await;

        // Unlocked again, Priya ends it.
        portal.window().click_text("Unlock").await;
        toms.window().wait_until_gone("Locked").await;
        scene.window().click_text("End the delegation to Tom Aldous").await;
        scene.window().wait_for_text("End the delegation to Tom Aldous?").await;
        scene.window().confirm("End").await;
        scene.window().wait_for_text("no longer acts on your lines").await;
        toms.window().wait_until_gone("Priya Raman").await;
        portal.window().wait_until_gone("Tom Aldous").await;
        portal.window().wait_for_text("Marcus Delgado").await;
    });
}

#[test]
fn a_request_is_opened_from_notification_tray_and_link() {
    need_a_network!();
    play(async |scene| {
        let (priya, toms, _) = two_desks(&scene).await;
        let priya: Me = priya.get("/v1/me").await;
        let administrator = scene.administrator().await;
        scene.priya_asks_tom().await;
        let asked = toms.notifications().wait_for(REQUEST).await;
        let DelegationId(id) = administrator.wait_for_delegation(&priya, "the request", |_| true).await.id;
        let page = format!("#/delegation/{id}");

        toms.notifications().click(&asked, "Open").await;
        toms.window().turn_to(&page).await;
        toms.window().wait_for_text(REQUEST).await;
        toms.window().wait_until_true("return document.activeElement.dataset.marked === 'true'").await;

        toms.window().go_to("Home", "Emergency calls").await;
        toms.tray().choose("1 request waits: Priya Raman").await;
        toms.window().turn_to("#/delegation").await;

        toms.window().go_to("Home", "Emergency calls").await;
        toms.start_again(&[&format!("roamline://delegation/{id}")]);
        toms.window().turn_to(&page).await;
        toms.window().wait_for_text(REQUEST).await;

        // Taken back, it is gone everywhere.
        scene.window().click_text("Withdraw the request to Tom Aldous").await;
        scene.window().confirm("Withdraw").await;
        toms.window().wait_until_gone(REQUEST).await;
    });
}

#[test]
fn a_request_that_came_while_the_client_was_off_is_told_once_and_withdrawn_with_the_answer() {
    need_a_network!();
    play(async |scene| {
        let (priya, mut toms, tom) = two_desks(&scene).await;
        let priya: Me = priya.get("/v1/me").await;
        let administrator = scene.administrator().await;
        toms.kill_client().await;
        scene.priya_asks_tom().await;
        let so_far = toms.notifications().count().await;
        toms.start_hidden();
        let asked = toms.notifications().wait_for_new(so_far, REQUEST).await;
        toms.kill_client().await;
        toms.start_hidden();
        toms.tray().wait_for_entry("1 request waits: Priya Raman").await;
        let told = toms.notifications().shown().await;
        assert_eq!(told.iter().filter(|shown| shown.summary == asked.summary).count(), 1);

        // A second one is answered in the portal: its notification goes by itself.
        let request = administrator.wait_for_delegation(&priya, "the request", |_| true).await;
        let path = format!("/v1/delegations/{}/decline", request.id);
        tom.change(Method::POST, &path, request.version, &json!({})).await;
        scene.window().click_text("Ask again: Tom Aldous").await;
        scene.window().click_text("Send request").await;
        let again = toms.notifications().wait_for_new(told.len(), REQUEST).await;
        let request =
            administrator.wait_for_delegation(&priya, "the new request", |d| d.id != request.id).await;
        let path = format!("/v1/delegations/{}/accept", request.id);
        tom.change(Method::POST, &path, request.version, &json!({})).await;
        toms.notifications().wait_until_withdrawn(&again).await;
    });
}

#[test]
fn accepting_without_the_server_says_so_and_is_not_kept_for_later() {
    need_a_network!();
    play(async |mut scene| {
        let (priya, toms, _) = two_desks(&scene).await;
        let priya: Me = priya.get("/v1/me").await;
        scene.priya_asks_tom().await;
        let asked = toms.notifications().wait_for(REQUEST).await;
        scene.server.stop();
        toms.notifications().click(&asked, "Accept").await;
        let failed = toms.notifications().wait_for("was not accepted").await;
        assert!(failed.body.contains("This needs the server"), "{failed:?}");
        scene.server.start();
        toms.notifications().click(&failed, "Open").await;
        toms.window().wait_for_text(REQUEST).await;
        toms.window().click_text("Accept the request of Priya Raman").await;
        let administrator = scene.administrator().await;
        administrator.wait_for_delegation(&priya, "it is active", is_active).await;
    });
}
