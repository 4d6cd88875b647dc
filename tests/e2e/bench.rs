//! How long it takes from the move to the prompt on the screen. Not a test: `script/bench prompt` runs it.
#![allow(clippy::print_stdout)]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use roamline_api::desk_phone::{DeskPhoneCredentials, PhoneTransport};
use serde_json::json;

use crate::support::desk::{Desk, Setup};
use crate::support::network::Network;
use crate::support::people::{IMOGEN, Person, TOM};
use crate::support::scenario;
use crate::support::server::Server;
use crate::support::wait::PATIENCE;
use crate::support::window::Window;
use crate::{need_a_desk, need_a_network};

/// Moves that are measured. Every one of them leads to a network that nobody knows.
const MOVES: usize = 60;

#[test]
#[ignore = "a measurement, run by script/bench prompt"]
fn prompt() {
    need_a_network!();
    let network = Network::new();
    let server = Server::in_network(&network.server);
    network.plug_in(&network.a);
    network.computer.run(async || {
        let desk = Desk::start(Setup {
            computer: Some(&network.computer),
            server: Some(&server),
            ..Setup::default()
        })
        .await;
        desk.first_run(&server, TOM).await;
        desk.notifications().wait_for("Where are you now?").await;

        let mut took = Vec::with_capacity(MOVES);
        for number in 0..MOVES {
            let router = if number % 2 == 0 { &network.b } else { &network.a };
            let shown = desk.notifications().count().await;
            network.plug_in(router);
            let moved = Instant::now();
            // As often as the bus answers: an interval would be part of what is measured.
            while desk.notifications().count().await == shown {
                assert!(moved.elapsed() < PATIENCE, "move {number} led to no prompt");
            }
            took.push(moved.elapsed());
        }
        took.sort_unstable();
        let at = |percent: usize| took[(took.len() * percent / 100).min(took.len() - 1)];
        let ratio = |t: Duration| t.as_secs_f64() / 0.3;
        println!("| moves | p50 | p95 | slowest | p95 to the settling time of 300 ms |");
        println!("| --- | --- | --- | --- | --- |");
        println!(
            "| {MOVES} | {} ms | {} ms | {} ms | {:.2} |",
            at(50).as_millis(),
            at(95).as_millis(),
            at(100).as_millis(),
            ratio(at(95))
        );
    });
}

/// Calls that are measured; each is two changes.
const CALLS: usize = 60;

/// Notes when the state of a call, as it stands in the page, was painted: after the frame that shows it.
const WATCH: &str = "
    window.painted = [];
    let last = '';
    const look = () => {
        const call = document.querySelector('main [aria-labelledby^=line-] li:has(h3)')?.innerText ?? '';
        const now = call === '' ? 'quiet' : call.includes('Talking') ? 'Talking' : 'Rings';
        if (now === last) return;
        last = now;
        requestAnimationFrame(() => setTimeout(() => {
            window.painted.push([now, performance.timeOrigin + performance.now()]);
        }));
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    look();
    return true;";

/// A telephone of `lines_load`, which says when its messages left.
struct Driven {
    child: Child,
    said: BufReader<ChildStdout>,
}

impl Driven {
    async fn start(program: &str, person: &Person) -> Self {
        let id = std::fs::read_to_string("/proc/sys/kernel/random/uuid").unwrap();
        let made = person.post("/v1/desk-phones", &json!({ "id": id.trim(), "name": "Measured" })).await;
        let given: DeskPhoneCredentials = serde_json::from_value(made).unwrap();
        let server = given.servers.iter().find(|server| server.transport == PhoneTransport::Udp).unwrap();
        let mut child = Command::new(program)
            .args(["telephone", &server.address, &given.phone.username, &given.password])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        let mut driven = Self { child, said };
        assert_eq!(driven.line(), "registered");
        driven
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.said.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }

    /// Gives an order, and tells when its message left: milliseconds since 1970.
    fn does(&mut self, order: &str) -> f64 {
        writeln!(self.child.stdin.as_mut().unwrap(), "{order}").unwrap();
        self.line().parse::<f64>().unwrap() / 1_000.0
    }
}

impl Drop for Driven {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// When the window had painted this state: milliseconds since 1970.
async fn painted(window: &Window, state: &str) -> f64 {
    let script =
        format!("return window.painted.filter(([s]) => s === '{state}').map(([, at]) => at).pop() ?? 0;");
    let before = Instant::now();
    loop {
        let at = window.run(&script).await.as_f64().unwrap();
        if at > 0.0 {
            return at;
        }
        assert!(
            before.elapsed() < PATIENCE,
            "the window never painted {state}: {}",
            window.run("return document.querySelector('main').innerText;").await
        );
    }
}

#[test]
#[ignore = "a measurement, run by script/bench lines"]
fn lines() {
    need_a_desk!();
    let program = std::env::var("LINES_LOAD").expect("script/bench lines says where its telephone is");
    let server = Server::on_loopback();
    scenario(async {
        let desk = Desk::start(Setup::default()).await;
        desk.first_run(&server, TOM).await;
        let window = desk.window();
        window.go_to("Lines", "Lines").await;
        let mut tom = Driven::start(&program, &Person::sign_in(&server, TOM).await).await;
        let mut imogen = Driven::start(&program, &Person::sign_in(&server, IMOGEN).await).await;
        assert_eq!(window.run(WATCH).await, true);
        let mut took = Vec::with_capacity(CALLS * 2);
        for _ in 0..CALLS {
            window.run("window.painted.length = 0; return true;").await;
            imogen.does("dial 2012");
            painted(window, "Rings").await;
            let sent = tom.does("answer");
            took.push(painted(window, "Talking").await - sent);
            window.run("window.painted.length = 0; return true;").await;
            let sent = tom.does("end");
            took.push(painted(window, "quiet").await - sent);
        }
        took.sort_unstable_by(f64::total_cmp);
        let at = |percent: usize| took[(took.len() * percent / 100).min(took.len() - 1)];
        println!("\n| from the telephone's message to the painted window | p50 | p95 | slowest |");
        println!("| ---: | ---: | ---: | ---: |");
        println!("| {} changes | {:.0} ms | {:.0} ms | {:.0} ms |", took.len(), at(50), at(95), at(100));
    });
}
