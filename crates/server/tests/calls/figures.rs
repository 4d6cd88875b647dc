//! Figures for Prometheus, of a server at work.

use reqwest::StatusCode;
use serde_json::json;

use crate::office::{Office, REALM, phone_at, server};
use crate::services::Services;
use crate::sip_phone::Phone;
use crate::until::until_it;

/// What is told of one figure, summed over its labels where `labels` are among them.
fn figure(told: &str, name: &str, labels: &str) -> f64 {
    let lines = told.lines().filter(|line| line.starts_with(name) && line.contains(labels));
    lines.filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok()).sum()
}

async fn scrape(office: &Office) -> String {
    let address = office.world.metrics_address().unwrap();
    let got = crate::http::client().get(format!("http://{address}/metrics")).send().await.unwrap();
    assert_eq!(got.status(), StatusCode::OK);
    assert!(got.headers()["content-type"].to_str().unwrap().starts_with("text/plain; version=0.0.4"));
    got.text().await.unwrap()
}

/// Waits until a figure has come so far.
async fn reaches(office: &Office, name: &str, labels: &str, least: f64) -> String {
    let come = |told: &String| figure(told, name, labels) >= least;
    until_it(&format!("{name} {labels} to be {least}"), || scrape(office), come).await
}

#[tokio::test]
async fn a_server_tells_how_it_is_and_names_nobody() {
    let listen = "127.0.0.1:0".parse().unwrap();
    let ([services], office) =
        Services::open_each_with(["emergency"], |config| config.metrics_listen = Some(listen)).await;
    reaches(&office, "roamline_registrations ", "", 4.0).await;
    services.called_by(&office.ann).await;
    reaches(&office, "roamline_emergency_calls_total", "", 1.0).await;
    reaches(&office, "roamline_emergency_call_leaves_seconds_count", "", 1.0).await;
    reaches(&office, "roamline_calls_ended_total", "", 1.0).await;
    reaches(&office, "roamline_store_wait_seconds_count", "urgency=\"emergency\"", 1.0).await;
    reaches(&office, "roamline_trunk_up", "", 1.0).await;

    // Somebody guesses, at the portal and as a telephone.
    let guess = json!({"email": "ann.lee@harrier.example", "password": "guessed"});
    let url = office.world.url();
    let sent = crate::http::client()
        .post(format!("{url}/v1/session"))
        .header("X-Roamline", "1")
        .header("Origin", &url);
    assert_eq!(sent.json(&guess).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    reaches(&office, "roamline_sign_in_refusals_total", "reason=\"wrong_credentials\"", 1.0).await;
    let phones = server(&office.world);
    let wrong =
        tokio::spawn(async move { Phone::start_at("127.0.9.1", phones, REALM, "ann", "guessed").await });
    reaches(&office, "roamline_sip_refusals_total", "reason=\"wrong_credentials\"", 1.0).await;
    wrong.abort();
    let (_, _second) = phone_at("127.0.0.2", &office.world, &office.world.ben, "ben2").await;
    let told = reaches(&office, "roamline_registrations ", "", 5.0).await;
    let route = "route=\"/v1/snapshot\"";
    assert!(figure(&told, "roamline_http_request_seconds_count", route) >= 1.0, "{told}");
    for private in ["harrier", "ann.lee", "127.0.9", "+44", "Lee"] {
        assert!(!told.contains(private), "{private} is told:\n{told}");
    }
    // They are told at their own address alone.
    let portal = crate::http::client().get(format!("{url}/metrics")).send().await.unwrap();
    assert!(!portal.text().await.unwrap().contains("roamline_registrations"));
    office.world.stop().await;
}
