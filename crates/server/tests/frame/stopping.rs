//! The binary itself: one line on standard output, health, and an end that cuts nothing off.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use reqwest::StatusCode;
use serde_json::json;

use crate::browser::{Browser, PASSWORD};
use crate::until::until_it;

fn command(data: &std::path::Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_roamline-server"));
    command.arg("--data").arg(data).stderr(Stdio::piped()).stdout(Stdio::piped());
    command
}

fn signal(child: &Child, name: &str) {
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
}

fn create_first(data: &std::path::Path) -> std::process::Output {
    let mut command = command(data);
    command.args([
        "admin",
        "create",
        "--email",
        "ada@harrier.example",
        "--name",
        "Ada",
        "--account",
        "Harrier",
    ]);
    command.args(["--site", "Leeds", "--address"]);
    command.arg("country=GB; hno=12; rd=Wellington Street; a3=Leeds; pc=LS1 4DY");
    command.env("ROAMLINE_ADMIN_PASSWORD", PASSWORD).output().unwrap()
}

#[tokio::test]
async fn the_binary_serves_and_stops_on_a_signal() {
    for signal_name in ["TERM", "INT"] {
        let data = tempfile::tempdir().unwrap();
        assert!(create_first(data.path()).status.success());
        let mut child = command(data.path())
            .args(["--listen", "127.0.0.1:0", "--sip-listen", "127.0.0.1:0"])
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("listening on ").unwrap().to_owned();
        for path in ["/healthz", "/readyz"] {
            let answer = crate::http::client().get(format!("{url}{path}")).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK);
        }
        let mut browser = Browser::new(&url);
        assert_eq!(browser.sign_in("ada@harrier.example", PASSWORD).await.status, StatusCode::OK);
        // An open stream must not keep the server from stopping.
        let stream = browser.request("GET", "/v1/events?after=0").send().await.unwrap();
        assert_eq!(stream.status(), StatusCode::OK);
        signal(&child, signal_name);
        let ended = || std::future::ready(child.try_wait().unwrap());
        until_it("the end", ended, |ended| ended.is_some_and(|status| status.success())).await;
        let mut rest = String::new();
        stdout.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "", "there is exactly one line on standard output");
    }
}

#[test]
fn the_first_administrator_needs_an_organisation_and_the_next_does_not() {
    let data = tempfile::tempdir().unwrap();
    let mut early = command(data.path());
    let early =
        early.args(["admin", "create", "--email", "b@harrier.example", "--name", "B"]).output().unwrap();
    assert!(!early.status.success());
    assert!(String::from_utf8_lossy(&early.stderr).contains("name the organisation"));
    assert!(create_first(data.path()).status.success());
    let mut next = command(data.path());
    let next =
        next.args(["admin", "create", "--email", "b@harrier.example", "--name", "B"]).output().unwrap();
    assert!(next.status.success());
    let printed = String::from_utf8(next.stdout).unwrap();
    let (email, password) = printed.trim().split_once("  ").unwrap();
    assert_eq!(email, "b@harrier.example");
    assert_eq!(password.len(), 43);
    let mut again = command(data.path());
    assert!(
        !again
            .args(["admin", "create", "--email", "b@harrier.example", "--name", "B"])
            .status()
            .unwrap()
            .success()
    );
}

#[tokio::test]
async fn another_password_ends_what_the_old_one_began() {
    let world = crate::world::World::new().await;
    let (mut browser, _) = crate::browser::signed_in(&world).await;
    let given =
        roamline_server::setup::set_password(&world.store, "dora@harrier.example", None).await.unwrap();
    assert_eq!(browser.get("/v1/me").await.status, StatusCode::UNAUTHORIZED);
    let old = browser
        .send("POST", "/v1/session", json!({"email": "dora@harrier.example", "password": PASSWORD}))
        .await;
    assert_eq!(old.status, StatusCode::UNAUTHORIZED);
    assert_eq!(browser.sign_in("dora@harrier.example", &given).await.status, StatusCode::OK);
}
