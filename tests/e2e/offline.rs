//! The server is gone: the question comes all the same, and the answer is delivered once when it is back.

use std::time::Duration;

use roamline_domain::report::Choice;

use crate::need_a_network;
use crate::support::steps::{PRIYA, play};
use crate::support::wait::stays;

#[test]
fn answers_without_a_server_wait_and_are_delivered_once() {
    need_a_network!();
    play(async |mut scene| {
        let priya = scene.arrive_on_the_map(PRIYA).await;
        scene.notifications().wait_for("Are you at").await;
        scene.window().wait_for_text("Are you at").await;
        scene.server.stop();

        // Nothing is known here of the second network: add.
        let so_far = scene.notifications().count().await;
        scene.network.plug_in(&scene.network.b);
        scene.notifications().wait_for_new(so_far, "Where are you now?").await;
        scene.window().wait_for_text("No connection to the server").await;
        scene.say_home().await;
        scene.window().wait_for_text("The server does not have it yet").await;
        scene.window().wait_for_text("Not yet on the server").await;
        scene.window().wait_for_text("Waiting to be sent").await;

        // What the wiremap says of the first one is remembered: confirm.
        let so_far = scene.notifications().count().await;
        scene.network.plug_in(&scene.network.a);
        let asked = scene.notifications().wait_for_new(so_far, "Second floor").await;
        scene.notifications().click(&asked, "Yes, I am here").await;
        scene.window().wait_for_text("Whitehall Quay").await;
        scene.window().wait_for_text("The server does not have it yet").await;
        scene.desk.tray().wait_until_it_shows("settled").await;

        // Not even the end of the client loses them.
        scene.desk.kill_client().await;
        scene.desk.open_client().await;
        scene.window().wait_for_text("Not yet on the server").await;

        scene.server.start();
        scene.window().wait_until_gone("Not yet on the server").await;
        let reports = priya.wait_for_reports(2).await;
        assert!(matches!(reports[0].report.choice, Choice::Confirm { .. }));
        assert!(matches!(reports[1].report.choice, Choice::SavedPersonalLocation { .. }));
        scene.window().wait_for_text("Confirmed").await;
        scene.window().wait_until_gone("No connection to the server").await;
        stays("each is there once", Duration::from_secs(1), async || priya.reports().await.len() == 2).await;
    });
}
