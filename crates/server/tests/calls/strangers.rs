//! Emergency calls of telephones that nobody knows: docs/rules.md, Emergency calls.

use roamline_api::desk_phone::PhoneTransport;
use serde_json::json;
use tokio::net::UdpSocket;

use crate::reached::newest;
use crate::services::Services;
use crate::sip_phone::PATIENCE;
use crate::world::AUSTIN_CALLBACK;

/// Calls as somebody who is set up nowhere. The code of the first answer that is not provisional.
async fn call(server: &str, number: usize) -> u16 {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let here = socket.local_addr().unwrap();
    let invite = format!(
        "INVITE sip:112@roamline SIP/2.0\r\nVia: SIP/2.0/UDP {here};branch=z9hG4bKzoe{number};rport\r\nMax-Forwards: 70\r\n\
         From: Zoe <sip:+442079460999@elsewhere.example>;tag={number}\r\nTo: <sip:112@roamline>\r\n\
         Call-ID: zoe-{number}\r\nCSeq: 1 INVITE\r\nContact: <sip:zoe@{here}>\r\nContent-Length: 0\r\n\r\n"
    );
    socket.send_to(invite.as_bytes(), server).await.unwrap();
    let mut buffer = vec![0; 65_536];
    loop {
        let length =
            tokio::time::timeout(PATIENCE, socket.recv(&mut buffer)).await.expect("an answer").unwrap();
        let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
        let code: u16 = text.split(' ').nth(1).unwrap().parse().unwrap();
        if code >= 200 {
            return code;
        }
    }
}

#[tokio::test]
async fn a_telephone_that_nobody_knows_calls_only_where_the_policy_lets_it_and_can_be_called_back() {
    let (services, office) = Services::open().await;
    let world = &office.world;
    let servers = world.phone_servers();
    let udp = servers.iter().find(|server| server.transport == PhoneTransport::Udp).unwrap();
    assert_eq!(call(&udp.address, 1).await, 407);

    let mut policy = world.admin.get("/v1/policies/account").await;
    policy["emergency"]["strangers"] = json!(true);
    world.admin.ok("PUT", "/v1/policies/account", policy).await;
    let server = udp.address.clone();
    let calling = tokio::spawn(async move { call(&server, 2).await });
    let arrived = services.take().await;
    // The number that it claims is nobody's that is known: it is called back where the organisation is.
    assert!(arrived.contains(AUSTIN_CALLBACK), "{arrived}");
    assert!(!arrived.contains("+442079460999") && !arrived.contains("Geolocation"), "{arrived}");
    let is_told = |call: &serde_json::Value| call["proof"] == "nothing" && call["caller"] == "Zoe";
    newest(&office, "the call of nobody", is_told).await;
    calling.abort();
    office.world.stop().await;
}
