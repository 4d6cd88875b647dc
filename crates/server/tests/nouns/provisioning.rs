//! Desk phones that are set up by an address: who gets what, how often, and what is told of it.

use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use roamline_domain::ids::DeviceId;
use roamline_store::{desk_phones, provisioning};
use roamline_switch::Secret;
use rstest::rstest;
use serde_json::{Value, json};

use crate::until::until_it;
use crate::world::{Person, World, fresh};

/// Where the phone is, and somebody else.
const DESK: &str = "198.51.100.20";
const ELSEWHERE: &str = "198.51.100.21";
const YEALINK: &str = "Yealink SIP-T46U 108.86.0.20 80:5e:c0:00:00:01";
const VVX: &str = "FileTransport PolycomVVX-VVX_500-UA/5.9.7.4477 Type/Application";
const GRP: &str = "Grandstream Model HW GRP2616 SW 1.0.13.59 DevId ec74d7800474";

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn path(phone: &Value) -> String {
    format!("/v1/desk-phones/{}", text(&phone["id"]))
}

async fn desk(by: &Person) -> Value {
    by.ok("POST", "/v1/desk-phones", json!({"id": fresh(), "name": "Desk"})).await
}

/// The part of a phone's address that follows the server's.
async fn offered(world: &World, by: &Person, phone: &Value) -> String {
    let made = by.ok("POST", &(path(phone) + "/provisioning"), Value::Null).await;
    let address = text(&made["address"]);
    address.strip_prefix(&world.url()).unwrap().to_owned()
}

/// What a phone sees.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    status: StatusCode,
    content_type: String,
    cache: String,
    body: String,
}

async fn ask(world: &World, method: Method, path: &str, from: &str, agent: &str) -> Seen {
    let request = crate::http::client().request(method, world.url() + path);
    let answer = request.header("x-forwarded-for", from).header("user-agent", agent).send().await.unwrap();
    let header = |name: &str| answer.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
    Seen {
        status: answer.status(),
        content_type: header("content-type").unwrap_or_default(),
        cache: header("cache-control").unwrap_or_default(),
        body: answer.text().await.unwrap(),
    }
}

async fn fetch(world: &World, path: &str, from: &str, agent: &str) -> Seen {
    ask(world, Method::GET, path, from, agent).await
}

async fn is_gone(world: &World, path: &str, from: &str, agent: &str) {
    let seen = fetch(world, path, from, agent).await;
    assert_eq!(seen.status, StatusCode::NOT_FOUND, "{}", seen.body);
    let body: Value = serde_json::from_str(&seen.body).unwrap();
    assert_eq!(body, json!({"code": "not_found", "message": "There is no such thing here."}));
}

/// The hash of the password that a phone registers with.
async fn kept(world: &World, phone: &Value) -> String {
    let id: DeviceId = serde_json::from_value(phone["id"].clone()).unwrap();
    let all = desk_phones::all(&mut world.store.read().await.unwrap()).await.unwrap();
    all.into_iter().find(|(phone, _)| phone.id == id).unwrap().1.sha256
}

fn hash(phone: &Value, password: &str) -> String {
    Secret::hash(text(&phone["username"]), "roamline", password).sha256().to_owned()
}

/// What stands behind a name in the file of a maker.
fn value_in(file: &str, begin: &str, end: &str) -> String {
    let (_, rest) = file.split_once(begin).unwrap_or_else(|| panic!("no {begin} in {file}"));
    rest.split_once(end).unwrap().0.to_owned()
}

#[rstest]
#[case::yealink(
    "/805ec0000001.cfg",
    YEALINK,
    "yealink",
    "text/plain; charset=utf-8",
    "account.1.password = ",
    "\n"
)]
#[case::yealink_common(
    "/y000000000108.cfg",
    YEALINK,
    "yealink",
    "text/plain; charset=utf-8",
    "account.1.password = ",
    "\n"
)]
#[case::poly(
    "/roamline-settings.cfg",
    VVX,
    "poly",
    "application/xml; charset=utf-8",
    "reg.1.auth.password=\"",
    "\""
)]
#[case::grandstream(
    "/cfgec74d7800474.xml",
    GRP,
    "grandstream",
    "application/xml; charset=utf-8",
    "<P34>",
    "</P34>"
)]
#[case::json("/settings.json", "curl", "other", "application/json", "\"password\": \"", "\"")]
#[case::text("", "curl", "other", "text/plain; charset=utf-8", "Password: ", "\n")]
#[tokio::test]
async fn a_phone_gets_a_new_password_in_the_file_of_its_maker(
    #[case] file: &str,
    #[case] agent: &str,
    #[case] maker: &str,
    #[case] content_type: &str,
    #[case] begin: &str,
    #[case] end: &str,
) {
    let world = World::new().await;
    let made = desk(&world.ann).await;
    let phone = &made["phone"];
    let first = hash(phone, text(&made["password"]));
    let address = offered(&world, &world.ann, phone).await;
    assert_eq!(kept(&world, phone).await, first, "nothing changes before it is fetched");
    let cursor = world.cursor().await;
    let seen = fetch(&world, &(address.clone() + file), DESK, agent).await;
    assert_eq!(
        (seen.status, seen.content_type.as_str(), seen.cache.as_str()),
        (StatusCode::OK, content_type, "no-store")
    );
    let password = value_in(&seen.body, begin, end);
    assert_eq!(password.len(), 20, "{}", seen.body);
    assert_eq!(kept(&world, phone).await, hash(phone, &password));
    assert!(seen.body.contains(text(&phone["username"])), "{}", seen.body);

    let shown = world.ann.get("/v1/desk-phones").await[0].clone();
    assert_eq!(shown["provisioning"]["fetched"]["from"], DESK);
    assert_eq!(shown["provisioning"]["fetched"]["maker"], maker);
    assert_eq!(world.ann.entities("desk_phone").await, [shown], "the snapshot says the same");
    let told = serde_json::to_value(world.told(world.ann.id, cursor).await).unwrap();
    assert!(told.to_string().contains(DESK), "the owner's clients are told: {told}");
}

#[tokio::test]
async fn an_address_is_short_and_is_typed_as_people_type() {
    let world = World::new().await;
    let phone = desk(&world.ann).await["phone"].clone();
    let address = offered(&world, &world.ann, &phone).await;
    let secret = address.strip_prefix("/p/").unwrap();
    let groups: Vec<_> = secret.split('-').map(str::len).collect();
    assert_eq!(groups, [4, 4, 4], "{secret}");
    let typed = format!("/p/{}", secret.replace('-', "").to_uppercase());
    assert_eq!(fetch(&world, &typed, DESK, "curl").await.status, StatusCode::OK);
    assert_eq!(fetch(&world, &(typed + "/"), DESK, "curl").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_same_phone_reads_the_same_for_ten_minutes_and_nobody_else_anything() {
    let world = World::new().await;
    let phone = desk(&world.ann).await["phone"].clone();
    let address = offered(&world, &world.ann, &phone).await;
    let (master, settings) =
        (format!("{address}/0004f282e824.cfg"), format!("{address}/roamline-settings.cfg"));
    let seen = fetch(&world, &master, DESK, VVX).await;
    assert_eq!(value_in(&seen.body, "CONFIG_FILES=\"", "\""), "roamline-settings.cfg");
    let first = fetch(&world, &settings, DESK, VVX).await;
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(fetch(&world, &settings, DESK, VVX).await, first);
    is_gone(&world, &settings, ELSEWHERE, VVX).await;
    is_gone(&world, &format!("{address}/805ec0000001.cfg"), DESK, YEALINK).await;
    let password = kept(&world, &phone).await;
    world.clock.advance(SignedDuration::from_secs(595));
    assert_eq!(fetch(&world, &settings, DESK, VVX).await, first);
    world.clock.advance(SignedDuration::from_secs(6));
    is_gone(&world, &settings, DESK, VVX).await;
    assert_eq!(kept(&world, &phone).await, password, "the phone keeps what it has");
}

#[tokio::test]
async fn several_requests_at_once_get_one_password() {
    let world = World::new().await;
    let phone = desk(&world.ann).await["phone"].clone();
    let file = offered(&world, &world.ann, &phone).await + "/cfgec74d7800474.xml";
    let asked = (0..6).map(|_| fetch(&world, &file, DESK, GRP));
    let seen = futures_util::future::join_all(asked).await;
    assert!(seen.iter().all(|one| one.status == StatusCode::OK && one.body == seen[0].body), "{seen:?}");
    assert_eq!(kept(&world, &phone).await, hash(&phone, &value_in(&seen[0].body, "<P34>", "</P34>")));
    let entries = world.leeds_admin.get("/v1/audit?action=desk_phone.provisioned").await;
    assert_eq!(entries.as_array().unwrap().len(), 1, "{entries}");
}

#[tokio::test]
async fn a_password_that_was_told_is_sealed_and_then_forgotten() {
    let world = World::new().await;
    let phone = desk(&world.ann).await["phone"].clone();
    let address = offered(&world, &world.ann, &phone).await;
    let seen = fetch(&world, &address, DESK, "curl").await;
    let password = value_in(&seen.body, "Password: ", "\n");
    let secret = typed(&address);
    let row = async || {
        let mut reader = world.store.read().await.unwrap();
        provisioning::by_secret(&mut reader, &roamline_server::secrets::hash(&secret)).await.unwrap().unwrap()
    };
    let sealed = row().await.password.unwrap();
    assert!(!sealed.contains(&password));
    let mut database = Vec::new();
    for file in std::fs::read_dir(world.data.path()).unwrap().map(|file| file.unwrap()) {
        if file.file_name().to_string_lossy().starts_with("roamline.db") {
            database.extend(std::fs::read(file.path()).unwrap());
        }
    }
    let holds = |what: &str| database.windows(what.len()).any(|part| part == what.as_bytes());
    assert!(holds(&sealed), "what is searched is there");
    assert!(!holds(&secret) && !holds(&password), "only hashes, and what is sealed");
    world.clock.advance(SignedDuration::from_secs(601));
    let world = world.restarted().await;
    let left = async || {
        let mut reader = world.store.read().await.unwrap();
        let hash = roamline_server::secrets::hash(&secret);
        provisioning::by_secret(&mut reader, &hash).await.unwrap().unwrap().password
    };
    until_it("the end of the password", left, Option::is_none).await;
}

/// The secret of an address as it was made.
fn typed(address: &str) -> String {
    address.strip_prefix("/p/").unwrap().replace('-', "")
}

#[tokio::test]
async fn an_address_waits_a_day_and_a_new_one_or_a_new_password_ends_it() {
    let world = World::new().await;
    let phone = desk(&world.ann).await["phone"].clone();
    let old = offered(&world, &world.ann, &phone).await;
    let late = offered(&world, &world.ann, &phone).await;
    is_gone(&world, &old, DESK, "curl").await;
    world.clock.advance(SignedDuration::from_hours(24));
    is_gone(&world, &late, DESK, "curl").await;

    let withdrawn = offered(&world, &world.ann, &phone).await;
    world.ann.delete(&(path(&phone) + "/provisioning")).await;
    is_gone(&world, &withdrawn, DESK, "curl").await;
    assert_eq!(world.ann.get("/v1/desk-phones").await[0].get("provisioning"), None);
    world.ann.delete(&(path(&phone) + "/provisioning")).await;

    let overtaken = offered(&world, &world.ann, &phone).await;
    let renewed = world.ann.ok("POST", &(path(&phone) + "/password"), Value::Null).await;
    is_gone(&world, &overtaken, DESK, "curl").await;
    assert_eq!(renewed["phone"].get("provisioning"), None);
    assert_eq!(kept(&world, &phone).await, hash(&phone, text(&renewed["password"])));

    let of_nobody = offered(&world, &world.ann, &phone).await;
    world.ann.delete(&path(&phone)).await;
    is_gone(&world, &of_nobody, DESK, "curl").await;

    let entries = world.leeds_admin.get("/v1/audit?action=desk_phone.provisioning").await;
    let actions: Vec<_> = entries.as_array().unwrap().iter().map(|entry| text(&entry["action"])).collect();
    let count = |action: &str| actions.iter().filter(|one| **one == action).count();
    assert_eq!(
        (count("desk_phone.provisioning"), count("desk_phone.provisioning_withdrawn")),
        (5, 1),
        "{actions:?}"
    );
}

#[tokio::test]
async fn what_is_asked_beside_the_settings_spends_nothing() {
    let world = World::new().await;
    let phone = desk(&world.ann).await["phone"].clone();
    let address = offered(&world, &world.ann, &phone).await;
    for (file, agent) in
        [("/y000000000000.boot", YEALINK), ("/3111-44500-001.sip.ld", VVX), ("/a/b.xml", GRP)]
    {
        is_gone(&world, &format!("{address}{file}"), ELSEWHERE, agent).await;
    }
    for method in [Method::HEAD, Method::PUT] {
        let seen = ask(&world, method, &format!("{address}/805ec0000001.cfg"), ELSEWHERE, YEALINK).await;
        assert_eq!(seen.status, StatusCode::METHOD_NOT_ALLOWED);
    }
    let shown = world.ann.get("/v1/desk-phones").await[0].clone();
    assert_eq!(shown["provisioning"].get("fetched"), None);
    assert_eq!(
        fetch(&world, &format!("{address}/805ec0000001.cfg"), DESK, YEALINK).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn guesses_are_counted_and_phones_that_come_back_are_not() {
    let world = World::new().await;
    let phone = desk(&world.ann).await["phone"].clone();
    let spent = offered(&world, &world.ann, &phone).await;
    fetch(&world, &spent, DESK, "curl").await;
    world.clock.advance(SignedDuration::from_hours(1));
    for _ in 0..30 {
        is_gone(&world, &spent, DESK, "curl").await;
    }
    for guess in 0..10 {
        is_gone(&world, &format!("/p/aaaa-aaaa-aaa{guess}"), DESK, "curl").await;
    }
    let seen = fetch(&world, "/p/aaaa-aaaa-aaab", DESK, "curl").await;
    assert_eq!(seen.status, StatusCode::TOO_MANY_REQUESTS);
    let right = offered(&world, &world.ann, &phone).await;
    let seen = fetch(&world, &right, DESK, "curl").await;
    assert_eq!(seen.status, StatusCode::TOO_MANY_REQUESTS, "the right one is answered like all others");
    assert_eq!(fetch(&world, &right, ELSEWHERE, "curl").await.status, StatusCode::OK);
}

#[tokio::test]
async fn whoever_may_not_use_a_phone_is_not_set_up() {
    let world = World::new().await;
    let phone = desk(&world.ann).await["phone"].clone();
    let address = offered(&world, &world.ann, &phone).await;
    let before = kept(&world, &phone).await;
    let user = format!("/v1/users/{}", world.ann.id);
    let mut edit = world.admin.get(&user).await;
    edit.as_object_mut().unwrap().retain(|name, _| !["id", "email", "numbers"].contains(&name.as_str()));
    edit["licensed"] = json!(false);
    world.admin.ok("PUT", &user, edit).await;
    is_gone(&world, &address, DESK, "curl").await;
    assert_eq!(kept(&world, &phone).await, before);
    let refused = world.ann.refused("POST", &(path(&phone) + "/provisioning"), None).await;
    assert_eq!(refused.0, "hindered");
}

#[tokio::test]
async fn no_password_travels_in_clear() {
    let world =
        World::with(|config| config.public_url = Some("http://phones.example.com".parse().unwrap())).await;
    let phone = desk(&world.ann).await["phone"].clone();
    let (status, answer) = world.ann.send("POST", &(path(&phone) + "/provisioning"), None).await;
    assert_eq!((status, &answer["code"]), (StatusCode::FORBIDDEN, &json!("needs_tls")));
    assert!(text(&answer["message"]).contains("--public-url"), "{answer}");

    let world =
        World::with(|config| config.public_url = Some("https://phones.example.com".parse().unwrap())).await;
    let phone = desk(&world.ann).await["phone"].clone();
    let make = path(&phone) + "/provisioning";
    assert_eq!(world.ann.refused("POST", &make, None).await.0, "needs_tls");
    let by_tls = |method: Method, path: &str| {
        let request = crate::http::client().request(method, world.url() + path);
        request.bearer_auth(world.ann.token()).header("x-forwarded-proto", "https")
    };
    let made: Value = by_tls(Method::POST, &make).send().await.unwrap().json().await.unwrap();
    let secret = text(&made["address"]).strip_prefix("https://phones.example.com").unwrap().to_owned();
    let seen = fetch(&world, &secret, DESK, "curl").await;
    assert_eq!(seen.status, StatusCode::FORBIDDEN);
    assert!(seen.body.contains("needs_tls") && seen.body.contains("X-Forwarded-Proto"), "{}", seen.body);
    assert_eq!(by_tls(Method::GET, &secret).send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn the_settings_say_what_the_phone_is_set_to() {
    let world = World::new().await;
    let made = desk(&world.ann).await;
    let phone = &made["phone"];
    let edit = json!({"name": "Desk", "rings": true, "requires_encryption": true});
    world.ann.send_if(&json!(1), "PUT", &path(phone), Some(edit)).await;
    let address = offered(&world, &world.ann, phone).await;
    let seen = fetch(&world, &format!("{address}/settings.json"), DESK, "curl").await;
    let told: Value = serde_json::from_str(&seen.body).unwrap();
    let servers: Vec<_> = world.phone_servers();
    assert_eq!(told["username"], phone["username"]);
    assert_eq!(told["domain"], "roamline");
    assert_eq!(told["display_name"], "Ann Lee");
    assert_eq!(told["requires_encryption"], true);
    assert_eq!(told["emergency_numbers"], json!(["000", "112", "911", "999"]));
    assert_eq!(told["servers"].as_array().unwrap().len(), servers.len());
    assert_eq!(told["servers"][0]["transport"], "tcp", "never by datagrams where there is another way");
}
