//! What changes on a computer all day long without any move: nobody is asked.

use std::time::Duration;

use crate::need_a_network;
use crate::support::network::WIRE;
use crate::support::steps::{PRIYA, play};
use crate::support::wait::stays;

/// Longer than a move needs to be noticed, settled and asked about.
const QUIET: Duration = Duration::from_secs(3);

#[test]
fn leases_containers_and_tunnels_ask_nobody() {
    need_a_network!();
    play(async |scene| {
        let priya = scene.arrive(PRIYA).await;
        scene.say_home().await;
        priya.wait_for_reports(1).await;
        let so_far = scene.notifications().count().await;
        let ip = |arguments: &str| {
            scene.network.computer.ip(&arguments.split_whitespace().collect::<Vec<_>>());
        };
        let quiet = async |noise: &str| {
            stays(noise, QUIET, async || {
                scene.notifications().count().await == so_far
                    && !scene.window().text().await.contains("Where are you now?")
            })
            .await;
            scene.window().wait_for_text("4407 Avenue G").await;
        };
        let lease = scene.network.lease(&scene.network.a);
        let router = scene.network.a.address();

        for seconds in 3600..3620 {
            ip(&format!("addr replace {lease} dev {WIRE} valid_lft {seconds} preferred_lft {seconds}"));
        }
        quiet("nobody is asked when a lease is renewed").await;

        ip(&format!("addr del {lease} dev {WIRE}"));
        ip(&format!("addr add {lease} dev {WIRE}"));
        ip(&format!("route replace default via {router}"));
        quiet("nobody is asked when an address goes and comes back").await;

        ip("link add containers0 type bridge");
        ip("addr add 172.17.0.1/16 dev containers0");
        ip("link set containers0 up");
        ip("link add box0 type veth peer name box1");
        ip("link set box0 master containers0");
        ip("link set box0 up");
        ip("link set box1 up");
        quiet("nobody is asked when a container starts").await;
        ip("link delete box0");
        ip("link delete containers0");
        quiet("nobody is asked when a container ends").await;

        ip("tuntap add dev tunnel0 mode tun");
        ip("addr add 10.8.0.2/24 dev tunnel0");
        ip("link set tunnel0 up");
        ip(&format!("route add 203.0.113.10 via {router}"));
        ip("route add 0.0.0.0/1 dev tunnel0");
        ip("route add 128.0.0.0/1 dev tunnel0");
        quiet("nobody is asked when a tunnel comes up").await;
        ip("tuntap del dev tunnel0 mode tun");
        quiet("nobody is asked when a tunnel goes down").await;
        assert_eq!(priya.reports().await.len(), 1);

        // The same ears hear a real move.
        scene.network.plug_in(&scene.network.b);
        scene.notifications().wait_for_new(so_far, "Where are you now?").await;
    });
}
