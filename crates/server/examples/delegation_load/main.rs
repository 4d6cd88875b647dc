//! Measures how delegation costs more with more users, each with 32 delegates and 32 delegators: the administrators'
//! list, its search, one user's snapshot, and a change with all that follows from it, as requests over HTTP against the
//! real server with its embedded store. Prints a table in Markdown.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measuring program that stops at the first thing that is not as it should be"
)]

#[path = "../support/made_up.rs"]
mod made_up;
mod organisation;

use std::time::{Duration, Instant};

use organisation::Organisation;
use reqwest::Client;
use roamline_server::config::Config;
use roamline_server::{Running, start};
use roamline_store::clock::Clock;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

const USERS: [usize; 2] = [500, 5_000];
const ROUNDS: usize = 6;
/// Requests of each kind in a round.
const REQUESTS: usize = 100;
/// Clients that ask at the same time.
const CLIENTS: usize = 4;

/// What is asked.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Page,
    Search,
    Snapshot,
    Change,
}

const KINDS: [(Kind, &str); 4] = [
    (Kind::Page, "page of the list"),
    (Kind::Search, "search in the list"),
    (Kind::Snapshot, "snapshot of a user"),
    (Kind::Change, "change of privileges"),
];

/// One server with its organisation, and how long it took for each kind.
struct Size {
    users: usize,
    organisation: Organisation,
    running: Running,
    took: [Vec<Duration>; 4],
    _data: tempfile::TempDir,
}

#[tokio::main]
async fn main() {
    rustls::crypto::ring::default_provider().install_default().expect("nobody has installed one before");
    let mut sizes = Vec::new();
    for users in USERS {
        eprintln!("making an organisation of {users} users with {} delegates each", organisation::DELEGATES);
        let data = tempfile::tempdir().unwrap();
        let config = Config::on_loopback(data.path().to_owned());
        let running = start(config, Clock::default(), CancellationToken::new()).await.unwrap();
        let organisation = organisation::make(&running.store, users).await;
        sizes.push(Size { users, organisation, running, took: Default::default(), _data: data });
    }
    for round in 0..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}");
        for size in &mut sizes {
            for (at, (kind, _)) in KINDS.iter().enumerate() {
                let took = slice(size, *kind, round).await;
                // The first round is for warming up.
                if round > 0 {
                    size.took[at].extend(took);
                }
            }
        }
    }
    print(&mut sizes);
    for size in &sizes {
        let took = switch_off(size).await;
        println!(
            "\nDelegation switched off for {} users, {} delegations told and mailed: {:.1} s",
            size.users,
            size.users * organisation::DELEGATES,
            took.as_secs_f64()
        );
    }
}

async fn slice(size: &Size, kind: Kind, round: usize) -> Vec<Duration> {
    let url = size.running.url.clone();
    let clients = (0..CLIENTS).map(|client| {
        let (url, organisation, users) = (url.clone(), size.organisation.clone(), size.users);
        tokio::spawn(async move {
            let http = Client::new();
            let mut took = Vec::new();
            for request in 0..REQUESTS / CLIENTS {
                // Steps that are prime to all counts spread the requests over all users.
                let number = ((round * CLIENTS + client) * REQUESTS + request) * 7919 % users;
                took.push(ask(&http, &url, &organisation, kind, number).await);
            }
            took
        })
    });
    let mut all = Vec::new();
    for client in futures_util::future::join_all(clients).await {
        all.extend(client.unwrap());
    }
    all
}

async fn get(http: &Client, url: &str, token: &str) -> (Duration, Value) {
    let asked = Instant::now();
    let answer = http.get(url).bearer_auth(token).send().await.unwrap();
    assert!(answer.status().is_success(), "{url}: {}", answer.status());
    let body = answer.bytes().await.unwrap();
    let took = asked.elapsed();
    (took, serde_json::from_slice(&body).unwrap())
}

async fn ask(http: &Client, url: &str, organisation: &Organisation, kind: Kind, number: usize) -> Duration {
    let admin = &organisation.admin;
    match kind {
        Kind::Page => {
            let offset = number / 25 * 25;
            let (took, page) = get(http, &format!("{url}/v1/shared-lines?offset={offset}"), admin).await;
            assert_eq!(page["items"][0]["delegates"].as_array().unwrap().len(), organisation::DELEGATES);
            took
        }
        Kind::Search => {
            let (took, page) = get(http, &format!("{url}/v1/shared-lines?q=user{number:05}@"), admin).await;
            assert_eq!(page["total"], 1);
            took
        }
        Kind::Snapshot => {
            let token = &organisation.tokens[number % organisation.tokens.len()];
            let (took, snapshot) = get(http, &format!("{url}/v1/snapshot"), token).await;
            assert!(snapshot["entities"].as_array().unwrap().len() > 2 * organisation::DELEGATES);
            took
        }
        Kind::Change => {
            let id = organisation.delegations[number % organisation.delegations.len()];
            let path = format!("{url}/v1/delegations/{id}");
            loop {
                let (_, read) = get(http, &path, admin).await;
                let mut terms = json!({"terms": read["terms"]});
                let lock = &mut terms["terms"]["privileges"]["lock_calls"];
                *lock = json!(!lock.as_bool().unwrap());
                let asked = Instant::now();
                let put = http.put(format!("{path}/terms")).bearer_auth(admin);
                let put = put.header("if-match", format!("\"{}\"", read["version"])).json(&terms);
                let answer = put.send().await.unwrap();
                let took = asked.elapsed();
                if answer.status().is_success() {
                    return took;
                }
                // Another client was faster.
                assert_eq!(answer.status().as_u16(), 412);
            }
        }
    }
}

/// Has every delegation rest, in one transaction.
async fn switch_off(size: &Size) -> Duration {
    let http = Client::new();
    let url = format!("{}/v1/policies/account", size.running.url);
    let (_, mut policy) = get(&http, &url, &size.organisation.admin).await;
    policy["policy"]["delegation"] = json!(false);
    let read = policy.as_object_mut().and_then(|policy| policy.remove("version")).unwrap_or_default();
    let asked = Instant::now();
    let put = http.put(url).bearer_auth(&size.organisation.admin).header("if-match", format!("\"{read}\""));
    let answer = put.json(&policy).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
    asked.elapsed()
}

/// Milliseconds that so many of a hundred requests took at most.
fn percentile(took: &mut [Duration], percent: usize) -> f64 {
    took.sort_unstable();
    let at = (took.len() * percent / 100).min(took.len() - 1);
    took[at].as_secs_f64() * 1e3
}

fn print(sizes: &mut [Size]) {
    println!("| request | users | p50 | p99 | growth of p50 |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    for (at, (_, name)) in KINDS.iter().enumerate() {
        let base = percentile(&mut sizes[0].took[at], 50);
        for size in &mut *sizes {
            let (p50, p99) = (percentile(&mut size.took[at], 50), percentile(&mut size.took[at], 99));
            println!("| {name} | {} | {p50:.1} ms | {p99:.1} ms | {:.2} |", size.users, p50 / base);
        }
    }
}
