//! The organisation to look around in.

use reqwest::StatusCode;
use roamline_api::desk_phone::PhoneTransport;
use roamline_domain::access_network::{AccessNetwork, Evidence, Gateway, Medium};
use roamline_server::StartError;
use roamline_server::config::Config;
use roamline_server::demo::DemoError;
use roamline_store::{accounts, locations};
use serde_json::{Value, json};

use crate::sip_phone::Phone;
use crate::{Server, config};

async fn sign_in(server: &Server, email: &str, password: &str) -> reqwest::Response {
    crate::http::client()
        .post(server.url("/v1/session"))
        .header("x-roamline", "1")
        .json(&json!({"email": email, "password": password}))
        .send()
        .await
        .unwrap()
}

#[tokio::test]
async fn everybody_can_sign_in_with_the_password_that_was_told() {
    let data = tempfile::tempdir().unwrap();
    let demo = Config { demo: true, ..config(data.path()) };
    let server = Server::start(demo.clone()).await;
    assert!(server.running.has_users);
    let told = server.running.made_up.users.clone();
    assert!(told.len() >= 6);
    for user in &told {
        let answer = sign_in(&server, user.email, &user.password).await;
        assert_eq!(answer.status(), StatusCode::OK, "{}", user.name);
        let me: Value = answer.json().await.unwrap();
        let administers = &me["roles"]["administrator"]["of"];
        let safety_team = me["roles"]["safety_team"].as_bool().unwrap();
        let role = match (administers.as_str(), safety_team) {
            (Some("account"), _) => "administrator",
            (Some("site"), _) => "site administrator",
            (_, true) => "safety team",
            _ => "user",
        };
        assert_eq!((role, me["name"].as_str().unwrap()), (user.role, user.name));
    }
    server.stop().await;

    let server = Server::start(demo).await;
    assert_eq!(server.running.made_up.users, []);
    assert_eq!(server.running.made_up.phones, []);
    assert_eq!(sign_in(&server, told[0].email, &told[0].password).await.status(), StatusCode::OK);
    server.stop().await;
}

#[tokio::test]
async fn its_wiremap_works_from_the_first_moment() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(Config { demo: true, ..config(data.path()) }).await;
    let network = AccessNetwork {
        interface: "eth0".to_owned(),
        medium: Medium::Wired,
        mac: None,
        addresses: vec!["10.20.3.4/16".parse().unwrap()],
        gateway: Some(Gateway {
            ip: "10.20.0.1".parse().unwrap(),
            mac: Some("00:1e:bd:5a:20:01".parse().unwrap()),
            subnet: Some("10.20.0.0/16".parse().unwrap()),
        }),
        wifi: None,
        switch_port: None,
        dns_suffixes: Vec::new(),
        behind_tunnel: false,
        other_uplinks: Vec::new(),
    };
    let evidence = Evidence { network, public_ip: None };
    let found = server.running.store.wiremap().identify(&evidence).await;
    let location = found.matched().unwrap().location;
    let mut reader = server.running.store.read().await.unwrap();
    let path = locations::path(&mut reader, location).await.unwrap();
    let names: Vec<&str> = path.iter().map(|location| location.name.as_str()).collect();
    assert_eq!(names, ["Leeds", "Aire Court", "Second floor"]);
    let sites = accounts::sites(&mut reader).await.unwrap();
    assert_eq!(sites.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["Austin", "Leeds"]);
    drop(reader);
    server.stop().await;
}

#[tokio::test]
async fn its_telephones_register_with_what_was_told() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(Config { demo: true, ..config(data.path()) }).await;
    let (phones, servers) = (server.running.made_up.phones.clone(), server.running.phone_servers.clone());
    assert_eq!(phones.len(), 3);
    let udp = servers.iter().find(|server| server.transport == PhoneTransport::Udp).unwrap();
    for told in &phones {
        let address = udp.address.parse().unwrap();
        Phone::start(address, "roamline", told.username, &told.password).await;
    }
    assert!(!format!("{:?}", server.running).contains(&phones[0].password));
    server.stop().await;
}

#[tokio::test]
async fn scripts_can_set_the_password_if_it_is_a_good_one() {
    let data = tempfile::tempdir().unwrap();
    let with = |password: &str| Config {
        demo: true,
        demo_password: Some(password.to_owned()),
        ..config(data.path())
    };
    match Server::try_start(with("short")).await {
        Err(StartError::Demo(DemoError::ShortPassword)) => {}
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it started"),
    }
    let server = Server::start(with("correct horse battery staple")).await;
    assert!(server.running.made_up.users.iter().all(|user| user.password == "correct horse battery staple"));
    server.stop().await;
}
