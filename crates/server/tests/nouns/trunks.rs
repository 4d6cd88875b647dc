//! Trunks over HTTP: set up, at work at once, and watched.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::net::UdpSocket;

use crate::until::{until, until_it};
use crate::world::{World, fresh};

const PASSWORD: &str = "wide-open-secret";

/// A carrier that asks who registers, and answers everything else.
struct Carrier {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Carrier {
    async fn open() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let carrier = Self { address: socket.local_addr().unwrap(), heard: Arc::default() };
        let heard = Arc::clone(&carrier.heard);
        tokio::spawn(async move {
            let mut buffer = vec![0; 65_536];
            loop {
                let (length, from) = socket.recv_from(&mut buffer).await.unwrap();
                let asked = String::from_utf8_lossy(&buffer[..length]).into_owned();
                let is_unproven = asked.starts_with("REGISTER") && !asked.contains("\r\nAuthorization:");
                let line = if is_unproven { "401 Who?" } else { "200 Fine" };
                let challenge = match is_unproven {
                    true => {
                        "WWW-Authenticate: Digest realm=\"c\", nonce=\"n\", algorithm=MD5, qop=\"auth\"\r\n"
                    }
                    false => "",
                };
                let kept = asked.lines().filter(|line| {
                    ["Via:", "From:", "To:", "Call-ID:", "CSeq:"].iter().any(|name| line.starts_with(name))
                });
                let kept: String = kept.map(|line| format!("{line}\r\n")).collect();
                heard.lock().unwrap().push(asked);
                let answer = format!("SIP/2.0 {line}\r\n{kept}{challenge}Content-Length: 0\r\n\r\n");
                socket.send_to(answer.as_bytes(), from).await.unwrap();
            }
        });
        carrier
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    fn settings(&self, name: &str) -> Value {
        json!({"name": name, "host": "127.0.0.1", "port": self.address.port(), "transport": "udp", "ordinary": true})
    }

    /// The last request that begins so and has this in it.
    async fn hears(&self, begins: &str, holds: &str) -> String {
        let found = || async {
            let found = |text: &&String| text.starts_with(begins) && text.contains(holds);
            self.heard().iter().rev().find(found).cloned().ok_or(())
        };
        until(&format!("{begins} with {holds}"), found).await
    }
}

fn with(mut settings: Value, more: Value) -> Value {
    settings.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    settings
}

async fn make(world: &World, settings: Value, secret: Value) -> Value {
    world.admin.ok("POST", "/v1/trunks", json!({"settings": settings, "secret": secret})).await
}

fn path(trunk: &Value) -> String {
    format!("/v1/trunks/{}", trunk["id"].as_str().unwrap())
}

async fn is_so(world: &World, at: usize, status: &str) -> Value {
    let ask = || async { world.admin.get("/v1/trunks").await[at].clone() };
    until_it(status, ask, |trunk| trunk["state"]["status"] == status).await
}

async fn said(world: &World) -> Vec<String> {
    let entries = world.admin.get("/v1/audit?action=trunk").await;
    entries.as_array().unwrap().iter().map(|entry| entry["summary"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_trunk_is_at_work_when_it_is_made_and_its_password_survives_a_restart_unseen() {
    let carrier = Carrier::open().await;
    let world = World::new().await;
    assert_eq!(world.admin.get("/v1/trunks").await, json!([]));
    let settings = with(carrier.settings(" Carrier One "), json!({"user": "roam", "registers": true}));
    let made = make(&world, settings, json!(PASSWORD)).await;
    assert_eq!(made["settings"]["name"], "Carrier One");
    assert_eq!(
        (&made["secret"], &made["version"], &made["is_fixed"]),
        (&json!("kept"), &json!(1), &json!(false))
    );
    let proof = carrier.hears("REGISTER", "username=\"roam\"").await;
    assert!(proof.contains("To: <sip:roam@127.0.0.1>"), "{proof}");
    let now = is_so(&world, 0, "registered").await;
    assert_eq!(now["state"]["addresses"], json!([carrier.address.to_string()]));

    let before = carrier.heard().len();
    let world = world.restarted().await;
    is_so(&world, 0, "registered").await;
    let again = carrier.heard()[before..].iter().any(|text| text.contains("username=\"roam\""));
    assert!(again, "it proves who it is with the password that was kept");

    let told = format!("{} {}", world.admin.get("/v1/trunks").await, world.admin.get("/v1/audit").await);
    assert!(!told.contains(PASSWORD), "{told}");
    for file in std::fs::read_dir(world.data.path()).unwrap() {
        let file = file.unwrap().path();
        if file.is_file() {
            let bytes = std::fs::read(&file).unwrap();
            let found = bytes.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes());
            assert!(!found, "the password stands in {}", file.display());
        }
    }

    world.admin.delete_if(&json!(1), &path(&made)).await;
    carrier.hears("REGISTER", "Expires: 0\r\n").await;
    assert_eq!(world.admin.get("/v1/trunks").await, json!([]));
    assert_eq!(
        said(&world).await,
        [
            "Removed the trunk Carrier One",
            "Made the trunk Carrier One, by which ordinary calls leave to 127.0.0.1"
        ]
    );
    world.stop().await;
}

#[tokio::test]
async fn a_change_counts_at_once_and_is_made_by_whoever_has_read_what_there_is() {
    let (carrier, other) = (Carrier::open().await, Carrier::open().await);
    let world = World::new().await;
    let made =
        make(&world, with(carrier.settings("Carrier"), json!({"check_seconds": 600})), json!(null)).await;
    carrier.hears("OPTIONS", "").await;
    let path = path(&made);
    let settings = with(other.settings("Carrier Two"), json!({"check_seconds": 600, "user": "roam"}));
    let edit = json!({"settings": settings, "secret": PASSWORD});
    let (status, _) = world.admin.send_versioned(&json!(7), "PATCH", &path, edit.clone()).await;
    assert_eq!(status, 412);
    let (status, changed) = world.admin.send_versioned(&json!(1), "PATCH", &path, edit).await;
    assert_eq!(status, 200, "{changed}");
    other.hears("OPTIONS", "").await;
    is_so(&world, 0, "answering").await;
    // The password alone, then the user without it.
    let (status, changed) =
        world.admin.send_versioned(&json!(2), "PATCH", &path, json!({"secret": "x"})).await;
    assert_eq!(
        (status, &changed["version"], &changed["secret"]),
        (200.try_into().unwrap(), &json!(3), &json!("kept"))
    );
    let refused = world.admin.send_versioned(&json!(3), "PATCH", &path, json!({"secret": null})).await;
    assert_eq!((refused.0.as_u16(), &refused.1["field"]), (422, &json!("secret")), "{}", refused.1);
    let (status, same) = world.admin.send_versioned(&json!(3), "PATCH", &path, json!({})).await;
    assert_eq!((status.as_u16(), &same["version"]), (200, &json!(3)), "nothing is other than before");
    let settings = other.settings("Carrier Two");
    let (_, changed) =
        world.admin.send_versioned(&json!(3), "PATCH", &path, json!({"settings": settings})).await;
    assert_eq!(changed["secret"], "none", "what belongs to nobody is not kept");
    assert_eq!(
        said(&world).await[..3],
        [
            "Changed the trunk Carrier Two, by which ordinary calls leave to 127.0.0.1, with another password",
            "Changed the trunk Carrier Two, with another password",
            "Changed the trunk Carrier Two (was Carrier), by which ordinary calls leave to 127.0.0.1, with another password",
        ]
    );
    world.stop().await;
}

#[tokio::test]
async fn whoever_asks_a_trunk_now_is_told_what_came() {
    let carrier = Carrier::open().await;
    let world = World::new().await;
    let made = make(&world, carrier.settings("Carrier"), json!(null)).await;
    assert_eq!(made["state"]["status"], "not_asked");
    let told = world.admin.ok("POST", &format!("{}/check", path(&made)), json!(null)).await;
    assert_eq!((&told["code"], &told["reason"]), (&json!(200), &json!("Fine")));
    assert_eq!((&told["address"], &told["transport"]), (&json!(carrier.address.to_string()), &json!("udp")));
    assert_eq!((&told["state"]["status"], &told["state"]["is_usable"]), (&json!("answering"), &json!(true)));
    // Where nobody listens.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let settings = with(carrier.settings("Nobody"), json!({"port": free, "transport": "tcp"}));
    let made = make(&world, settings.clone(), json!(null)).await;
    let told = world.admin.ok("POST", &format!("{}/check", path(&made)), json!(null)).await;
    assert_eq!((told.get("code"), &told["state"]["status"]), (None, &json!("silent")));
    let settings = with(settings, json!({"emergency": {}}));
    world.admin.send_if(&json!(1), "PATCH", &path(&made), Some(json!({"settings": settings}))).await;
    assert_eq!(world.admin.get("/v1/readiness").await["emergency_trunks"], "out_of_order");
    // A name is looked up, and its addresses are asked.
    let named =
        make(&world, with(carrier.settings("Named"), json!({"host": "localhost"})), json!(null)).await;
    let ask = || async { world.admin.ok("POST", &format!("{}/check", path(&named)), json!(null)).await };
    let told = until_it("the name", ask, |told: &Value| told["code"] == 200).await;
    assert_eq!(told["address"], carrier.address.to_string());
    assert_eq!(
        world.admin.refused("POST", &format!("/v1/trunks/{}/check", fresh()), None).await.0,
        "not_found"
    );
    world.stop().await;
}

#[tokio::test]
async fn the_last_way_to_the_emergency_services_is_taken_away_by_whoever_means_it() {
    let carrier = Carrier::open().await;
    let world = World::new().await;
    let emergency = json!({"emergency": {"number": "112"}});
    let ways = || async { world.leeds_admin.get("/v1/readiness").await["emergency_trunks"].clone() };
    make(&world, carrier.settings("Ordinary"), json!(null)).await;
    assert_eq!(ways().await, "none");
    let first = make(&world, with(carrier.settings("First"), emergency.clone()), json!(null)).await;
    let second = make(&world, with(carrier.settings("Second"), emergency), json!(null)).await;
    assert_eq!(ways().await, "usable");
    world.admin.delete_if(&json!(1), &path(&first)).await;
    let edit = json!({"settings": carrier.settings("Second")});
    for (method, body) in [("PATCH", Some(edit.clone())), ("DELETE", None)] {
        let (status, refused) = world.admin.send_if(&json!(1), method, &path(&second), body).await;
        assert_eq!(
            (status.as_u16(), &refused["code"]),
            (409, &json!("needs_confirmation")),
            "{method} {refused}"
        );
    }
    let meant = format!("{}?confirm=true", path(&second));
    let (status, _) = world.admin.send_if(&json!(1), "PATCH", &meant, Some(edit)).await;
    assert_eq!(status, 200);
    world.admin.delete_if(&json!(2), &path(&second)).await;
    world.stop().await;
}

#[tokio::test]
async fn trunks_of_the_command_line_are_listed_and_left_alone() {
    let trunk = "sip://roam:pw@127.0.0.1:9?transport=udp&emergency=only&number=112".parse().unwrap();
    let world = World::with(|config| config.trunks = vec![trunk]).await;
    let listed = world.admin.get("/v1/trunks").await[0].clone();
    assert_eq!((&listed["is_fixed"], &listed["settings"]["name"]), (&json!(true), &json!("1. 127.0.0.1")));
    assert_eq!(listed["settings"]["emergency"]["number"], "112");
    assert!(!listed.to_string().contains("pw"));
    let path = path(&listed);
    let edit = json!({"secret": "x"});
    assert_eq!(world.admin.send_versioned(&json!(1), "PATCH", &path, edit).await.1["code"], "conflict");
    assert_eq!(world.admin.send_if(&json!(1), "DELETE", &path, None).await.1["code"], "conflict");
    let new = json!({"settings": {"name": "1. 127.0.0.1", "host": "192.0.2.1", "ordinary": true}});
    assert_eq!(
        world.admin.refused("POST", "/v1/trunks", Some(new)).await,
        ("conflict".into(), "settings.name".into())
    );
    // What leaves by ordinary trunks is known at once.
    let test = format!("/v1/sites/{}/dial-test", world.leeds);
    let dial = || async { world.admin.ok("POST", &test, json!({"dialled": "+442079460018"})).await };
    assert_eq!(dial().await["why"], "no_trunk");
    make(&world, json!({"name": "Carrier", "host": "192.0.2.1", "ordinary": true}), json!(null)).await;
    assert_eq!(dial().await["outcome"], "outside");
    world.stop().await;
}

#[tokio::test]
async fn a_server_starts_although_a_trunk_is_nowhere_to_be_found() {
    let trunk = "sip://carrier.invalid".parse().unwrap();
    let world = World::with(|config| config.trunks = vec![trunk]).await;
    let listed = is_so(&world, 0, "no_address").await;
    assert_eq!((&listed["state"]["addresses"], &listed["state"]["is_usable"]), (&json!([]), &json!(false)));
    let said = || async { world.admin.get("/v1/trunks").await[0]["state"]["reason"].clone() };
    until_it("why", said, |reason: &Value| reason.as_str().is_some_and(|why| why.contains("DNS"))).await;
    let told = world.admin.ok("POST", &format!("{}/check", path(&listed)), json!(null)).await;
    assert_eq!((told.get("code"), told.get("address")), (None, None), "{told}");
    world.stop().await;
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_changes_nothing() {
    let world = World::new().await;
    let good = json!({"name": "Carrier", "host": "192.0.2.1", "ordinary": true});
    let made = make(&world, good.clone(), json!(null)).await;
    for (settings, code, field) in [
        (json!({"name": "carrier"}), "conflict", "settings.name"),
        (json!({"name": "X", "host": "sip:x"}), "invalid", "settings.host"),
        (json!({"name": "X", "registers": true}), "invalid", "settings.user"),
        (json!({"name": "X", "user": "roam"}), "invalid", "secret"),
        (json!({"name": "X", "ordinary": false}), "invalid", "settings.ordinary"),
        (json!({"name": "X", "sources": ["everywhere"]}), "invalid", "settings.sources[0]"),
        (json!({"name": "X", "transport": "tls", "authorities": "x"}), "invalid", "settings.authorities"),
        (json!({"name": "X", "caller_id": "national", "country": "ZZ"}), "invalid", "settings.country"),
        (json!({"name": "X", "codecs": ["G711/8000"]}), "invalid", "settings.codecs"),
        (json!({"name": "X", "colour": "red"}), "invalid", "settings.colour"),
    ] {
        let body = json!({"settings": with(good.clone(), settings.clone())});
        let refused = world.admin.refused("POST", "/v1/trunks", Some(body)).await;
        assert_eq!(refused, (code.to_owned(), field.to_owned()), "{settings}");
    }
    let own = path(&made);
    for person in [&world.leeds_admin, &world.ann] {
        assert_eq!(person.refused("GET", "/v1/trunks", None).await.0, "forbidden");
        assert_eq!(person.refused("POST", &format!("{own}/check"), None).await.0, "forbidden");
    }
    assert_eq!(world.admin.refused("DELETE", &own, None).await.0, "malformed");
    assert_eq!(said(&world).await.len(), 1);
    world.stop().await;
}

#[tokio::test]
async fn a_password_that_another_key_has_encrypted_is_to_be_given_anew() {
    let carrier = Carrier::open().await;
    let world = World::new().await;
    let settings = with(carrier.settings("Carrier"), json!({"user": "roam", "registers": true}));
    let made = make(&world, settings, json!(PASSWORD)).await;
    let key = world.data.path().join("other.key");
    let world = world.restarted_with(|config| config.secrets_key_file = Some(key)).await;
    assert_eq!(world.admin.get("/v1/trunks").await[0]["secret"], "unreadable");
    let (status, changed) =
        world.admin.send_versioned(&json!(1), "PATCH", &path(&made), json!({"secret": PASSWORD})).await;
    assert_eq!((status.as_u16(), &changed["secret"]), (200, &json!("kept")), "{changed}");
    is_so(&world, 0, "registered").await;
    world.stop().await;
}
