//! Sound by way of a media relay, as it is set up with the server's own flag.

use crate::office::{LINE, Office, is_idle, shows};
use crate::server::{Server, free_port};
use crate::support::{have, rtpengine::Rtpengine};
use crate::{have_telephones, until};

#[tokio::test(flavor = "multi_thread")]
async fn people_of_the_house_hear_each_other_by_way_of_the_relay() {
    if !have_telephones() || !have("telephones", "rtpengine") {
        return;
    }
    let relay = Rtpengine::start().await;
    let metrics = format!("127.0.0.1:{}", free_port());
    let flags =
        ["--media-relay", &relay.control.to_string(), "--metrics-listen", &metrics].map(str::to_owned);
    let server = Server::with(flags.into());
    let office = Office::at(server, "tcp").await;
    office.imogens.dial(LINE);
    office.ottilie_answers().await;
    shows(&office.imogens, "ESTABLISHED").await;
    let (imogens, ottilies) = (&office.imogens, &office.ottilies);
    let said = || format!("{} {}", imogens.log(), ottilies.log());
    until("both to hear each other", said, || imogens.hears() && ottilies.hears()).await;
    assert!(relay.count("sessionstotal") >= 1);
    let told = crate::http::client()
        .get(format!("http://{metrics}/metrics"))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(told.contains("roamline_media_relay_sessions 1\n"), "{told}");
    assert!(told.contains("roamline_media_relay_seconds_count{outcome=\"done\"} 2\n"), "{told}");
    assert!(told.contains("roamline_media_agreed_total{encrypted=\"no\"} 2\n"), "{told}");
    office.imogens.hang_up();
    is_idle(&office.ottilies).await;
    until("no session", || format!("{:?}", relay.statistics()), || relay.count("sessionstotal") == 0).await;
    assert!(relay.count("relayedpackets") > 0);
    office.closes().await;
}
