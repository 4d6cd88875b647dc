//! Codes, access tokens and refresh tokens of native clients.

use jiff::SignedDuration;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::browser::{Browser, REDIRECT, authorize, signed_in, text, verifier};
use crate::world::World;

async fn devices(browser: &Browser) -> Vec<Value> {
    browser.get("/v1/devices").await.body.as_array().unwrap().clone()
}

#[tokio::test]
async fn a_native_client_signs_in_through_the_browser() {
    let world = World::new().await;
    let (browser, _) = signed_in(&world).await;
    let verifier = verifier();
    let code = browser.code(&verifier).await;
    let answer = browser.exchange(&code, &verifier, None).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.body["token_type"], "Bearer");
    assert_eq!(answer.body["expires_in"], 600);
    assert_eq!(browser.me_with(text(&answer.body["access_token"])).await, StatusCode::OK);
    let devices = devices(&browser).await;
    assert_eq!(devices.len(), 1);
    assert_eq!(devices[0]["name"], "Ann's laptop");
    assert_eq!(devices[0]["id"], answer.body["device"]);
}

#[rstest::rstest]
#[case("response_type", "token")]
#[case("client_id", "somebody")]
#[case("redirect_uri", "https://example.com/callback")]
#[case("redirect_uri", "http://localhost:1/callback")]
#[case("code_challenge", "short")]
#[case("code_challenge_method", "plain")]
#[case("state", "")]
#[tokio::test]
async fn no_code_for_a_request_that_is_wrong(#[case] field: &str, #[case] value: &str) {
    let world = World::new().await;
    let (browser, _) = signed_in(&world).await;
    let mut request = authorize(&verifier());
    request[field] = json!(value);
    let refused = browser.send("POST", "/oauth/authorize", request).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.body["field"], field);
}

#[tokio::test]
async fn a_code_is_worth_nothing_without_its_verifier_and_its_redirect() {
    let world = World::new().await;
    let (browser, _) = signed_in(&world).await;
    let own = verifier();
    let code = browser.code(&own).await;
    assert_eq!(browser.exchange(&code, &verifier(), None).await.body["error"], "invalid_grant");
    let elsewhere = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", "http://127.0.0.1:49153/callback"),
        ("client_id", "roamline-desktop"),
        ("code_verifier", own.as_str()),
        ("device_name", "x"),
    ];
    assert_eq!(browser.form("/oauth/token", &elsewhere).await.body["error"], "invalid_grant");
    assert_eq!(browser.exchange(&code, &own, None).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_code_expires_after_a_minute() {
    let world = World::new().await;
    let (browser, _) = signed_in(&world).await;
    let verifier = verifier();
    let code = browser.code(&verifier).await;
    world.clock.advance(SignedDuration::from_secs(61));
    assert_eq!(browser.exchange(&code, &verifier, None).await.body["error"], "invalid_grant");
}

#[tokio::test]
async fn a_code_that_is_used_twice_ends_what_the_first_use_began() {
    let world = World::new().await;
    let (browser, _) = signed_in(&world).await;
    let verifier = verifier();
    let code = browser.code(&verifier).await;
    let first = browser.exchange(&code, &verifier, None).await.body;
    assert_eq!(browser.exchange(&code, &verifier, None).await.body["error"], "invalid_grant");
    assert_eq!(browser.me_with(text(&first["access_token"])).await, StatusCode::UNAUTHORIZED);
    assert_eq!(browser.refresh(text(&first["refresh_token"])).await.body["error"], "invalid_grant");
    assert!(devices(&browser).await.is_empty());
}

#[tokio::test]
async fn an_access_token_lives_ten_minutes_and_a_refresh_gives_the_next() {
    let world = World::new().await;
    let (browser, _) = signed_in(&world).await;
    let first = browser.native().await;
    world.clock.advance(SignedDuration::from_secs(601));
    assert_eq!(browser.me_with(text(&first["access_token"])).await, StatusCode::UNAUTHORIZED);
    let second = browser.refresh(text(&first["refresh_token"])).await;
    assert_eq!(second.status, StatusCode::OK);
    assert_eq!(second.body["device"], first["device"]);
    assert_ne!(second.body["refresh_token"], first["refresh_token"]);
    assert_eq!(browser.me_with(text(&second.body["access_token"])).await, StatusCode::OK);
}

#[tokio::test]
async fn a_refresh_token_that_is_used_twice_signs_the_device_out() {
    let world = World::new().await;
    let (browser, _) = signed_in(&world).await;
    let first = browser.native().await;
    let second = browser.refresh(text(&first["refresh_token"])).await.body;
    assert_eq!(browser.me_with(text(&second["access_token"])).await, StatusCode::OK);
    assert_eq!(browser.refresh(text(&first["refresh_token"])).await.body["error"], "invalid_grant");
    assert_eq!(browser.me_with(text(&second["access_token"])).await, StatusCode::UNAUTHORIZED);
    assert_eq!(browser.refresh(text(&second["refresh_token"])).await.body["error"], "invalid_grant");
    assert!(devices(&browser).await.is_empty());
}

#[tokio::test]
async fn a_lost_answer_locks_no_honest_device_out() {
    let world = World::new().await;
    let (browser, _) = signed_in(&world).await;
    let first = browser.native().await;
    let lost = browser.refresh(text(&first["refresh_token"])).await.body;
    world.clock.advance(SignedDuration::from_secs(25));
    let again = browser.refresh(text(&first["refresh_token"])).await;
    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(browser.me_with(text(&again.body["access_token"])).await, StatusCode::OK);
    // What was lost is void, wherever it went.
    assert_eq!(browser.me_with(text(&lost["access_token"])).await, StatusCode::UNAUTHORIZED);
    assert_eq!(browser.refresh(text(&lost["refresh_token"])).await.body["error"], "invalid_grant");
    assert_eq!(browser.refresh(text(&again.body["refresh_token"])).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_lost_answer_is_forgiven_for_half_a_minute_only() {
    let world = World::new().await;
    let (browser, _) = signed_in(&world).await;
    let first = browser.native().await;
    browser.refresh(text(&first["refresh_token"])).await;
    world.clock.advance(SignedDuration::from_secs(31));
    assert_eq!(browser.refresh(text(&first["refresh_token"])).await.body["error"], "invalid_grant");
    assert!(devices(&browser).await.is_empty());
}

#[tokio::test]
async fn a_lost_answer_twice_does_not_stretch_the_half_minute() {
    let world = World::new().await;
    let (browser, _) = signed_in(&world).await;
    let first = browser.native().await;
    for _ in 0..2 {
        assert_eq!(browser.refresh(text(&first["refresh_token"])).await.status, StatusCode::OK);
        world.clock.advance(SignedDuration::from_secs(20));
    }
    assert_eq!(browser.refresh(text(&first["refresh_token"])).await.body["error"], "invalid_grant");
}

#[tokio::test]
async fn the_same_device_comes_back_as_itself_and_nobody_elses() {
    let world = World::new().await;
    let (browser, _) = signed_in(&world).await;
    let first = browser.native().await;
    let own = verifier();
    let code = browser.code(&own).await;
    let again = browser.exchange(&code, &own, Some(text(&first["device"]))).await.body;
    assert_eq!(again["device"], first["device"]);
    // Its earlier sign-in is over.
    assert_eq!(browser.me_with(text(&first["access_token"])).await, StatusCode::UNAUTHORIZED);
    let code = browser.code(&own).await;
    let claimed = browser.exchange(&code, &own, Some(&world.ann.device.to_string())).await.body;
    assert_ne!(claimed["device"], json!(world.ann.device));
    assert_eq!(devices(&browser).await.len(), 2);
}

#[tokio::test]
async fn a_token_that_is_given_back_signs_the_device_out() {
    let world = World::new().await;
    let (browser, _) = signed_in(&world).await;
    for kind in ["refresh_token", "access_token"] {
        let tokens = browser.native().await;
        let answer = browser.form("/oauth/revoke", &[("token", text(&tokens[kind]))]).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(browser.me_with(text(&tokens["access_token"])).await, StatusCode::UNAUTHORIZED);
        assert!(devices(&browser).await.is_empty());
    }
    assert_eq!(browser.form("/oauth/revoke", &[("token", "unknown")]).await.status, StatusCode::OK);
    assert_eq!(browser.form("/oauth/revoke", &[]).await.body["error"], "invalid_request");
}

#[rstest::rstest]
#[case(&[("grant_type", "password")], "unsupported_grant_type", 400)]
#[case(&[("grant_type", "refresh_token")], "invalid_request", 400)]
#[case(&[], "invalid_request", 400)]
#[case(&[("grant_type", "refresh_token"), ("refresh_token", "x"), ("client_id", "y")], "invalid_client", 401)]
#[case(&[("grant_type", "refresh_token"), ("refresh_token", "x"), ("client_id", "roamline-desktop")], "invalid_grant", 400)]
#[tokio::test]
async fn the_token_endpoint_refuses_in_the_words_of_the_rfc(
    #[case] form: &[(&str, &str)],
    #[case] error: &str,
    #[case] status: u16,
) {
    let world = World::new().await;
    let answer = Browser::new(&world.url()).form("/oauth/token", form).await;
    assert_eq!((answer.body["error"].as_str().unwrap(), answer.status.as_u16()), (error, status));
    assert!(!text(&answer.body["error_description"]).is_empty());
}

#[tokio::test]
async fn a_device_gets_no_code_and_a_portal_is_no_device() {
    let world = World::new().await;
    let (browser, _) = signed_in(&world).await;
    let (code, _) = world.ann.refused("POST", "/oauth/authorize", Some(authorize(&verifier()))).await;
    assert_eq!(code, "forbidden");
    let body = json!({"stay": crate::world::fresh(), "network": crate::world::network(1)});
    assert_eq!(browser.send("POST", "/v1/identify", body).await.status, StatusCode::FORBIDDEN);
    assert!(REDIRECT.starts_with("http://127.0.0.1"));
}
