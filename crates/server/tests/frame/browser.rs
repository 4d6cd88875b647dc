//! A browser with one cookie, and a native client that signs in through it.

use reqwest::{Method, StatusCode};
use roamline_server::secrets;
use serde_json::{Value, json};

use crate::world::World;

pub(crate) const PASSWORD: &str = "a heron on the canal";
pub(crate) const REDIRECT: &str = "http://127.0.0.1:49152/callback";

#[derive(Debug, Clone)]
pub(crate) struct Browser {
    pub(crate) url: String,
    pub(crate) cookie: Option<String>,
    pub(crate) http: reqwest::Client,
}

/// A status with its body, and the headers that a test may ask for.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) async fn of(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Self { status, headers, body }
    }
}

impl Browser {
    pub(crate) fn new(url: &str) -> Self {
        Self { url: url.to_owned(), cookie: None, http: crate::http::client() }
    }

    /// A request as the portal sends it.
    pub(crate) fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let request = self.http.request(method, format!("{}{path}", self.url)).header("x-roamline", "1");
        match &self.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        }
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Value) -> Answer {
        Answer::of(self.request(method, path).json(&body).send().await.unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request("GET", path).send().await.unwrap()).await
    }

    pub(crate) async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        let answer = self.send("POST", "/v1/session", json!({"email": email, "password": password})).await;
        if let Some(set) = answer.headers.get("set-cookie") {
            self.cookie = set.to_str().unwrap().split(';').next().map(str::to_owned);
        }
        answer
    }

    /// A code for the native client, whose verifier is `verifier`.
    pub(crate) async fn code(&self, verifier: &str) -> String {
        let answer = self.send("POST", "/oauth/authorize", authorize(verifier)).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        let to = url::Url::parse(answer.body["redirect_to"].as_str().unwrap()).unwrap();
        assert!(to.as_str().starts_with(REDIRECT));
        let of = |name: &str| to.query_pairs().find(|(n, _)| n == name).unwrap().1.into_owned();
        assert_eq!(of("state"), "xyz");
        of("code")
    }

    pub(crate) async fn form(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let request = self.http.post(format!("{}{path}", self.url)).form(form);
        Answer::of(request.send().await.unwrap()).await
    }

    pub(crate) async fn exchange(&self, code: &str, verifier: &str, device: Option<&str>) -> Answer {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("client_id", "roamline-desktop"),
            ("code_verifier", verifier),
            ("device_name", "Ann's laptop"),
        ];
        form.extend(device.map(|d| ("device", d)));
        self.form("/oauth/token", &form).await
    }

    pub(crate) async fn refresh(&self, token: &str) -> Answer {
        let form =
            [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", "roamline-desktop")];
        self.form("/oauth/token", &form).await
    }

    /// What a device with this access token gets from `GET /v1/me`.
    pub(crate) async fn me_with(&self, access: &str) -> StatusCode {
        self.http.get(format!("{}/v1/me", self.url)).bearer_auth(access).send().await.unwrap().status()
    }

    /// Signs a native client in and gives its tokens.
    pub(crate) async fn native(&self) -> Value {
        let verifier = verifier();
        let answer = self.exchange(&self.code(&verifier).await, &verifier, None).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        answer.body
    }
}

pub(crate) fn verifier() -> String {
    secrets::random()
}

pub(crate) fn authorize(verifier: &str) -> Value {
    json!({
        "response_type": "code", "client_id": "roamline-desktop", "redirect_uri": REDIRECT, "state": "xyz",
        "code_challenge": secrets::hash(verifier), "code_challenge_method": "S256",
    })
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// A user with a password, and a browser that is signed in as them.
pub(crate) async fn signed_in(world: &World) -> (Browser, String) {
    let user = world
        .admin
        .ok("POST", "/v1/users", json!({"name": "Dora Day", "email": "dora@harrier.example", "site": world.leeds, "password": PASSWORD}))
        .await;
    let mut browser = Browser::new(&world.url());
    let answer = browser.sign_in("Dora@Harrier.example", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    (browser, text(&user["id"]).to_owned())
}
