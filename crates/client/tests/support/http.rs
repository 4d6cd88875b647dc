//! The server in memory behind real HTTP on the loopback address, with sign-in, tokens that expire and outages.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event as SseEvent, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine;
use jiff::Timestamp;
use roamline_api::ErrorCode;
use roamline_api::auth::{Discovery, TokenAnswer, TokenError, TokenRequest};
use roamline_api::delegation::{DirectoryEntry, Invitation, RingingEdit, TermsEdit};
use roamline_api::error::ErrorBody;
use roamline_api::page::Page;
use roamline_api::report::{IdentifyRequest, KnownNetwork};
use roamline_api::sync::{Change, Entity, Event, RESYNC_EVENT};
use roamline_client::controller::{Call, CallAnswer};
use roamline_client::view::{ActionError, ActionErrorCode, DelegationStep};
use roamline_domain::ids::DelegationId;
use roamline_domain::report::LocationReport;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::sync::broadcast;

use super::world::FakeServer;
use super::{device, server};

/// What the server does to requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    #[default]
    Well,
    /// Every request is answered by something that is not the server.
    Out,
    /// Reports are taken, and their answers lost.
    LosesAnswers,
}

#[derive(Debug)]
pub struct Inner {
    pub fake: FakeServer,
    pub mood: Mood,
    pub access: Option<String>,
    pub refresh: Option<String>,
    /// Access tokens that are good, by the challenge of their code.
    pub codes: BTreeMap<String, (String, String)>,
    pub renewals: u32,
    pub snapshots: u32,
    pub report_requests: u32,
    pub revoked: Vec<String>,
    issued: u32,
}

#[derive(Debug, Clone)]
pub struct HttpServer {
    pub origin: String,
    inner: Arc<Mutex<Inner>>,
    events: broadcast::Sender<Option<Event>>,
}

impl HttpServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let inner = Inner {
            fake: FakeServer::new(),
            mood: Mood::Well,
            access: None,
            refresh: None,
            codes: BTreeMap::new(),
            renewals: 0,
            snapshots: 0,
            report_requests: 0,
            revoked: Vec::new(),
            issued: 0,
        };
        let this = Self { origin, inner: Arc::new(Mutex::new(inner)), events: broadcast::channel(64).0 };
        let app = Router::new()
            .route("/v1/discovery", get(discovery))
            .route("/oauth/token", post(token))
            .route("/oauth/revoke", post(revoke))
            .route("/v1/snapshot", get(snapshot))
            .route("/v1/events", get(events))
            .route("/v1/identify", post(identify))
            .route("/v1/reports", post(report))
            .route("/v1/reports/export", get(export))
            .route("/v1/devices", get(devices))
            .route("/v1/directory", get(directory))
            .route("/v1/delegations", post(invite))
            .route("/v1/delegations/{id}/{what}", post(step).put(edit))
            .with_state(this.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        this
    }

    pub fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    /// Tells every stream to take a fresh snapshot.
    pub fn resync(&self) {
        let _ = self.events.send(None);
    }

    pub fn tell(&self, entity: Entity) {
        let seq = {
            let mut inner = self.inner();
            inner.fake.seq += 1;
            inner.fake.seq
        };
        let _ = self.events.send(Some(Event { seq, change: Change::Put { entity } }));
    }

    /// Lets something happen on the server, and tells every stream what came of it.
    pub fn happen<T>(&self, change: impl FnOnce(&mut FakeServer) -> T) -> T {
        let (result, events) = {
            let mut inner = self.inner();
            let before = inner.fake.log.len();
            let result = change(&mut inner.fake);
            (result, inner.fake.log[before..].to_vec())
        };
        for event in events {
            let _ = self.events.send(Some(event));
        }
        result
    }

    /// Takes a call about a delegation, as the real server answers it.
    fn delegate(&self, headers: &HeaderMap, call: &Call) -> Response {
        if let Some(refusal) = self.refuse(headers) {
            return refusal;
        }
        let lost = self.inner().mood == Mood::LosesAnswers;
        let answer = self.happen(|fake| fake.call(call, Timestamp::now()));
        match answer {
            _ if lost => (StatusCode::BAD_GATEWAY, "a proxy's page").into_response(),
            Ok(CallAnswer::Delegation(delegation)) => Json(*delegation).into_response(),
            Ok(_) => StatusCode::NO_CONTENT.into_response(),
            Err(ActionError { code: ActionErrorCode::Server(code), message, .. }) => {
                let body = ErrorBody { code, message, field: None, more: Vec::new(), refusal: None };
                (StatusCode::PRECONDITION_FAILED, Json(body)).into_response()
            }
            Err(other) => panic!("the server answers itself: {other:?}"),
        }
    }

    /// What the browser does once the user has signed in on the page: a code for the redirect.
    pub fn grant(&self, page: &str) -> String {
        let page = url::Url::parse(page).unwrap();
        let query: BTreeMap<String, String> = page.query_pairs().into_owned().collect();
        assert_eq!(query["code_challenge_method"], "S256");
        let code = format!("code-{}", self.inner().codes.len());
        let kept = (query["code_challenge"].clone(), query["redirect_uri"].clone());
        self.inner().codes.insert(code.clone(), kept);
        format!("{}?code={code}&state={}", query["redirect_uri"], query["state"])
    }

    fn is_out(&self) -> bool {
        self.inner().mood == Mood::Out
    }

    fn refuse(&self, headers: &HeaderMap) -> Option<Response> {
        if self.is_out() {
            return Some((StatusCode::BAD_GATEWAY, "a proxy's page").into_response());
        }
        let sent = headers.get("authorization").and_then(|v| v.to_str().ok()).unwrap_or_default();
        let good = self.inner().access.as_ref().is_some_and(|access| sent == format!("Bearer {access}"));
        (!good).then(|| problem(StatusCode::UNAUTHORIZED, ErrorCode::Unauthenticated))
    }
}

fn problem(status: StatusCode, code: ErrorCode) -> Response {
    let body = ErrorBody { code, message: "No.".to_owned(), field: None, more: Vec::new(), refusal: None };
    (status, Json(body)).into_response()
}

async fn discovery(State(this): State<HttpServer>) -> Json<Discovery> {
    Json(server(&this.origin).discovery)
}

async fn token(State(this): State<HttpServer>, Form(request): Form<TokenRequest>) -> Response {
    if this.is_out() {
        return (StatusCode::BAD_GATEWAY, "a proxy's page").into_response();
    }
    let mut inner = this.inner();
    let good = match request {
        TokenRequest::AuthorizationCode { code, redirect_uri, code_verifier, .. } => {
            let challenge = base64::engine::general_purpose::URL_SAFE_NO_PAD
                .encode(Sha256::digest(code_verifier.as_bytes()));
            inner.codes.remove(&code) == Some((challenge, redirect_uri))
        }
        TokenRequest::RefreshToken { refresh_token, .. } => {
            inner.renewals += 1;
            let good = inner.refresh.as_ref() == Some(&refresh_token);
            if !good {
                // Used twice: everything is void.
                inner.refresh = None;
                inner.access = None;
            }
            good
        }
    };
    if !good {
        let error = TokenError { error: "invalid_grant".to_owned(), error_description: "No.".to_owned() };
        return (StatusCode::BAD_REQUEST, Json(error)).into_response();
    }
    inner.issued += 1;
    let answer = TokenAnswer {
        access_token: format!("access-{}", inner.issued),
        token_type: "Bearer".to_owned(),
        expires_in: 600,
        refresh_token: format!("refresh-{}", inner.issued),
        device: device(),
    };
    inner.access = Some(answer.access_token.clone());
    inner.refresh = Some(answer.refresh_token.clone());
    Json(answer).into_response()
}

async fn revoke(State(this): State<HttpServer>, Form(form): Form<BTreeMap<String, String>>) {
    this.inner().revoked.push(form["token"].clone());
}

async fn snapshot(State(this): State<HttpServer>, headers: HeaderMap) -> Response {
    if let Some(refusal) = this.refuse(&headers) {
        return refusal;
    }
    let mut inner = this.inner();
    inner.snapshots += 1;
    Json(inner.fake.snapshot()).into_response()
}

async fn events(State(this): State<HttpServer>, headers: HeaderMap) -> Response {
    if let Some(refusal) = this.refuse(&headers) {
        return refusal;
    }
    assert!(headers.contains_key("last-event-id"));
    let stream = futures_util::stream::unfold(this.events.subscribe(), |mut events| async move {
        let event = events.recv().await.ok()?;
        let sse = match event {
            None => SseEvent::default().event(RESYNC_EVENT).data("{}"),
            Some(event) => {
                SseEvent::default().id(event.seq.to_string()).data(serde_json::to_string(&event).unwrap())
            }
        };
        Some((Ok::<_, Infallible>(sse), events))
    });
    Sse::new(stream).into_response()
}

async fn identify(
    State(this): State<HttpServer>,
    headers: HeaderMap,
    Json(request): Json<IdentifyRequest>,
) -> Response {
    if let Some(refusal) = this.refuse(&headers) {
        return refusal;
    }
    Json(this.inner().fake.identify(&request, Timestamp::now())).into_response()
}

async fn report(
    State(this): State<HttpServer>,
    headers: HeaderMap,
    Json(report): Json<LocationReport>,
) -> Response {
    this.inner().report_requests += 1;
    if let Some(refusal) = this.refuse(&headers) {
        return refusal;
    }
    let (answer, lost) = {
        let mut inner = this.inner();
        (inner.fake.take(&report), inner.mood == Mood::LosesAnswers)
    };
    this.tell(Entity::KnownNetwork(KnownNetwork {
        network_key: answer.report.network_key.clone(),
        report: roamline_domain::encounter::OwnReport {
            report: report.id,
            at: report.at,
            heard_at: report.at,
            stay: report.stay,
            place: report.choice.place(),
            answered: report.answered,
            candidates: report.candidates.clone(),
            portable: report.portable,
        },
        place: answer.report.place.clone().unwrap(),
    }));
    if lost {
        return (StatusCode::BAD_GATEWAY, "a proxy's page").into_response();
    }
    Json(answer).into_response()
}

async fn export(State(this): State<HttpServer>, headers: HeaderMap) -> Response {
    this.refuse(&headers).unwrap_or_else(|| Json(serde_json::json!({ "reports": [] })).into_response())
}

async fn devices(
    State(this): State<HttpServer>,
    headers: HeaderMap,
    Query(_): Query<BTreeMap<String, String>>,
) -> Response {
    this.refuse(&headers).unwrap_or_else(|| Json(Vec::<roamline_api::device::Device>::new()).into_response())
}

async fn directory(
    State(this): State<HttpServer>,
    headers: HeaderMap,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    if let Some(refusal) = this.refuse(&headers) {
        return refusal;
    }
    let found: Vec<DirectoryEntry> = (1..4)
        .map(|n| super::delegations::invited(1, super::user(), super::delegations::other(n)).delegate)
        .filter(|delegate| delegate.name.contains(&query["q"]))
        .map(|delegate| DirectoryEntry { delegate, hindrance: None })
        .collect();
    Json(Page { total: found.len() as u64, offset: 0, items: found }).into_response()
}

async fn invite(
    State(this): State<HttpServer>,
    headers: HeaderMap,
    Json(invitation): Json<Invitation>,
) -> Response {
    this.delegate(&headers, &Call::Invite(invitation))
}

/// The version in `If-Match`; a change without one is refused.
fn version(headers: &HeaderMap) -> u32 {
    let etag = headers["if-match"].to_str().unwrap();
    etag.strip_prefix('"').and_then(|e| e.strip_suffix('"')).unwrap().parse().unwrap()
}

async fn step(
    State(this): State<HttpServer>,
    headers: HeaderMap,
    Path((id, what)): Path<(DelegationId, String)>,
) -> Response {
    let step: DelegationStep = serde_json::from_value(what.into()).unwrap();
    this.delegate(&headers, &Call::StepDelegation(id, step, version(&headers)))
}

async fn edit(
    State(this): State<HttpServer>,
    headers: HeaderMap,
    Path((id, what)): Path<(DelegationId, String)>,
    Json(body): Json<serde_json::Value>,
) -> Response {
    let version = version(&headers);
    let call = if what == "ringing" {
        let RingingEdit { rings } = serde_json::from_value(body).unwrap();
        Call::SetRinging(id, rings, version)
    } else {
        let TermsEdit { terms } = serde_json::from_value(body).unwrap();
        Call::ChangeTerms(id, terms, version)
    };
    this.delegate(&headers, &call)
}
