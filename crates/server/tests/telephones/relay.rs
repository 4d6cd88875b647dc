//! Sound by way of a media relay, as it is set up with the server's own flags.

use crate::office::{LINE, Office, is_idle, shows};
use crate::server::{Server, free_port};
use crate::support::{have, rtpengine::Rtpengine};
use crate::{have_telephones, until};

/// Two people of the house talk by way of the relay of these flags; gives the figures while they do.
async fn people_hear_each_other(flags: &[&str]) -> (Office, String) {
    let metrics = format!("127.0.0.1:{}", free_port());
    let flags: Vec<&str> = [flags, &["--metrics-listen", &metrics]].concat();
    let server = Server::with(flags.into_iter().map(str::to_owned).collect());
    let office = Office::at(server, "tcp").await;
    office.imogens.dial(LINE);
    office.ottilie_answers().await;
    shows(&office.imogens, "ESTABLISHED").await;
    let (imogens, ottilies) = (&office.imogens, &office.ottilies);
    let said = || format!("{} {}", imogens.log(), ottilies.log());
    until("both to hear each other", said, || imogens.hears() && ottilies.hears()).await;
    let told = crate::http::client()
        .get(format!("http://{metrics}/metrics"))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    // Each has a line, and two lines are two calls: both pass the relay.
    assert!(told.contains("roamline_media_relay_sessions 2\n"), "{told}");
    assert!(told.contains("roamline_media_relay_seconds_count{outcome=\"done\"} 4\n"), "{told}");
    assert!(told.contains("roamline_media_agreed_total{encrypted=\"no\"} 4\n"), "{told}");
    (office, told)
}

#[tokio::test(flavor = "multi_thread")]
async fn people_of_the_house_hear_each_other_by_way_of_rtpengine() {
    if !have_telephones() || !have("telephones", "rtpengine") {
        return;
    }
    let relay = Rtpengine::start().await;
    let (office, _) = people_hear_each_other(&["--media-relay", &relay.control.to_string()]).await;
    assert!(relay.count("sessionstotal") >= 1);
    office.imogens.hang_up();
    is_idle(&office.ottilies).await;
    until("no session", || format!("{:?}", relay.statistics()), || relay.count("sessionstotal") == 0).await;
    assert!(relay.count("relayedpackets") > 0);
    office.closes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_of_the_house_hear_each_other_by_way_of_the_built_in_relay() {
    if !have_telephones() {
        return;
    }
    // An address that no other test has.
    let (address, ports) = ("127.0.7.1", 40_000..=40_015);
    let flags = ["--media-relay", "built-in", "--media-ports", "40000-40015", "--media-address", address];
    let (office, told) = people_hear_each_other(&flags).await;
    let relayed = told.lines().find(|line| {
        line.starts_with("roamline_media_relay_packets_total{outcome=\"relayed\"} ") && !line.ends_with(" 0")
    });
    assert!(relayed.is_some(), "{told}");
    let taken = || ports.clone().filter(|port| std::net::UdpSocket::bind((address, *port)).is_err()).count();
    assert_eq!(taken(), 8);
    office.imogens.hang_up();
    is_idle(&office.ottilies).await;
    until("no port", || taken().to_string(), || taken() == 0).await;
    office.closes().await;
}
