//! The load: every device asks, waits for the answer and asks again.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use roamline_api::report::IdentifyRequest;
use roamline_domain::access_network::Evidence;
use roamline_domain::ids::StayId;
use uuid::Uuid;

use crate::organisation::Organisation;

/// A server, ended when dropped.
pub(crate) struct Server {
    process: Child,
    url: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Starts the server on a data folder, behind a proxy that the load plays.
pub(crate) fn start(program: &str, data: &Path) -> Server {
    let mut process = Command::new(program)
        .arg("--data")
        .arg(data)
        .args(["--sip-listen", "127.0.0.1:0", "--listen", "127.0.0.1:0", "--trusted-proxy", "127.0.0.1"])
        .env("RUST_LOG", "warn")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(process.stdout.take().unwrap());
    let url = said
        .lines()
        .find_map(|line| Some(line.unwrap().split_once("listening on ")?.1.to_owned()))
        .expect("the server says where it listens");
    Server { process, url }
}

async fn ask(http: &reqwest::Client, url: &str, token: &str, evidence: &Evidence, stay: Uuid) -> Duration {
    let request = IdentifyRequest { stay: StayId(stay), network: evidence.network.clone(), permission: None };
    let public_ip = evidence.public_ip.unwrap().ip.to_string();
    let asked = Instant::now();
    let answer = http
        .post(url)
        .bearer_auth(token)
        .header("x-forwarded-for", public_ip)
        .json(&request)
        .send()
        .await
        .unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
    answer.bytes().await.unwrap();
    asked.elapsed()
}

/// Has every device ask for a while, about the network that it is on, or each time about another. Gives how long each
/// answer took, and how long all lasted.
pub(crate) async fn slice(
    organisation: &Organisation,
    lasting: Duration,
    moving: bool,
) -> (Vec<Duration>, Duration) {
    let server = organisation.server.as_ref().unwrap();
    let url = format!("{}/v1/identify", server.url);
    let until = Instant::now() + lasting;
    let started = Instant::now();
    let devices = organisation.tokens.iter().enumerate().map(|(number, token)| {
        let (url, token, evidence) = (url.clone(), token.clone(), organisation.evidence.clone());
        tokio::spawn(async move {
            let http = reqwest::Client::new();
            let mut took = Vec::new();
            let (mut at, mut stay) = (number * 101, Uuid::now_v7());
            // The first answer is about a network that is new to the device; it is none of the others.
            ask(&http, &url, &token, &evidence[at % evidence.len()], stay).await;
            while Instant::now() < until {
                if moving {
                    at += 1;
                    stay = Uuid::now_v7();
                }
                took.push(ask(&http, &url, &token, &evidence[at % evidence.len()], stay).await);
            }
            took
        })
    });
    let mut latencies = Vec::new();
    for device in futures_util::future::join_all(devices).await {
        latencies.extend(device.unwrap());
    }
    (latencies, started.elapsed())
}

/// Has every device ask once before anything counts.
pub(crate) async fn warm_up(organisation: &Organisation) {
    slice(organisation, Duration::from_millis(200), false).await;
}
