//! A question that was put off until the next move.

use std::time::Duration;

use crate::need_a_network;
use crate::support::people::TOM;
use crate::support::steps::{PRIYA, play};
use crate::support::wait::stays;

#[test]
fn until_i_move_lasts_over_a_restart_and_ends_with_the_move() {
    need_a_network!();
    play(async |mut scene| {
        let priya = scene.arrive(PRIYA).await;
        let put_off = "You will be asked again when this computer moves.";
        scene.window().wait_for_text("Where are you now?").await;
        scene.notifications().wait_for("Where are you now?").await;
        scene.window().click_text("Later").await;
        scene.window().click_text("When this computer moves").await;
        scene.window().wait_for_text(put_off).await;

        scene.desk.kill_client().await;
        let so_far = scene.notifications().count().await;
        scene.desk.open_client().await;
        scene.window().wait_for_text(put_off).await;
        stays("nobody is asked after the restart", Duration::from_secs(2), async || {
            scene.notifications().count().await == so_far
        })
        .await;

        // The move ends it, there and back.
        scene.network.plug_in(&scene.network.b);
        scene.notifications().wait_for_new(so_far, "Where are you now?").await;
        scene.say_home().await;
        priya.wait_for_reports(1).await;
        let so_far = scene.notifications().count().await;
        scene.network.plug_in(&scene.network.a);
        scene.notifications().wait_for_new(so_far, "Where are you now?").await;
        scene.say_home().await;
        priya.wait_for_reports(2).await;
        assert_eq!(scene.notifications().count().await, so_far + 1);
    });
}

#[test]
fn a_return_to_a_known_network_is_silent() {
    need_a_network!();
    play(async |scene| {
        let tom = scene.arrive_on_the_map(TOM).await;
        scene.map(scene.network.b.mac, "Workshop floor").await;
        scene.window().click_text("Yes, I am here").await;
        scene.be_thanked().await;
        scene.window().wait_for_text("Confirmed").await;
        tom.wait_for_reports(1).await;
        scene.network.plug_in(&scene.network.b);
        scene.window().wait_for_text("Workshop floor").await;
        scene.window().click_text("Yes, I am here").await;
        scene.be_thanked().await;
        tom.wait_for_reports(2).await;

        let so_far = scene.notifications().count().await;
        for (router, place) in [(&scene.network.a, "Whitehall Quay"), (&scene.network.b, "Dock Street")] {
            scene.network.plug_in(router);
            scene.window().wait_for_text(&router.address()).await;
            scene.window().wait_for_text(place).await;
            stays("nobody is asked on a known network", Duration::from_secs(2), async || {
                scene.notifications().count().await == so_far
                    && !scene.window().text().await.contains("Are you at")
            })
            .await;
        }
        assert_eq!(tom.reports().await.len(), 2);
    });
}
