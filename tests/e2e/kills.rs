//! The power fails at any moment of a report: what the window has thanked for is delivered, and nothing twice.

use std::time::Duration;

use crate::need_a_network;
use crate::support::steps::{HOME, PRIYA, play};
use crate::support::wait::{stays, until};

const ROUNDS: u64 = 8;
/// The latest moment of a kill after the click has been given to the window.
const LATEST_MS: u64 = 80;
/// Where the sequence of moments starts, so that a failure can be repeated.
const SEED: u64 = 0x524f_414d;

/// A small generator (xorshift, Marsaglia 2003) whose sequence follows from its seed.
struct Moments(u64);

impl Moments {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % below
    }
}

/// Presses the saved home once the driver has returned: the click itself must not wait for the driver, nor it for the
/// click.
fn click_home() -> String {
    format!(
        "const home = [...document.querySelectorAll('button')].find((b) => b.innerText.includes('{HOME}')); \
         if (home === undefined) return false; \
         setTimeout(() => home.click(), 5); \
         return true;"
    )
}

#[test]
fn nothing_is_lost_or_doubled_when_the_client_is_killed_during_a_report() {
    need_a_network!();
    play(async |mut scene| {
        let priya = scene.arrive(PRIYA).await;
        scene.window().wait_for_text("Where are you now?").await;
        let mut moments = Moments(SEED);
        for round in 0..ROUNDS {
            let router = format!("00:1b:21:a7:00:{round:02x}");
            scene.network.plug_in_behind(&scene.network.b, &router);
            let so_far = scene.notifications().count().await;
            scene.notifications().wait_for_new(so_far - 1, "Where are you now?").await;
            scene.window().wait_for_text("192.168.20.1").await;

            until("the saved home can be pressed", async || {
                (scene.window().run(&click_home()).await == true).then_some(())
            })
            .await;
            // Every other kill falls after the window's thanks, the others at any moment before or about it.
            let thanked = round % 2 == 1;
            let what = if thanked {
                scene.window().wait_for_text("Thank you").await;
                format!("round {round}, killed after the thanks")
            } else {
                let after = moments.next(LATEST_MS + 1);
                tokio::time::sleep(Duration::from_millis(after)).await;
                format!("round {round}, killed after {after} ms")
            };
            scene.desk.kill_client().await;
            scene.desk.open_client().await;

            let mut asked = false;
            until(&format!("it is delivered or asked: {what}"), async || {
                asked = scene.window().text().await.contains("Where are you now?");
                (asked || !priya.reports_behind(&router).await.is_empty()).then_some(())
            })
            .await;
            eprintln!("{what}, asked again: {asked}");
            assert!(!(asked && thanked), "lost: {what}");
            if asked {
                assert!(priya.reports_behind(&router).await.is_empty(), "asked about a report: {what}");
                scene.say_home().await;
                until(&format!("the second answer is delivered: {what}"), async || {
                    (!priya.reports_behind(&router).await.is_empty()).then_some(())
                })
                .await;
            }
            scene.window().wait_until_gone("Not yet on the server").await;
            assert_eq!(priya.reports_behind(&router).await.len(), 1, "doubled: {what}");
        }
        stays("each is there once", Duration::from_secs(1), async || {
            priya.reports().await.len() == usize::try_from(ROUNDS).unwrap()
        })
        .await;
    });
}
