//! A large organisation, quiet and at work: people sign in, the dial plan is edited, the dashboard is open, a policy is
//! switched. How long emergency calls take to leave, and their alerts.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::post;
use reqwest::Client;
use roamline_api::desk_phone::PhoneTransport;
use roamline_server::Running;
use roamline_server::config::Config;
use roamline_server::database::Store;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::carrier::Carrier;
use crate::made_up::{self, PASSWORD, REALM};
use crate::organisation::{self, Organisation};
use crate::sip_phone::Phone;
use crate::{at, both, head, row, start, words};
use roamline_switch::prefer_this_thread;

const USERS: usize = 5_000;
/// Calls of each kind that are measured.
const CALLS: usize = 500;
/// Alerts that are measured.
const ALERTS: usize = 100;
/// From one sign-in, edit and look at the dashboard to the next.
const SIGN_IN: Duration = Duration::from_millis(100);
const EDIT: Duration = Duration::from_millis(250);
const LOOK: Duration = Duration::from_secs(2);

pub(crate) async fn measure(on: &Handle) {
    let carrier = Carrier::start().await;
    let data = tempfile::tempdir().unwrap();
    let mut config = Config::on_loopback(data.path().to_owned());
    config.trunks.push(format!("sip://{}?emergency", carrier.address()).parse().unwrap());
    let stop = CancellationToken::new();
    let running = start(on, config, &stop).await;
    eprintln!(
        "making {USERS} users with {} delegates, a number and a telephone each",
        organisation::DELEGATES
    );
    let store = running.store.clone();
    let made = on.spawn(async move {
        let organisation = organisation::make(&store, USERS).await;
        telephones(&store, &organisation).await;
        organisation
    });
    let organisation = made.await.unwrap();
    let udp = running.phone_servers.iter().find(|server| server.transport == PhoneTransport::Udp).unwrap();
    let server: SocketAddr = udp.address.parse().unwrap();
    let mut phones = Vec::with_capacity(USERS);
    for number in 0..USERS {
        phones.push(registered(server, number).await);
    }
    let admin = Admin { http: Client::new(), url: running.url.clone(), organisation };
    let mut alerts = Alerts::listen(&admin).await;
    let phone = &phones[0];
    prefer_this_thread();
    both(phone, &carrier, CALLS / 10).await;

    println!();
    head();
    row(&format!("{USERS} users, quiet"), &mut both(phone, &carrier, CALLS).await);
    let quiet = alerts.of(phone, &carrier).await;
    let work = begin(on, &running, &admin);
    row("people sign in, the plan is edited, the dashboard is open", &mut both(phone, &carrier, CALLS).await);
    let at_work = alerts.of(phone, &carrier).await;
    let switching = on.spawn(switch_policies(admin.clone()));
    row("delegation is switched off and on as well", &mut both(phone, &carrier, CALLS).await);
    let switched = alerts.of(phone, &carrier).await;
    for task in work.into_iter().chain([switching]) {
        task.abort();
    }

    println!("\n| from the telephone's INVITE to the webhook's first byte | p50 | p99 | slowest |");
    println!("| --- | ---: | ---: | ---: |");
    for (name, mut took) in
        [("quiet", quiet), ("at work", at_work), ("delegation is switched as well", switched)]
    {
        took.sort_unstable();
        println!(
            "| {name} | {} | {} | {} |",
            words(at(&took, 50)),
            words(at(&took, 99)),
            words(at(&took, 100))
        );
    }
    stop.cancel();
}

/// Everybody gets a number and a telephone.
async fn telephones(store: &Store, organisation: &Organisation) {
    let mut tx = store.write(None).await.unwrap();
    for (number, user) in organisation.people.iter().enumerate() {
        made_up::number(&mut tx, *user, &format!("+4411349{number:05}")).await;
        made_up::telephone(&mut tx, *user, &format!("phone{number:05}")).await;
    }
    tx.commit().await.unwrap();
    store.wakers().wake_telephony();
}

async fn registered(server: SocketAddr, number: usize) -> Phone {
    let [high, low] = u16::try_from(number + 1).unwrap().to_be_bytes();
    let own = Ipv4Addr::new(127, 2, high, low).to_string();
    Phone::start_at(&own, server, REALM, &format!("phone{number:05}"), PASSWORD).await
}

#[derive(Clone)]
struct Admin {
    http: Client,
    url: String,
    organisation: Organisation,
}

impl Admin {
    async fn get(&self, path: &str) -> Value {
        let asked = self.http.get(format!("{}{path}", self.url)).bearer_auth(&self.organisation.admin);
        asked.send().await.unwrap().json().await.unwrap()
    }

    /// Changes what is read at a path, by its version. Somebody else may be faster.
    async fn change(&self, path: &str, change: impl FnOnce(&mut Value)) -> bool {
        let mut value = self.get(path).await;
        let version = value.as_object_mut().unwrap().remove("version").unwrap();
        change(&mut value);
        let put = self.http.put(format!("{}{path}", self.url)).bearer_auth(&self.organisation.admin);
        let put = put.header("if-match", format!("\"{version}\"")).json(&value);
        put.send().await.unwrap().status().is_success()
    }
}

/// What goes on besides.
fn begin(on: &Handle, running: &Running, admin: &Admin) -> Vec<JoinHandle<()>> {
    let (store, people) = (running.store.clone(), admin.organisation.people.clone());
    let sign_ins = on.spawn(async move {
        let mut pace = tokio::time::interval(SIGN_IN);
        for user in people.iter().cycle() {
            pace.tick().await;
            let mut tx = store.write(Some(*user)).await.unwrap();
            made_up::sign_in(&mut tx, *user).await;
            made_up::note_sign_in(&mut tx, *user).await;
            tx.commit().await.unwrap();
        }
    });
    let editor = admin.clone();
    let edits = on.spawn(async move {
        let mut pace = tokio::time::interval(EDIT);
        for (round, user) in editor.organisation.people.iter().cycle().enumerate() {
            pace.tick().await;
            let rename = |user: &mut Value| {
                let edited = ["name", "site", "roles", "licensed", "active", "extension"];
                user.as_object_mut().unwrap().retain(|field, _| edited.contains(&field.as_str()));
                user["name"] = json!(format!("Person {round}"));
            };
            assert!(editor.change(&format!("/v1/users/{user}"), rename).await);
        }
    });
    let viewer = admin.clone();
    let looks = on.spawn(async move {
        let mut pace = tokio::time::interval(LOOK);
        loop {
            pace.tick().await;
            viewer.get("/v1/readiness").await;
        }
    });
    vec![sign_ins, edits, looks]
}

/// Switches as soon as what follows from the last switch is done.
async fn switch_policies(admin: Admin) {
    for round in 0.. {
        let switch = |policy: &mut Value| policy["policy"]["delegation"] = json!(round % 2 == 1);
        assert!(admin.change("/v1/policies/account", switch).await);
        while admin.get("/v1/jobs").await.as_array().is_none_or(|jobs| !jobs.is_empty()) {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

/// The program that the site's alerts go to.
struct Alerts {
    posted: Mutex<mpsc::UnboundedReceiver<(Instant, Value)>>,
}

impl Alerts {
    async fn listen(admin: &Admin) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/alarm", listener.local_addr().unwrap());
        let (heard, posted) = mpsc::unbounded_channel();
        let take = move |body: String| {
            let now = Instant::now();
            heard.send((now, serde_json::from_str(&body).unwrap())).unwrap();
            std::future::ready(axum::http::StatusCode::NO_CONTENT)
        };
        tokio::spawn(async move { axum::serve(listener, Router::new().route("/alarm", post(take))).await });
        let path = format!("/v1/sites/{}/alerts", admin.organisation.site);
        let set = |alerts: &mut Value| *alerts = json!({"emails": [], "webhook": url});
        assert!(admin.change(&path, set).await);
        Self { posted: Mutex::new(posted) }
    }

    /// How long the first alert of each of some calls takes.
    async fn of(&mut self, phone: &Phone, carrier: &Carrier) -> Vec<Duration> {
        let posted = self.posted.get_mut();
        let mut took = Vec::new();
        // What is still told of calls before.
        while tokio::time::timeout(Duration::from_secs(3), posted.recv()).await.is_ok() {}
        for _ in 0..ALERTS {
            let begun = Instant::now();
            phone.dial("112").await;
            carrier.arrived().await;
            let mut call = None;
            // The call is told when it leaves and when it is over: both are waited for, so that the next begins quietly.
            loop {
                let (at, alert) = posted.recv().await.unwrap();
                let id = alert["call"]["id"].as_str().unwrap().to_owned();
                if call.is_none() {
                    took.push(at - begun);
                    call = Some(id.clone());
                }
                if call == Some(id) && alert["call"]["progress"]["state"] == "failed" {
                    break;
                }
            }
            phone.idle().await;
        }
        took
    }
}
