//! A small organisation on a server of its own: two sites, three administrators, three users.

#![allow(dead_code, reason = "each test program uses its own part")]

use jiff::{SignedDuration, Timestamp};
use reqwest::{Method, StatusCode};
use roamline_api::account::User;
use roamline_api::desk_phone::PhoneServer;
use roamline_api::phone::CommonAreaPhone;
use roamline_api::sync::{Event, Snapshot};
use roamline_domain::civic::CivicAddress;
use roamline_domain::emergency::EmergencyNumbers;
use roamline_domain::ids::{DeviceId, LocationId, PhoneId, SiteId, UserId};
use roamline_domain::mac::MacAddr;
use roamline_domain::policy::{Policy, PolicyOverride};
use roamline_domain::roles::{Administration, Roles};
use roamline_server::config::Config;
use roamline_server::database::Store;
use roamline_server::{Running, secrets, start};
use roamline_store::accounts::{self, Account, SiteRow};
use roamline_store::clock::Clock;
use roamline_store::mail::{self, Priority};
use roamline_store::tokens::{self, Pair};
use roamline_store::{devices, events, jobs, phones, users};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::until::until_it;

/// Where requests come from unless a test says otherwise.
pub(crate) const OFFICE_IP: &str = "203.0.113.7";

/// Fallback callback number of the site in Leeds.
pub(crate) const LEEDS_CALLBACK: &str = "+441134960199";
/// Of the site in Austin.
pub(crate) const AUSTIN_CALLBACK: &str = "+15125550199";

/// A user with one signed-in device.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: UserId,
    pub(crate) device: DeviceId,
    url: String,
    token: String,
    http: reqwest::Client,
    ip: String,
}

/// The organisation.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) leeds: SiteId,
    pub(crate) leeds_root: LocationId,
    pub(crate) austin: SiteId,
    pub(crate) austin_root: LocationId,
    /// Administrator of the account.
    pub(crate) admin: Person,
    /// Administrator of Leeds.
    pub(crate) leeds_admin: Person,
    /// Administrator of Austin.
    pub(crate) austin_admin: Person,
    /// Users of Leeds.
    pub(crate) ann: Person,
    pub(crate) ben: Person,
    /// A user of Austin.
    pub(crate) cleo: Person,
    shutdown: CancellationToken,
    running: Running,
    pub(crate) data: tempfile::TempDir,
}

pub(crate) fn leeds_address() -> CivicAddress {
    serde_json::from_value(
        json!({"country": "GB", "hno": "12", "rd": "Wellington Street", "a3": "Leeds", "pc": "LS1 4DY"}),
    )
    .unwrap()
}

pub(crate) fn austin_address() -> CivicAddress {
    serde_json::from_value(
        json!({"country": "US", "hno": "500", "rd": "Congress Ave", "a3": "Austin", "a1": "TX", "pc": "78701"}),
    )
    .unwrap()
}

/// A home, told from others by its number.
pub(crate) fn home(number: u32) -> Value {
    json!({"country": "GB", "hno": number.to_string(), "rd": "Otley Road", "a3": "Leeds", "pc": "LS6 3AA"})
}

/// A network behind its own router.
pub(crate) fn network(router: u8) -> Value {
    json!({
        "interface": "eth0", "medium": "wired", "mac": "8c:16:45:00:00:01",
        "addresses": [format!("10.{router}.0.23/24")],
        "gateway": {
            "ip": format!("10.{router}.0.1"), "mac": format!("00:1b:21:00:00:{router:02x}"),
            "subnet": format!("10.{router}.0.0/24")
        },
    })
}

pub(crate) fn fresh() -> Uuid {
    Uuid::now_v7()
}

/// A report as a device sends it.
pub(crate) fn report(network: &Value, stay: Uuid, choice: Value) -> Value {
    json!({"id": fresh(), "stay": stay, "at": Timestamp::now().to_string(), "network": network, "choice": choice})
}

pub(crate) fn new_home(name: &str, number: u32) -> Value {
    json!({"kind": "new_personal_location", "personal": fresh(), "name": name, "address": home(number)})
}

pub(crate) fn propose(parent: LocationId, name: &str) -> Value {
    json!({"kind": "new_company_location", "proposal": fresh(), "parent": parent, "name": name,
        "address": {"country": "GB", "hno": "14", "rd": "Wellington Street", "a3": "Leeds", "pc": "LS1 4DY", "flr": "4"}})
}

pub(crate) fn bind(location: &Value) -> Value {
    json!({"kind": "bind_company_location", "proposal": fresh(), "location": location})
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::on(None).await
    }

    /// On the database of this URL, or on SQLite.
    pub(crate) async fn on(database: Option<String>) -> Self {
        Self::with(|config| config.database = database).await
    }

    /// Set up otherwise.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let data = tempfile::tempdir().unwrap();
        let clock = Clock::default();
        let shutdown = CancellationToken::new();
        let mut config = Config::on_loopback(data.path().to_owned());
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
        change(&mut config);
        let running = start(config, clock.clone(), shutdown.clone()).await.unwrap();
        let store = running.store.clone();
        let mut tx = store.write(None).await.unwrap();
        let account = Account {
            name: "Harrier & Finch".into(),
            policy: Policy::default(),
            proposal_recipients: vec!["facilities@harrier.example".into()],
            emergency: EmergencyNumbers::default(),
            version: 1,
        };
        accounts::put_account(&mut tx, &account).await.unwrap();
        let site = |name: &str, address, callback_number: &str| SiteRow {
            id: SiteId(fresh()),
            name: name.into(),
            root: LocationId(fresh()),
            address,
            policy: PolicyOverride::default(),
            callback_number: Some(callback_number.into()),
            numbering: None,
            version: 1,
        };
        let leeds = site("Leeds", leeds_address(), LEEDS_CALLBACK);
        let austin = site("Austin", austin_address(), AUSTIN_CALLBACK);
        let now = tx.now();
        accounts::insert_site(&mut tx, &leeds, now).await.unwrap();
        accounts::insert_site(&mut tx, &austin, now).await.unwrap();
        tx.commit().await.unwrap();
        let url = running.url.clone();
        let of = |site| Some(Administration::Site { site });
        let (s, u) = (&store, url.as_str());
        let admin = person(s, u, "Ada Admin", leeds.id, Some(Administration::Account)).await;
        let leeds_admin = person(s, u, "Lea Leeds", leeds.id, of(leeds.id)).await;
        let austin_admin = person(s, u, "Otis Austin", austin.id, of(austin.id)).await;
        let ann = person(s, u, "Ann Lee", leeds.id, None).await;
        let ben = person(s, u, "Ben Ray", leeds.id, None).await;
        let cleo = person(s, u, "Cleo Fox", austin.id, None).await;
        Self {
            clock,
            leeds: leeds.id,
            leeds_root: leeds.root,
            austin: austin.id,
            austin_root: austin.root,
            admin,
            leeds_admin,
            austin_admin,
            ann,
            ben,
            cleo,
            store,
            shutdown,
            running,
            data,
        }
    }

    /// Where the server is reached.
    pub(crate) fn url(&self) -> String {
        self.running.url.clone()
    }

    pub(crate) async fn stop(self) {
        self.shutdown.cancel();
        self.running.finished().await.unwrap();
    }

    /// The same organisation on a server that was stopped and started again.
    pub(crate) async fn restarted(self) -> Self {
        self.restarted_with(|_| {}).await
    }

    /// The same, with a server that is set up otherwise.
    pub(crate) async fn restarted_with(self, change: impl FnOnce(&mut Config)) -> Self {
        self.shutdown.cancel();
        self.running.finished().await.unwrap();
        let shutdown = CancellationToken::new();
        let mut config = Config::on_loopback(self.data.path().to_owned());
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
        change(&mut config);
        let running = start(config, self.clock.clone(), shutdown.clone()).await.unwrap();
        let url = running.url.clone();
        let moved = |person: Person| Person { url: url.clone(), ..person };
        Self {
            store: running.store.clone(),
            admin: moved(self.admin),
            leeds_admin: moved(self.leeds_admin),
            austin_admin: moved(self.austin_admin),
            ann: moved(self.ann),
            ben: moved(self.ben),
            cleo: moved(self.cleo),
            clock: self.clock,
            leeds: self.leeds,
            leeds_root: self.leeds_root,
            austin: self.austin,
            austin_root: self.austin_root,
            data: self.data,
            shutdown,
            running,
        }
    }

    /// Another device of the same user.
    pub(crate) async fn another_device(&self, person: &Person) -> Person {
        let (device, token) = sign_in(&self.store, person.id).await;
        Person { device, token, ..person.clone() }
    }

    /// Makes a location below `parent`.
    pub(crate) async fn location(&self, parent: impl serde::Serialize, kind: &str, name: &str) -> Value {
        let body = json!({"parent": parent, "kind": kind, "name": name, "address": leeds_address()});
        self.admin.ok("POST", "/v1/locations", body).await
    }

    /// Another user of Leeds.
    pub(crate) async fn colleague(&self, name: &str) -> Person {
        person(&self.store, &self.url(), name, self.leeds, None).await
    }

    /// Makes a common area phone.
    pub(crate) async fn phone(&self, site: SiteId, name: &str) -> PhoneId {
        let id = PhoneId(fresh());
        let mac = MacAddr(fresh().as_bytes()[10..].try_into().unwrap());
        let phone = CommonAreaPhone {
            id,
            name: name.into(),
            site,
            site_name: String::new(),
            extension: None,
            mac,
            numbers: Vec::new(),
            version: 1,
        };
        let mut tx = self.store.write(None).await.unwrap();
        let now = tx.now();
        phones::insert(&mut tx, &phone, now).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Binds the router of [`network`] to a location.
    pub(crate) async fn rule(&self, location: &Value, router: u8) -> Value {
        let evidence = json!({"kind": "gateway_mac", "mac": format!("00:1b:21:00:00:{router:02x}")});
        let path = format!("/v1/locations/{}/rules", location["id"].as_str().unwrap());
        self.admin.ok("POST", &path, json!({"evidence": evidence})).await
    }

    pub(crate) async fn account_policy(&self, change: impl FnOnce(&mut Value)) {
        let mut policy = self.admin.get("/v1/policies/account").await;
        change(&mut policy["policy"]);
        self.admin.ok("PUT", "/v1/policies/account", policy).await;
        self.settled().await;
    }

    /// Waits until what goes on after a change for many people is through.
    pub(crate) async fn settled(&self) {
        let left = async || jobs::all(&mut self.store.read().await.unwrap()).await.unwrap();
        until_it("the end of the work", left, Vec::is_empty).await;
    }

    /// Where it tells its figures, if it does.
    pub(crate) fn metrics_address(&self) -> Option<std::net::SocketAddr> {
        self.running.metrics_address
    }

    /// Where telephones register.
    pub(crate) fn phone_servers(&self) -> Vec<PhoneServer> {
        self.running.phone_servers.clone()
    }

    /// Gives somebody an extension.
    pub(crate) async fn extension(&self, person: &Person, extension: &str) {
        let path = format!("/v1/users/{}", person.id);
        let mut user = self.admin.get(&path).await;
        user["extension"] = json!(extension);
        let edit: serde_json::Map<String, Value> = user
            .as_object()
            .unwrap()
            .iter()
            .filter(|(field, _)| {
                ["name", "site", "roles", "licensed", "active", "extension", "version"]
                    .contains(&field.as_str())
            })
            .map(|(field, value)| (field.clone(), value.clone()))
            .collect();
        self.admin.ok("PUT", &path, Value::Object(edit)).await;
    }

    /// Newest number of the event log.
    pub(crate) async fn cursor(&self) -> i64 {
        events::cursor(&mut self.store.read().await.unwrap()).await.unwrap()
    }

    /// What a user is told after `cursor`.
    pub(crate) async fn told(&self, user: UserId, cursor: i64) -> Vec<Event> {
        let mut reader = self.store.read().await.unwrap();
        match events::after(&mut reader, user, cursor, 100_000).await.unwrap() {
            events::Following::Events(events) => events,
            events::Following::Gone => panic!("the log is shorter than a test"),
        }
    }

    /// All mail to somebody, waiting or on its way out.
    pub(crate) async fn mail_to(&self, recipient: &str) -> Vec<String> {
        let mut reader = self.store.read().await.unwrap();
        let far = self.clock.now() + SignedDuration::from_hours(24 * 365);
        let mut waiting = Vec::new();
        for priority in [Priority::Emergency, Priority::Ordinary] {
            waiting.extend(mail::due(&mut reader, priority, far, 1000).await.unwrap());
        }
        let mut mail: Vec<String> = waiting
            .into_iter()
            .filter(|m| m.recipient == recipient)
            .map(|m| format!("{}\n{}", m.subject, m.body))
            .collect();
        for file in std::fs::read_dir(self.data.path().join("mail")).into_iter().flatten() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap_or_default();
            if text.contains(&format!("To: {recipient}")) {
                mail.push(text.replace("=\r\n", ""));
            }
        }
        mail
    }

    /// Waits until somebody has got so much mail, and not more.
    pub(crate) async fn wait_for_mail(&self, recipient: &str, count: usize) -> Vec<String> {
        let what = format!("{count} mails to {recipient}");
        until_it(&what, async || self.mail_to(recipient).await, |mail| mail.len() == count).await
    }

    pub(crate) fn everybody(&self) -> [&Person; 6] {
        [&self.admin, &self.leeds_admin, &self.austin_admin, &self.ann, &self.ben, &self.cleo]
    }
}

async fn person(
    store: &Store,
    url: &str,
    name: &str,
    site: SiteId,
    administrator: Option<Administration>,
) -> Person {
    let id = UserId(fresh());
    let email = format!("{}@harrier.example", name.to_lowercase().replace(' ', "."));
    let user = User {
        id,
        name: name.into(),
        email,
        site,
        roles: Roles { administrator, safety_team: false },
        licensed: true,
        active: true,
        extension: None,
        numbers: Vec::new(),
        version: 1,
    };
    let mut tx = store.write(None).await.unwrap();
    let now = tx.now();
    users::insert(&mut tx, &user, "none", now).await.unwrap();
    tx.commit().await.unwrap();
    let (device, token) = sign_in(store, id).await;
    let http = crate::http::client();
    Person { id, device, url: url.into(), token, http, ip: OFFICE_IP.into() }
}

async fn sign_in(store: &Store, user: UserId) -> (DeviceId, String) {
    let (device, family, token) = (DeviceId(fresh()), fresh(), secrets::random());
    let mut tx = store.write(Some(user)).await.unwrap();
    let now = tx.now();
    let expires = now + SignedDuration::from_hours(24 * 3650);
    devices::sign_in(&mut tx, user, None, device, "Laptop", now).await.unwrap();
    tokens::insert_family(&mut tx, family, device, now).await.unwrap();
    let refresh = secrets::hash(&secrets::random());
    let access = secrets::hash(&token);
    let pair = Pair { access: &access, access_expires: expires, refresh: &refresh, refresh_expires: expires };
    tokens::insert_pair(&mut tx, family, &pair, now).await.unwrap();
    tx.commit().await.unwrap();
    (device, token)
}

impl Person {
    /// The device's access token.
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// The same device, reaching the server from another public address.
    pub(crate) fn seen_from(&self, ip: &str) -> Self {
        Self { ip: ip.into(), ..self.clone() }
    }

    /// Where a body has a `version`, it is the one that was read: it goes into `If-Match`, and the rest into the body.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        mut body: Option<Value>,
    ) -> (StatusCode, Value) {
        let read = body.as_mut().and_then(Value::as_object_mut).and_then(|body| body.remove("version"));
        if let Some(version) = read {
            return self.send_if(&version, method, path, body.filter(|body| *body != json!({}))).await;
        }
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self
            .http
            .request(method, format!("{}{path}", self.url))
            .bearer_auth(&self.token)
            .header("x-forwarded-for", &self.ip);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        (status, if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() })
    }

    /// A request about something that was read in this version.
    pub(crate) async fn send_if(
        &self,
        version: &Value,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> (StatusCode, Value) {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self
            .http
            .request(method, format!("{}{path}", self.url))
            .bearer_auth(&self.token)
            .header("x-forwarded-for", &self.ip)
            .header("if-match", format!("\"{version}\""));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        let status = response.status();
        let tag = response.headers().get("etag").map(|tag| tag.to_str().unwrap().to_owned());
        let text = response.text().await.unwrap();
        let answer = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() };
        if status.is_success() && !answer.is_null() {
            assert_eq!(tag, Some(format!("\"{}\"", answer["version"])));
        }
        (status, answer)
    }

    /// The same for what has its version elsewhere than at the top.
    pub(crate) async fn send_versioned(
        &self,
        version: &Value,
        method: &str,
        path: &str,
        body: Value,
    ) -> (StatusCode, Value) {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let request = self.http.request(method, format!("{}{path}", self.url)).bearer_auth(&self.token);
        let request = request.header("if-match", format!("\"{version}\"")).json(&body);
        let response = request.send().await.unwrap();
        (response.status(), response.json().await.unwrap())
    }

    /// A request that must succeed.
    pub(crate) async fn ok(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.send(method, path, Some(body)).await;
        assert!(status.is_success(), "{method} {path}: {status} {answer}");
        answer
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let (status, answer) = self.send("GET", path, None).await;
        assert!(status.is_success(), "GET {path}: {status} {answer}");
        answer
    }

    pub(crate) async fn delete(&self, path: &str) {
        let (status, answer) = self.send("DELETE", path, None).await;
        assert!(status.is_success(), "DELETE {path}: {status} {answer}");
    }

    /// Removes what was read in this version.
    pub(crate) async fn delete_if(&self, version: &Value, path: &str) {
        let (status, answer) = self.send_if(version, "DELETE", path, None).await;
        assert!(status.is_success(), "DELETE {path}: {status} {answer}");
    }

    /// The code and field of a request that must be refused.
    pub(crate) async fn refused(&self, method: &str, path: &str, body: Option<Value>) -> (String, String) {
        let (status, answer) = self.send(method, path, body).await;
        assert!(status.is_client_error(), "{method} {path}: {status} {answer}");
        assert!(!answer["message"].as_str().unwrap().is_empty());
        let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
        (text("code"), text("field"))
    }

    pub(crate) async fn identify(&self, network: &Value, stay: Uuid) -> Value {
        self.ok("POST", "/v1/identify", json!({"stay": stay, "network": network})).await
    }

    pub(crate) async fn report(&self, report: &Value) -> Value {
        self.ok("POST", "/v1/reports", report.clone()).await
    }

    pub(crate) async fn snapshot(&self) -> Snapshot {
        serde_json::from_value(self.get("/v1/snapshot").await).unwrap()
    }

    /// The caller's own entities of one kind.
    pub(crate) async fn entities(&self, kind: &str) -> Vec<Value> {
        let snapshot = self.get("/v1/snapshot").await;
        let all = snapshot["entities"].as_array().unwrap().iter();
        all.filter(|e| e["kind"] == kind).map(|e| e["value"].clone()).collect()
    }

    /// This device as the snapshot has it.
    pub(crate) async fn own_device(&self) -> Value {
        let own = json!(self.device);
        self.entities("device").await.into_iter().find(|d| d["id"] == own).unwrap()
    }

    /// What this device meets, and on which rung its emergency calls stand.
    pub(crate) async fn stands(&self) -> (String, String) {
        let device = self.own_device().await;
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        let location = &device["location"];
        (text(&location["encounter"]["encounter"]), text(&location["dispatch"]["location"]["rung"]))
    }
}
