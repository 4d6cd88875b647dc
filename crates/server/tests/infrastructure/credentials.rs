//! What proves a telephone stays out of the log, however much of it is written.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use roamline_switch::Secret;
use serde_json::{Value, json};

const PASSWORD: &str = "a password of nineteen";

#[tokio::test]
async fn passwords_of_telephones_stay_out_of_the_log() {
    let data = tempfile::tempdir().unwrap();
    let log = data.path().join("log");
    let mut server = Command::new(env!("CARGO_BIN_EXE_roamline-server"))
        .args(["--listen", "127.0.0.1:0", "--sip-listen", "127.0.0.1:0", "--demo", "--data"])
        .arg(data.path())
        .env("ROAMLINE_DEMO_PASSWORD", PASSWORD)
        .env("RUST_LOG", "trace")
        .stdout(Stdio::piped())
        .stderr(std::fs::File::create(&log).unwrap())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(server.stdout.take().unwrap()).lines();
    let url = out.find_map(|line| line.unwrap().strip_prefix("listening on ").map(str::to_owned)).unwrap();

    let http = crate::http::client();
    let post =
        |path: &str| http.post(format!("{url}{path}")).header("origin", &url).header("x-roamline", "1");
    let sign_in = json!({"email": "imogen.harrier@harrier-finch.example", "password": PASSWORD});
    let signed_in = post("/v1/session").json(&sign_in).send().await.unwrap();
    assert!(signed_in.status().is_success(), "{}", signed_in.text().await.unwrap());
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let new = json!({"id": uuid::Uuid::now_v7(), "name": "A telephone in the log"});
    let made: Value = post("/v1/desk-phones")
        .header("cookie", &cookie)
        .json(&new)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let renew = format!("/v1/desk-phones/{}/password", made["phone"]["id"].as_str().unwrap());
    let renewed: Value = post(&renew).header("cookie", &cookie).send().await.unwrap().json().await.unwrap();
    server.kill().unwrap();
    server.wait().unwrap();

    let said = std::fs::read_to_string(&log).unwrap();
    assert!(said.contains("/v1/desk-phones"), "the requests are in the log");
    for told in [made, renewed] {
        let part = |name: &str| told[name].as_str().unwrap();
        let username = told["phone"]["username"].as_str().unwrap();
        let secret = Secret::hash(username, part("domain"), part("password"));
        for hidden in [part("password"), secret.md5(), secret.sha256()] {
            assert!(!said.contains(hidden), "the log tells what proves a telephone");
        }
    }
}
