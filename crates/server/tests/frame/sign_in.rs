//! Passwords, sessions and their limits.

use jiff::SignedDuration;
use reqwest::StatusCode;
use serde_json::json;

use crate::browser::{Browser, PASSWORD, signed_in};
use crate::world::World;

#[tokio::test]
async fn a_session_begins_shows_and_ends() {
    let world = World::new().await;
    let (mut browser, _) = signed_in(&world).await;
    let session = browser.get("/v1/session").await;
    assert_eq!(session.body["email"], "dora@harrier.example");
    assert_eq!(session.body["account"], "Harrier & Finch");
    let ended = browser.request("DELETE", "/v1/session").send().await.unwrap();
    assert_eq!(ended.status(), StatusCode::NO_CONTENT);
    assert!(ended.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(browser.get("/v1/session").await.status, StatusCode::UNAUTHORIZED);
    browser.cookie = None;
    assert_eq!(browser.get("/v1/session").await.body["code"], "unauthenticated");
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_foreign_pages() {
    let world = World::new().await;
    let (mut browser, _) = signed_in(&world).await;
    let answer = browser.sign_in("dora@harrier.example", PASSWORD).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"));
    assert!(!cookie.contains("Secure"), "plain loopback cannot keep a secure cookie");
}

#[tokio::test]
async fn a_session_lasts_twelve_hours() {
    let world = World::new().await;
    let (browser, _) = signed_in(&world).await;
    world.clock.advance(SignedDuration::from_mins(12 * 60 - 1));
    assert_eq!(browser.get("/v1/me").await.status, StatusCode::OK);
    world.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(browser.get("/v1/me").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn signing_in_anew_ends_the_session_of_before() {
    let world = World::new().await;
    let (mut browser, _) = signed_in(&world).await;
    let before = browser.clone();
    browser.sign_in("dora@harrier.example", PASSWORD).await;
    assert_eq!(before.get("/v1/me").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(browser.get("/v1/me").await.status, StatusCode::OK);
}

#[tokio::test]
async fn wrong_and_unknown_are_told_apart_by_nobody() {
    let world = World::new().await;
    let (_, _) = signed_in(&world).await;
    let mut browser = Browser::new(&world.url());
    let wrong = browser.sign_in("dora@harrier.example", "not this one at all").await;
    let unknown = browser.sign_in("nobody@harrier.example", "not this one at all").await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert_eq!(wrong.body["code"], "wrong_credentials");
    assert_eq!(wrong.body, unknown.body);
    assert_eq!(wrong.status, unknown.status);
}

#[tokio::test]
async fn guessing_is_slowed_down_for_this_account_and_address_only() {
    let world = World::new().await;
    let (_, _) = signed_in(&world).await;
    let from = |ip: &'static str, email: &'static str, password: &'static str| {
        let browser = Browser::new(&world.url());
        async move {
            let request = browser.request("POST", "/v1/session").header("x-forwarded-for", ip);
            request.json(&json!({"email": email, "password": password})).send().await.unwrap()
        }
    };
    for _ in 0..10 {
        let refused = from("198.51.100.1", "dora@harrier.example", "not this one at all").await;
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    }
    let slowed = from("198.51.100.1", "DORA@harrier.example", PASSWORD).await;
    assert_eq!(slowed.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: i64 = slowed.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=30).contains(&wait));
    assert_eq!(from("198.51.100.2", "dora@harrier.example", PASSWORD).await.status(), StatusCode::OK);
    world.clock.advance(SignedDuration::from_secs(wait));
    assert_eq!(from("198.51.100.1", "dora@harrier.example", PASSWORD).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_user_who_is_no_longer_active_is_out_at_once() {
    let world = World::new().await;
    let (mut browser, id) = signed_in(&world).await;
    let native = browser.native().await;
    let access = native["access_token"].as_str().unwrap();
    assert_eq!(browser.me_with(access).await, StatusCode::OK);
    let mut user = world.admin.get(&format!("/v1/users/{id}")).await;
    user["active"] = json!(false);
    for read_only in ["id", "email", "numbers"] {
        user.as_object_mut().unwrap().remove(read_only);
    }
    world.admin.ok("PUT", &format!("/v1/users/{id}"), user).await;
    assert_eq!(browser.get("/v1/me").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(browser.me_with(access).await, StatusCode::UNAUTHORIZED);
    let refresh = native["refresh_token"].as_str().unwrap();
    assert_eq!(browser.refresh(refresh).await.body["error"], "invalid_grant");
    assert_eq!(browser.sign_in("dora@harrier.example", PASSWORD).await.body["code"], "wrong_credentials");
}

#[tokio::test]
async fn discovery_names_the_way_by_which_one_came() {
    let world = World::new().await;
    let browser = Browser::new(&world.url());
    let found = browser.get("/v1/discovery").await;
    assert_eq!(found.body["product"], "roamline");
    assert_eq!(found.body["token_endpoint"], format!("{}/oauth/token", world.url()));
    let metadata = browser.get("/.well-known/oauth-authorization-server").await;
    assert_eq!(metadata.body["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(metadata.body["issuer"], world.url());
}
