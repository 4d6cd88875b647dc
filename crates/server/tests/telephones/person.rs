//! Somebody who is signed in and follows the event stream as the desktop client does.

use std::sync::{Arc, Mutex};

use eventsource_stream::Eventsource;
use futures_util::StreamExt;
use reqwest::{Method, StatusCode};
use roamline_api::sync::{Event, Snapshot};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::PATIENCE;
use crate::server::{PASSWORD, Server};
use crate::until::until_it;

pub struct Person {
    http: reqwest::Client,
    url: String,
    cookie: String,
    /// Their identifier.
    pub id: Value,
    /// What they see: a snapshot, and every event since then applied to it.
    view: watch::Receiver<Snapshot>,
    /// The events as they came.
    heard: Arc<Mutex<String>>,
    following: tokio::task::JoinHandle<()>,
}

impl Person {
    pub async fn sign_in(server: &Server, email: &str) -> Self {
        let (http, url) = (crate::http::client(), server.url.clone());
        let answer = http
            .post(format!("{url}/v1/session"))
            .header("x-roamline", "1")
            .json(&json!({"email": email, "password": PASSWORD}))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let me: Value = answer.json().await.unwrap();
        let get = |path: String| http.get(format!("{url}{path}")).header("cookie", &cookie).send();
        let snapshot: Snapshot = get("/v1/snapshot".into()).await.unwrap().json().await.unwrap();
        let stream = get(format!("/v1/events?after={}", snapshot.cursor)).await.unwrap();
        assert_eq!(stream.status(), StatusCode::OK);
        let heard = Arc::new(Mutex::new(String::new()));
        let (tell, view) = watch::channel(snapshot);
        let hears = heard.clone();
        let following = tokio::spawn(async move {
            let mut events = stream.bytes_stream().eventsource();
            while let Some(Ok(event)) = events.next().await {
                hears.lock().unwrap().push_str(&event.data);
                let event: Event = serde_json::from_str(&event.data).unwrap();
                tell.send_modify(|view| view.apply(event));
            }
        });
        Self { id: me["id"].clone(), http, url, cookie, view, heard, following }
    }

    /// All that was told by the stream.
    pub fn heard(&self) -> String {
        self.heard.lock().unwrap().clone()
    }

    /// Waits until the stream has told something, and gives it.
    pub async fn sees(&self, what: &str, kind: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let find = |snapshot: &Snapshot| {
            let entities = snapshot.entities.iter().map(|e| serde_json::to_value(e).unwrap());
            entities.filter(|e| e["kind"] == kind).map(|e| e["value"].clone()).find(|value| holds(value))
        };
        let mut view = self.view.clone();
        let found = tokio::time::timeout(PATIENCE, view.wait_for(|snapshot| find(snapshot).is_some())).await;
        match found {
            Ok(Ok(snapshot)) => find(&snapshot).unwrap(),
            other => {
                let why = if other.is_err() { "in vain" } else { "until the stream ended" };
                let view = serde_json::to_string_pretty(&*self.view.borrow()).unwrap();
                panic!("waited {why} for {what}: {view}");
            }
        }
    }

    pub async fn send(
        &self,
        method: &str,
        path: &str,
        version: Option<&Value>,
        body: Option<Value>,
    ) -> (StatusCode, Value) {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        request = request.header("cookie", &self.cookie).header("x-roamline", "1");
        if let Some(version) = version {
            request = request.header("if-match", format!("\"{version}\""));
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    pub async fn get(&self, path: &str) -> Value {
        let (status, answer) = self.send("GET", path, None, None).await;
        assert!(status.is_success(), "GET {path}: {status} {answer}");
        answer
    }

    pub async fn put(&self, path: &str, body: Value) {
        let (status, answer) = self.send("PUT", path, None, Some(body)).await;
        assert!(status.is_success(), "PUT {path}: {status} {answer}");
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.send("POST", path, None, Some(body)).await;
        assert!(status.is_success(), "POST {path}: {status} {answer}");
        answer
    }

    /// A fresh snapshot is what the stream has told.
    pub async fn is_up_to_date(&self) {
        let both = async || {
            let snapshot: Snapshot = serde_json::from_value(self.get("/v1/snapshot").await).unwrap();
            (self.view.borrow().clone(), snapshot)
        };
        until_it("the stream", both, |(told, snapshot)| told.entities == snapshot.entities).await;
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        self.following.abort();
    }
}
