//! Telephones register with what they were given and what the manual says, and with nothing else.

use serde_json::{Value, json};

use crate::office::{IMOGEN, LINE, TOM, is_idle, keeps_secrets, phone, quiet, registered, shows};
use crate::person::Person;
use crate::server::Server;
use crate::support::baresip::Baresip;
use crate::support::linphone::Linphone;
use crate::{have_telephones, trunk, until};

/// What the manual says in the block that begins so, with what the portal has shown put in.
fn manual(begins: &str, told: &Value, way: &str) -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/phones.md");
    let text = std::fs::read_to_string(path).unwrap();
    let block = text.split("```").skip(1).step_by(2).find_map(|block| {
        let (_, text) = block.split_once('\n')?;
        text.starts_with(begins).then(|| text.trim_end().to_owned())
    });
    let servers = told["servers"].as_array().unwrap();
    let server = servers.iter().find(|server| server["transport"] == way).unwrap();
    let part = |value: &Value| value.as_str().unwrap().to_owned();
    block
        .expect("a block in the manual")
        .replace("PASSWORD", &part(&told["password"]))
        .replace("DOMAIN", &part(&told["domain"]))
        .replace("SERVER", &part(&server["address"]))
        .replace("WAY", way)
        .replace("USER", &part(&told["phone"]["username"]))
}

async fn new_phone(who: &Person, name: &str) -> Value {
    who.post("/v1/desk-phones", json!({"id": uuid::Uuid::now_v7(), "name": name})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn phones_register_with_what_the_manual_says_and_hand_over() {
    if !have_telephones() {
        return;
    }
    let server = Server::start();
    let tom = Person::sign_in(&server, TOM).await;
    let imogens = phone(&server, "imogen");
    until("imogen to register", || imogens.log(), || imogens.log().contains("200 OK")).await;
    let [soft, other] = [new_phone(&tom, "baresip").await, new_phone(&tom, "linphone").await];
    // Whoever does not know the password is refused, and nothing is registered.
    let account = manual("<sip:", &soft, "tcp");
    let password = soft["password"].as_str().unwrap();
    let wrong =
        Baresip::with_account("wrong", &format!("{}", server.sip), &account.replace(password, "guessed"));
    until("a refusal", || wrong.log(), || wrong.log().contains("401 Unauthorized")).await;
    let username = soft["phone"]["username"].as_str().unwrap();
    let shown = tom.sees("the phone", "desk_phone", |phone| phone["username"] == username).await;
    assert_eq!(shown["places"], json!([]));
    drop(wrong);

    let at = format!("{};transport=tcp", server.sip);
    let baresip = Baresip::with_account(username, &at, &account);
    let mut linphone = Linphone::with_account(&manual("[proxy_0]", &other, "udp"));
    for (told, software) in [(&soft, "baresip"), (&other, "Linphone")] {
        let shown = registered(&tom, told["phone"]["username"].as_str().unwrap()).await;
        let place = &shown["places"][0];
        assert!(place["address"].as_str().unwrap().starts_with("127.0.0.1:"), "{place}");
        assert!(place["software"].as_str().unwrap().contains(software), "{place}");
        assert_eq!(place["encrypted"], false);
    }

    // Both ring; linphone has the call and hands it over by its own REFER.
    let outside = trunk::calls(&server, "calls", LINE);
    shows(&baresip, "INCOMING").await;
    until("linphone to ring", || linphone.log(), || linphone.log().contains("Receiving new incoming call"))
        .await;
    linphone.order("answer");
    let active = |line: &Value| line["number"] == LINE && line["calls"][0]["state"] == "active";
    tom.sees("the call", "line", active).await;
    is_idle(&baresip).await;
    linphone.order(&format!("transfer sip:{IMOGEN}@{}", server.sip));
    shows(&imogens, "INCOMING").await;
    imogens.order("accept", "");
    shows(&imogens, "ESTABLISHED").await;
    quiet(&tom).await;
    imogens.order("hangup", "");
    outside.finish("the caller");
    tom.is_up_to_date().await;
    let told = [&soft, &other].map(|told| told["password"].as_str().unwrap().to_owned());
    keeps_secrets(&server, &[&tom], &told);
}
