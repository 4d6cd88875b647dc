//! A foreign page cannot make a signed-in browser change anything.

use reqwest::StatusCode;
use serde_json::json;

use crate::browser::signed_in;
use crate::world::World;

#[rstest::rstest]
#[case::portal(&[("x-roamline", "1")], true)]
#[case::portal_of_today(&[("x-roamline", "1"), ("sec-fetch-site", "same-origin"), ("origin", "SELF")], true)]
#[case::no_header(&[], false)]
#[case::other_value(&[("x-roamline", "yes")], false)]
#[case::foreign_site(&[("x-roamline", "1"), ("sec-fetch-site", "cross-site")], false)]
#[case::sister_site(&[("x-roamline", "1"), ("sec-fetch-site", "same-site")], false)]
#[case::foreign_origin(&[("x-roamline", "1"), ("origin", "https://evil.example")], false)]
#[case::hidden_origin(&[("x-roamline", "1"), ("origin", "null")], false)]
#[case::other_port(&[("x-roamline", "1"), ("origin", "http://127.0.0.1:1")], false)]
#[tokio::test]
async fn only_own_pages_change_something(#[case] headers: &[(&str, &str)], #[case] passes: bool) {
    let world = World::new().await;
    let (browser, _) = signed_in(&world).await;
    let cookie = browser.cookie.clone().unwrap();
    let mut request = browser
        .http
        .put(format!("{}/v1/me/default-address", browser.url))
        .header("cookie", &cookie)
        .json(&json!({"personal": null}));
    for (name, value) in headers {
        request = request.header(*name, if *value == "SELF" { browser.url.as_str() } else { value });
    }
    let status = request.send().await.unwrap().status();
    assert_eq!(status, if passes { StatusCode::OK } else { StatusCode::FORBIDDEN });
}

#[tokio::test]
async fn a_foreign_page_signs_nobody_in() {
    let world = World::new().await;
    let (browser, _) = signed_in(&world).await;
    let request = browser
        .http
        .post(format!("{}/v1/session", browser.url))
        .json(&json!({"email": "dora@harrier.example", "password": crate::browser::PASSWORD}));
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert!(answer.headers().get("set-cookie").is_none());
}

#[tokio::test]
async fn every_answer_carries_the_safe_headers() {
    let world = World::new().await;
    for path in ["/healthz", "/v1/me", "/nowhere", "/openapi.json"] {
        let answer = crate::http::client().get(format!("{}{path}", world.url())).send().await.unwrap();
        let header = |name: &str| answer.headers()[name].to_str().unwrap();
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert!(answer.headers().get("access-control-allow-origin").is_none(), "{path}");
    }
}
