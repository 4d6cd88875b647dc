//! docs/rules.md, Dispatch ladder and Which device calls: short histories, each read out of the call itself.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::dispatch::elsewhere;
use crate::office::{Office, server_by};
use crate::reached::newest;
use crate::services::Services;
use crate::sip_phone::By;
use crate::world::{fresh, network, new_home, report};

const ACCESS_POINT: &str = "00:1b:21:00:10:01";

/// The network of a computer that the server sees as it is.
fn here(router: u8) -> Value {
    let mut network = network(router);
    network["addresses"] = json!(["127.0.0.1/8"]);
    network
}

async fn floor(office: &Office, name: &str, flr: &str) -> Value {
    let world = &office.world;
    let floor = json!({"parent": world.leeds_root, "kind": "floor", "name": name,
        "address": {"country": "GB", "hno": "14", "rd": "Whitehall Quay", "a3": "Leeds", "pc": "LS1 4HR", "flr": flr}});
    world.admin.ok("POST", "/v1/locations", floor).await
}

#[tokio::test]
async fn an_access_point_counts_before_anybody_has_confirmed_it_and_says_so() {
    let (services, office) = Services::open().await;
    let world = &office.world;
    let site = services.called_by(&office.ann).await;
    let floor = floor(&office, "4th floor", "4").await;
    let rule = json!({"evidence": {"kind": "bssid", "bssid": ACCESS_POINT, "prefix_bits": 48}});
    world.admin.ok("POST", &format!("/v1/locations/{}/rules", floor["id"].as_str().unwrap()), rule).await;
    let computer = world.ann.seen_from("127.0.0.1");
    let mut at = here(7);
    at["medium"] = json!("wifi");
    at["wifi"] = json!({"ssid": "Harrier", "bssid": ACCESS_POINT});
    let stay = fresh();
    computer.identify(&at, stay).await;
    assert_eq!(services.called_by(&office.ann).await.flr.as_deref(), Some("4"));
    assert_eq!(computer.stands().await, ("confirm".to_owned(), "automatic_wiremap".to_owned()));
    let owner = world.admin.get("/v1/readiness?search=ann%20lee").await["owners"]["items"][0].clone();
    assert_eq!(owner["readiness"], "automatic");
    let rung = |call: &Value| call["dispatch"]["location"]["rung"] == "automatic_wiremap";
    let found = newest(&office, "a place by the wiremap", rung).await["dispatch"].clone();
    assert_eq!(found["location"]["rank"], "bssid");
    let nothing_said = |rung| json!({"rung": rung, "reason": "nothing_said"});
    assert_eq!(found["skipped"], json!([nothing_said("confirmed_location"), nothing_said("pending_report")]));

    // While nobody watches, what was measured says nothing.
    world.account_policy(|policy| policy["nomadic"] = json!(false)).await;
    assert_eq!(services.called_by(&office.ann).await, site);
    office.world.stop().await;
}

#[tokio::test]
async fn a_clock_that_is_behind_makes_no_answer_older() {
    let (services, office) = Services::open().await;
    let world = &office.world;
    let computer = world.ann.seen_from("127.0.0.1");
    let (at, stay) = (here(7), fresh());
    computer.identify(&at, stay).await;
    let said_late = |choice: Value, minutes: i64, answered: Value| {
        let mut said = report(&at, stay, choice);
        said["at"] = json!((Timestamp::now() - SignedDuration::from_mins(minutes)).to_string());
        said["answered"] = answered;
        said
    };
    let number = async || services.called_by(&office.ann).await.hno;
    computer.report(&said_late(new_home("Home", 1), 0, Value::Null)).await;
    computer.report(&said_late(new_home("Home, corrected", 2), 60, Value::Null)).await;
    assert_eq!(number().await.as_deref(), Some("2"));

    // A rule that is younger than the clock, and the answer to it.
    let floor = floor(&office, "4th floor", "4").await;
    world.rule(&floor, 7).await;
    assert_eq!(computer.stands().await.0, "confirm");
    computer.report(&said_late(new_home("Not there", 3), 60, floor["id"].clone())).await;
    assert_eq!(number().await.as_deref(), Some("3"));

    // An administrator asks again, and it is answered.
    world.admin.send("POST", &format!("/v1/users/{}/ask-again", world.ann.id), None).await;
    assert_eq!(computer.stands().await.0, "confirm");
    computer
        .report(&said_late(json!({"kind": "confirm", "location": floor["id"]}), 60, floor["id"].clone()))
        .await;
    assert_eq!(services.called_by(&office.ann).await.flr.as_deref(), Some("4"));
    office.world.stop().await;
}

#[tokio::test]
async fn what_was_said_of_the_telephone_stands_above_the_computer_beside_it() {
    let (services, office) = Services::open().await;
    let world = &office.world;
    let computer = world.ann.seen_from("127.0.0.1");
    let (at, stay) = (here(7), fresh());
    computer.identify(&at, stay).await;
    computer.report(&report(&at, stay, new_home("Home", 5))).await;
    assert_eq!(services.called_by(&office.ann).await.hno.as_deref(), Some("5"));
    let device = office.device("ann");
    let is_it = |e: &&Value| e["kind"] == "device" && e["value"]["id"] == device;
    let is_placed = |entities: &[Value]| {
        entities.iter().filter(is_it).any(|e| e["value"]["location"]["stay"] != Value::Null)
    };
    let entities = office.wait_for(&world.ann, "a telephone on a network", is_placed).await;
    let telephone = entities.iter().find(is_it).unwrap()["value"].clone();
    let said = json!({"id": fresh(), "stay": telephone["location"]["stay"], "choice": new_home("Desk", 9), "portable": false});
    world.ann.ok("POST", &format!("/v1/devices/{}/report", device.as_str().unwrap()), said).await;
    assert_eq!(services.called_by(&office.ann).await.hno.as_deref(), Some("9"));
    // Registered elsewhere as well, it is still there for whoever calls from there.
    let site = services.called_by(&office.caller).await;
    let elsewhere = office.ann.moved_to("127.0.2.1").await;
    office.registered(&world.ann, "ann", 2).await;
    assert_eq!(services.called_by(&office.ann).await.hno.as_deref(), Some("9"));
    assert_eq!(services.called_by(&elsewhere).await, site);
    office.world.stop().await;
}

/// Ann's telephone and her computer are at one home and then at another, where she says so of both or of the computer alone; the
/// registration of the first stands all the while, and so does its connection.
async fn is_carried_along(by: By, of_both: bool) {
    let (services, office) = Services::open().await;
    let world = &office.world;
    let device = office.device("ann");
    let site = services.called_by(&office.ann).await;
    let arrive = async |router: u8, address: &str, number: u32, before: &Value| {
        let computer = world.ann.seen_from(address);
        let (mut at, stay) = (network(router), fresh());
        at["addresses"] = json!([format!("{address}/24")]);
        computer.identify(&at, stay).await;
        computer.report(&report(&at, stay, new_home(&format!("Home {number}"), number))).await;
        let telephone = elsewhere(&office, &world.ann, &device, before).await["location"].clone();
        if of_both {
            let choice = new_home(&format!("Desk {number}"), number);
            let said = json!({"id": fresh(), "stay": telephone["stay"], "choice": choice, "portable": false});
            world.ann.ok("POST", &format!("/v1/devices/{}/report", device.as_str().unwrap()), said).await;
        }
        telephone["network_key"].clone()
    };
    let office_is = elsewhere(&office, &world.ann, &device, &Value::Null).await["location"].clone();
    let before = office.ann.moved_by(by, "127.0.1.1", server_by(by, world)).await;
    let first = arrive(7, "127.0.1.1", 91, &office_is["network_key"]).await;
    assert_eq!(services.called_by(&before).await.hno.as_deref(), Some("91"));
    // Nobody tells the server that it has left; that registration stands for ten minutes.
    let after = before.moved_to("127.0.2.1").await;
    arrive(9, "127.0.2.1", 92, &first).await;
    assert_eq!(services.called_by(&after).await.hno.as_deref(), Some("92"));
    let left_behind = services.called_by(&before).await;
    if of_both {
        assert_eq!(left_behind.hno.as_deref(), Some("91"), "what was said of the telephone holds there");
    } else {
        assert_eq!(left_behind, site, "the computer is there no longer");
    }
    office.world.stop().await;
}

#[tokio::test]
async fn a_telephone_that_is_carried_along_is_where_it_calls_from_and_not_where_it_was() {
    is_carried_along(By::Udp, false).await;
    is_carried_along(By::Udp, true).await;
}

#[tokio::test]
async fn so_is_one_whose_connection_from_where_it_was_is_never_closed() {
    is_carried_along(By::Tcp, false).await;
    is_carried_along(By::Tcp, true).await;
}

#[tokio::test]
async fn a_computer_that_was_not_heard_of_lately_places_no_telephone() {
    let (services, office) = Services::open().await;
    let world = &office.world;
    world.account_policy(|policy| policy["co_location_minutes"] = json!(30)).await;
    let site = services.called_by(&office.ann).await;
    let computer = world.ann.seen_from("127.0.0.1");
    let (at, stay) = (here(7), fresh());
    computer.identify(&at, stay).await;
    computer.report(&report(&at, stay, new_home("Home", 5))).await;
    world.clock.advance(SignedDuration::from_mins(29));
    assert_eq!(services.called_by(&office.ann).await.hno.as_deref(), Some("5"));
    world.clock.advance(SignedDuration::from_mins(2));
    assert_eq!(services.called_by(&office.ann).await, site);
    office.world.stop().await;
}

#[tokio::test]
async fn an_address_to_which_nobody_can_be_sent_is_skipped() {
    let (services, office) = Services::open().await;
    let world = &office.world;
    let site = services.called_by(&office.ann).await;
    let computer = world.ann.seen_from("127.0.0.1");
    let (at, stay) = (here(7), fresh());
    let (gone, kept) = (floor(&office, "4th floor", "4").await, floor(&office, "5th floor", "5").await);
    computer.identify(&at, stay).await;
    let proposal = fresh();
    let bind = json!({"kind": "bind_company_location", "proposal": proposal, "location": gone["id"]});
    computer.report(&report(&at, stay, bind)).await;
    assert_eq!(services.called_by(&office.ann).await.flr.as_deref(), Some("4"));
    let decide = |act: &'static str, body: Value| {
        let path = format!("/v1/proposals/{proposal}/{act}");
        async move { world.admin.ok("POST", &path, body).await }
    };
    let merged = json!({"version": 1, "outcome": {"kind": "merged", "location": kept["id"]}});
    decide("approve", merged).await;
    world.admin.delete(&format!("/v1/locations/{}", gone["id"].as_str().unwrap())).await;
    decide("undo", json!({"version": 2})).await;
    assert_eq!(services.called_by(&office.ann).await, site);
    let found = computer.own_device().await["location"]["dispatch"].clone();
    assert_eq!(found["skipped"][1], json!({"rung": "pending_report", "reason": "no_usable_address"}));
    office.world.stop().await;
}
