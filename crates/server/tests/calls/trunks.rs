//! Calls by trunks that come and go while the server runs.

use serde_json::{Value, json};

use crate::services::Services;
use crate::sip_phone::At;

fn path(trunk: &Value) -> String {
    format!("/v1/trunks/{}", trunk["id"].as_str().unwrap())
}

#[tokio::test]
async fn an_emergency_call_leaves_by_a_trunk_that_was_made_a_moment_ago_and_goes_on_when_that_is_removed() {
    let (services, office) = Services::without_a_trunk().await;
    let admin = &office.world.admin;
    let address = services.address();
    let settings = json!({"name": "Emergency", "host": address.ip(), "port": address.port(), "transport": "udp",
        "ordinary": false, "emergency": {"asks_for": "service"}});
    let made = admin.ok("POST", "/v1/trunks", json!({"settings": settings})).await;
    let call = office.ann.dial("112").await;
    let arrived = services.take().await;
    assert!(arrived.starts_with("INVITE urn:service:sos ") && arrived.contains("<?xml"), "{arrived}");
    office.ann.one(At::Talking).await;

    admin.delete_if(&json!(1), &format!("{}?confirm=true", path(&made))).await;
    assert_eq!(admin.get("/v1/trunks").await, json!([]));
    assert_eq!(office.ann.state().count(At::Talking), 1);
    office.ann.hang_up(&call).await;
    services.over().await;
    office.world.stop().await;
}

#[tokio::test]
async fn a_trunk_that_does_not_answer_costs_an_emergency_call_nothing_once_that_is_known() {
    let (services, office) = Services::without_a_trunk().await;
    let admin = &office.world.admin;
    // Nobody listens there, which is found out before anybody is in need.
    let silent = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let mut made = Vec::new();
    for (name, at, priority) in
        [("First", silent.local_addr().unwrap(), 1), ("Second", services.address(), 2)]
    {
        let settings = json!({"name": name, "host": at.ip(), "port": at.port(), "transport": "udp",
            "ordinary": false, "priority": priority, "emergency": {}});
        made.push(admin.ok("POST", "/v1/trunks", json!({"settings": settings})).await);
    }
    let told = admin.ok("POST", &format!("{}/check", path(&made[0])), json!(null)).await;
    assert_eq!(told["state"]["status"], "silent");
    let call = office.ann.dial("112").await;
    services.take().await;
    office.ann.one(At::Talking).await;
    silent.set_nonblocking(true).unwrap();
    let mut buffer = [0; 65_536];
    while let Ok(length) = silent.recv(&mut buffer) {
        let text = String::from_utf8_lossy(&buffer[..length]);
        assert!(text.starts_with("OPTIONS "), "the call went by the other at once: {text}");
    }
    office.ann.hang_up(&call).await;
    services.over().await;
    office.world.stop().await;
}
