//! Malformed, oversized and odd requests get a clear error and change nothing.

use reqwest::StatusCode;
use serde_json::json;

use crate::browser::{Answer, signed_in};
use crate::world::World;

#[rstest::rstest]
#[case::no_json("application/json", "{", 400, "malformed", "")]
#[case::nothing("application/json", "", 400, "malformed", "")]
#[case::two("application/json", r#"{"personal":null} {}"#, 400, "malformed", "")]
#[case::wrong_type("application/json", r#"{"personal":7}"#, 422, "invalid", "personal")]
#[case::no_uuid("application/json", r#"{"personal":"home"}"#, 422, "invalid", "personal")]
#[case::unknown_field("application/json", r#"{"personal":null,"role":"king"}"#, 422, "invalid", "role")]
#[case::form("application/x-www-form-urlencoded", "personal=1", 415, "malformed", "")]
#[case::text("text/plain", r#"{"personal":null}"#, 415, "malformed", "")]
#[tokio::test]
async fn a_body_that_cannot_be_read_is_told_so(
    #[case] content_type: &str,
    #[case] body: &'static str,
    #[case] status: u16,
    #[case] code: &str,
    #[case] field: &str,
) {
    let world = World::new().await;
    let (browser, _) = signed_in(&world).await;
    let before = world.cursor().await;
    let request =
        browser.request("PUT", "/v1/me/default-address").header("content-type", content_type).body(body);
    let answer = Answer::of(request.send().await.unwrap()).await;
    assert_eq!(answer.status.as_u16(), status, "{answer:?}");
    assert_eq!(answer.body["code"], code);
    assert_eq!(answer.body["field"].as_str().unwrap_or_default(), field, "{answer:?}");
    assert_eq!(world.cursor().await, before);
}

#[tokio::test]
async fn a_nested_field_is_named_by_its_path() {
    let world = World::new().await;
    let body = json!({"name": "Oslo", "address": {"country": "NO", "rd": 7}});
    let (code, field) = world.admin.refused("POST", "/v1/sites", Some(body)).await;
    assert_eq!((code.as_str(), field.as_str()), ("invalid", "address.rd"));
    let body = json!({"name": " ", "address": {"country": "GB", "rd": "Otley Road"}});
    let (status, answer) = world.admin.send("POST", "/v1/sites", Some(body)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer["field"], "name");
    let more: Vec<&str> =
        answer["more"].as_array().unwrap().iter().map(|p| p["field"].as_str().unwrap()).collect();
    assert_eq!(more, ["address.a3", "address.pc"]);
}

#[tokio::test]
async fn nobody_sends_more_than_a_quarter_of_a_megabyte() {
    let world = World::new().await;
    let (browser, _) = signed_in(&world).await;
    let body = json!({"name": "x".repeat(300 * 1024)});
    let path = format!("/v1/devices/{}", world.ann.device);
    let (status, answer) = world.ann.send("PATCH", &path, Some(body)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer["code"], "too_large");
    let form = vec![("grant_type", "refresh_token"); 20_000];
    assert_eq!(browser.form("/oauth/token", &form).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn paths_methods_and_queries_that_are_not_there() {
    let world = World::new().await;
    assert_eq!(world.ann.refused("GET", "/v1/nothing", None).await.0, "not_found");
    assert_eq!(world.ann.refused("DELETE", "/v1/devices/not-a-uuid", None).await.0, "not_found");
    let (status, answer) = world.ann.send("DELETE", "/v1/me", None).await;
    assert_eq!((status, answer["code"].as_str().unwrap()), (StatusCode::METHOD_NOT_ALLOWED, "malformed"));
    assert_eq!(world.admin.refused("GET", "/v1/audit?before=yesterday", None).await.0, "malformed");
    assert_eq!(world.ann.refused("GET", "/v1/events", None).await, ("invalid".into(), "after".into()));
}

#[tokio::test]
async fn a_token_that_is_none_is_nobodys() {
    let world = World::new().await;
    for value in ["Bearer", "Bearer ", "Bearer x", "Basic YTpi", "x"] {
        let request =
            crate::http::client().get(format!("{}/v1/me", world.url())).header("authorization", value);
        assert_eq!(request.send().await.unwrap().status(), StatusCode::UNAUTHORIZED, "{value}");
    }
}
