//! The portal's pages and files.

use std::path::{Path, PathBuf};

use reqwest::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::Value;

use crate::{Server, config};

fn built() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/dist/portal")
}

/// True where the portal is built; says that the test is skipped where it is not.
fn is_built(name: &str) -> bool {
    let is_built = built().join("index.html").exists();
    if !is_built {
        assert!(std::env::var_os("ROAMLINE_NO_SKIP").is_none(), "{name} must not be skipped here");
        println!("skipped: {name}: the portal is not built");
    }
    is_built
}

fn as_browser(request: RequestBuilder) -> RequestBuilder {
    request.header(ACCEPT, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
}

fn header<'a>(answer: &'a Response, name: &reqwest::header::HeaderName) -> &'a str {
    answer.headers().get(name).map(|v| v.to_str().unwrap()).unwrap_or_default()
}

#[tokio::test]
async fn every_path_of_a_browser_gets_the_page() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(config(data.path())).await;
    let http = crate::http::client();
    let expected =
        if is_built("the portal's page") { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    for path in
        ["/", "/proposals/0199", "/locations/1/rules", "/oauth/authorize?client_id=x", "/%2e%2e/%2e%2e/etc"]
    {
        let answer = as_browser(http.get(server.url(path))).send().await.unwrap();
        assert_eq!(answer.status(), expected, "{path}");
        assert_eq!(header(&answer, &CONTENT_TYPE), "text/html; charset=utf-8", "{path}");
        let policy = header(&answer, &CONTENT_SECURITY_POLICY);
        for rule in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers()["referrer-policy"], "no-referrer");
        assert!(answer.text().await.unwrap().starts_with("<!doctype html>"), "{path}");
    }
    server.stop().await;
}

#[tokio::test]
async fn what_is_no_page_is_told_as_such() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(config(data.path())).await;
    let http = crate::http::client();
    let requests = [
        as_browser(http.get(server.url("/v1/nothing"))),
        as_browser(http.get(server.url("/v1"))),
        as_browser(http.get(server.url("/oauth/nothing"))),
        as_browser(http.get(server.url("/.well-known/nothing"))),
        as_browser(http.get(server.url("/assets/nothing.js"))),
        as_browser(http.post(server.url("/proposals"))),
        http.get(server.url("/proposals")),
        http.get(server.url("/favicon.ico")).header(ACCEPT, "image/*"),
    ];
    for request in requests {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{}", answer.url());
        assert_eq!(header(&answer, &CONTENT_TYPE), "application/json");
        assert_eq!(answer.json::<Value>().await.unwrap()["code"], "not_found");
    }
    server.stop().await;
}

#[tokio::test]
async fn files_are_kept_for_good_and_the_page_is_asked_after() {
    if !is_built("the portal's files") {
        return;
    }
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(config(data.path())).await;
    let http = crate::http::client();
    let mut assets = std::fs::read_dir(built().join("assets")).unwrap().map(|e| e.unwrap().file_name());
    let script = assets.find(|name| name.to_str().unwrap().ends_with(".js")).unwrap();
    let path = format!("/assets/{}", script.to_str().unwrap());
    let answer = http.get(server.url(&path)).header("accept-encoding", "gzip").send().await.unwrap();
    assert_eq!(header(&answer, &CACHE_CONTROL), "public, max-age=31536000, immutable");
    assert_eq!(header(&answer, &CONTENT_TYPE), "text/javascript; charset=utf-8");
    assert_eq!(answer.headers()["content-encoding"], "gzip");

    for path in [path.as_str(), "/"] {
        let answer = as_browser(http.get(server.url(path))).send().await.unwrap();
        let tag = header(&answer, &ETAG).to_owned();
        assert!(tag.starts_with("W/\""), "{tag}");
        let again = as_browser(http.get(server.url(path))).header(IF_NONE_MATCH, format!("\"x\", {tag}"));
        let again = again.send().await.unwrap();
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(header(&again, &ETAG), tag);
        assert_eq!(again.bytes().await.unwrap().len(), 0);
        let other = as_browser(http.get(server.url(path))).header(IF_NONE_MATCH, "\"x\"");
        assert_eq!(other.send().await.unwrap().status(), StatusCode::OK);
    }
    let page = as_browser(http.get(server.url("/"))).send().await.unwrap();
    assert_eq!(header(&page, &CACHE_CONTROL), "no-cache");
    let head = as_browser(http.head(server.url("/"))).send().await.unwrap();
    assert_eq!((head.status(), head.bytes().await.unwrap().len()), (StatusCode::OK, 0));
    server.stop().await;
}
