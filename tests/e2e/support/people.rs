//! What people do at their desks, and administrators elsewhere.

use reqwest::Method;
use roamline_api::location::LocationView;
use roamline_api::page::Page;
use roamline_api::report::ReportView;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::desk::Desk;
use super::server::{PASSWORD, Server};
use super::wait::until;

/// A user of the Leeds site who has no saved address.
pub(crate) const TOM: &str = "tom.aldous@harrier-finch.example";
/// The administrator of the account.
pub(crate) const IMOGEN: &str = "imogen.harrier@harrier-finch.example";

impl Desk {
    /// Goes through the first run, up to the client's being ready.
    pub(crate) async fn first_run(&self, server: &Server, email: &str) {
        let window = self.window();
        window.fill("Server or e-mail address", &server.url()).await;
        window.click_text("Continue").await;
        window.click_text("Sign in with the browser").await;
        self.browser().sign_in(&server.http(), email, PASSWORD).await;
        window.click_text("Ask my system for permission").await;
        // Nobody on this desk can be asked, which the client says and offers to go on.
        window.wait_for_text("Your system cannot be asked").await;
        window.click_text("Continue without").await;
        window.wait_for_text("Addresses").await;
    }
}

/// Somebody who is signed in to the portal.
pub(crate) struct Person {
    http: reqwest::Client,
    origin: String,
    cookie: String,
}

impl Person {
    /// Signs in. Must run where the server can be reached.
    pub(crate) async fn sign_in(server: &Server, email: &str) -> Self {
        let http = server.http();
        let origin = server.url();
        let answer = http
            .post(format!("{origin}/v1/session"))
            .header("Origin", &origin)
            .header("X-Roamline", "1")
            .json(&json!({ "email": email, "password": PASSWORD }))
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success(), "{email} may not sign in: {}", answer.status());
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        Self { http, origin, cookie }
    }

    /// Reads something.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> T {
        let answer = self
            .http
            .get(format!("{}{path}", self.origin))
            .header("Cookie", &self.cookie)
            .send()
            .await
            .unwrap()
            .error_for_status()
            .unwrap();
        answer.json().await.unwrap()
    }

    /// Sends something.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Value {
        let answer = self
            .http
            .post(format!("{}{path}", self.origin))
            .header("Cookie", &self.cookie)
            .header("Origin", &self.origin)
            .header("X-Roamline", "1")
            .json(body)
            .send()
            .await
            .unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status}: {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// Changes something that still has this version.
    pub(crate) async fn change(&self, method: Method, path: &str, version: u32, body: &Value) -> Value {
        let answer = self
            .http
            .request(method, format!("{}{path}", self.origin))
            .header("Cookie", &self.cookie)
            .header("Origin", &self.origin)
            .header("X-Roamline", "1")
            .header("If-Match", format!("\"{version}\""))
            .json(body)
            .send()
            .await
            .unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status}: {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// The first company location that a search finds.
    pub(crate) async fn find_location(&self, words: &str) -> LocationView {
        let words: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
        let page: Page<LocationView> = self.get(&format!("/v1/locations?q={words}")).await;
        page.items.into_iter().next().expect("the organisation has such a place")
    }

    /// Every report of this person that the server has, the latest first.
    pub(crate) async fn reports(&self) -> Vec<ReportView> {
        self.get::<Page<ReportView>>("/v1/reports").await.items
    }

    /// Waits until the server has so many reports of this person.
    pub(crate) async fn wait_for_reports(&self, count: usize) -> Vec<ReportView> {
        until(&format!("the server has {count} reports"), async || {
            let reports = self.reports().await;
            (reports.len() == count).then_some(reports)
        })
        .await
    }
}
