//! The main job: a computer moves between networks, and its emergency address gets settled.

use std::time::Duration;

use fantoccini::key::Key;
use roamline_domain::report::Choice;
use serde_json::json;

use crate::need_a_network;
use crate::support::desk::{Desk, Setup};
use crate::support::network::{Network, Router};
use crate::support::people::{IMOGEN, Person, TOM};
use crate::support::server::Server;
use crate::support::wait::{stays, until};

/// The wiremap learns that a router is on the second floor in Leeds.
async fn map_router(server: &Server, router: &Router) -> String {
    let administrator = Person::sign_in(server, IMOGEN).await;
    let floor = administrator.find_location("Second floor").await.location;
    let evidence = json!({ "evidence": { "kind": "gateway_mac", "mac": router.mac } });
    administrator.post(&format!("/v1/locations/{}/rules", floor.id), &evidence).await;
    floor.name
}

#[test]
fn a_first_run_and_a_move_between_two_routers() {
    need_a_network!();
    let network = Network::new();
    let server = Server::in_network(&network.server);
    network.server.run(async || map_router(&server, &network.b).await);
    network.plug_in(&network.a);

    network.computer.run(async || {
        let desk = Desk::start(Setup {
            computer: Some(&network.computer),
            server: Some(&server),
            ..Setup::default()
        })
        .await;
        desk.first_run(&server, TOM).await;

        // Nobody knows the first network: an address of one's own is added in the window.
        let window = desk.window();
        window.wait_for_text("Where are you now?").await;
        desk.tray().wait_until_it_shows("add").await;
        let asked = desk.notifications().wait_for("Where are you now?").await;
        assert_eq!(asked.buttons(), ["Add address", "Later"]);
        window.axe().await;
        window.click_text("Add a new address").await;
        window.fill("Name", "Home").await;
        window.fill("House number", "7").await;
        window.fill("Street", "Clarendon Road").await;
        window.fill("Town", "Leeds").await;
        window.fill("Postcode", "LS2 9NH").await;
        window.axe().await;
        window.click_text("Use this address").await;
        window.wait_for_text("7 Clarendon Road").await;
        desk.tray().wait_until_it_shows("settled").await;
        desk.notifications().wait_until_withdrawn(&asked).await;

        let tom = Person::sign_in(&server, TOM).await;
        let reports = tom.wait_for_reports(1).await;
        assert!(matches!(reports[0].report.choice, Choice::NewPersonalLocation { .. }));

        // The second router is on the wiremap: one click on the notification confirms it.
        let so_far = desk.notifications().count().await;
        network.plug_in(&network.b);
        let asked = desk.notifications().wait_for("Are you at").await;
        assert_eq!(asked.buttons(), ["Yes, I am here", "Somewhere else", "Later"]);
        desk.tray().wait_until_it_shows("confirm").await;
        desk.notifications().click(&asked, "Yes, I am here").await;
        desk.tray().wait_until_it_shows("settled").await;
        let reports = tom.wait_for_reports(2).await;
        assert!(matches!(reports[0].report.choice, Choice::Confirm { .. }));
        assert_eq!(desk.notifications().count().await, so_far + 1, "one question for one move");

        // Back on the first network nobody is asked.
        network.plug_in(&network.a);
        window.wait_for_text("7 Clarendon Road").await;
        stays("nobody is asked on a known network", Duration::from_secs(2), async || {
            desk.notifications().count().await == so_far + 1
        })
        .await;
        tom.wait_for_reports(2).await;
    });
}

#[test]
fn the_prompt_window_asks_without_taking_the_keyboard_away() {
    need_a_network!();
    let network = Network::new();
    let server = Server::in_network(&network.server);
    network.server.run(async || map_router(&server, &network.b).await);

    network.computer.run(async || {
        // Nothing shows notifications here, so that the question needs the window at once.
        let desk = Desk::start(Setup {
            computer: Some(&network.computer),
            server: Some(&server),
            without_notifications: true,
            ..Setup::default()
        })
        .await;
        network.plug_in(&network.b);
        desk.first_run(&server, TOM).await;
        let keyboard = desk.focused_window();
        desk.wait_for_windows(2).await;
        assert_eq!(desk.focused_window(), keyboard, "the prompt took the keyboard");

        let window = desk.window();
        window.turn_to("#/prompt").await;
        window.wait_for_text("Are you at").await;
        window.axe().await;
        until("the window is as high as its content", async || {
            let content = "return document.querySelector('main').getBoundingClientRect().height";
            let content = window.run(content).await.as_f64()?.ceil();
            (f64::from(desk.height_of_prompt()?) - content).abs().le(&1.0).then_some(())
        })
        .await;

        // Escape means later; the tray brings the question back, and then the keyboard is wanted.
        window.press(&Key::Escape.to_string()).await;
        desk.wait_for_windows(1).await;
        desk.tray().choose("Confirm where you are").await;
        desk.wait_for_windows(2).await;
        until("the prompt has the keyboard", async || (desk.focused_window() != keyboard).then_some(()))
            .await;
        window.turn_to("#/prompt").await;
        window.click_text("Yes, I am here").await;
        window.wait_for_text("Emergency calls from this computer go to").await;
        desk.wait_for_windows(1).await;
        let tom = Person::sign_in(&server, TOM).await;
        let reports = tom.wait_for_reports(1).await;
        assert!(matches!(reports[0].report.choice, Choice::Confirm { .. }));
    });
}
