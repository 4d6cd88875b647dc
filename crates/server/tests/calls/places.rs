//! What is told of a place: the same to everybody, building and floor included, and how it is known.

use jiff::{SignedDuration, Timestamp};
use roamline_domain::civic::CivicAddress;
use roamline_pidf_lo::{Confidence, Document, Method};
use serde_json::{Value, json};

use crate::callbacks::mail_that_says;
use crate::location_service::Client;
use crate::office::{LINE, Office};
use crate::services::Services;
use crate::world::{World, fresh, network, new_home, report};

/// A location below another, with street and number alone.
async fn below(world: &World, parent: &Value, kind: &str, name: &str) -> Value {
    let address =
        json!({"country": "GB", "hno": "14", "rd": "Whitehall Quay", "a3": "Leeds", "pc": "LS1 4HR"});
    let location = json!({"parent": parent, "kind": kind, "name": name, "address": address});
    world.admin.ok("POST", "/v1/locations", location).await
}

/// Ann's computer, on which her telephone runs, is on a network of this router.
async fn arrive(office: &Office, router: u8, choice: Value) {
    let computer = office.world.ann.seen_from("127.0.0.1");
    let (stay, mut here) = (fresh(), network(router));
    here["addresses"] = json!(["127.0.0.1/8"]);
    computer.identify(&here, stay).await;
    computer.report(&report(&here, stay, choice)).await;
}

/// What Ann is told of a test call.
async fn test_mail(world: &World) -> String {
    mail_that_says(world, "ann.lee@harrier.example", "Test of your emergency call").await
}

fn inside(address: &CivicAddress) -> (Option<&str>, Option<&str>, Option<&str>) {
    (address.bld.as_deref(), address.flr.as_deref(), address.room.as_deref())
}

#[tokio::test]
async fn building_and_floor_go_along_and_are_what_everybody_is_shown() {
    let (services, office) = Services::open().await;
    let world = &office.world;
    let client = Client::at(world, &world.url()).await;
    let building = below(world, &json!(world.leeds_root), "building", "Tower A").await;
    let floor = below(world, &building["id"], "floor", "4th floor").await;
    let zone = below(world, &floor["id"], "zone", "South wing").await;
    world.rule(&floor, 7).await;
    arrive(&office, 7, json!({"kind": "confirm", "location": floor["id"]})).await;

    let sent = services.called_by(&office.ann).await;
    assert_eq!(inside(&sent), (Some("Tower A"), Some("4th floor"), None));
    assert_eq!(sent.hno.as_deref(), Some("14"));
    assert_eq!(client.address_of(LINE).await, sent, "by the location service");
    let lines = ["4th floor, Tower A", "14 Whitehall Quay", "Leeds", "LS1 4HR"];
    let shown = world.admin.get(&format!("/v1/locations/{}", floor["id"].as_str().unwrap())).await;
    assert_eq!(shown["lines"], json!(lines));
    assert_eq!(shown["emergency_address"], serde_json::to_value(&sent).unwrap());
    assert_eq!(shown["address"].get("bld"), None, "what was entered stays as it is");
    let listed = world.admin.get("/v1/locations?q=south%20wing%20tower").await;
    assert_eq!(listed["items"][0]["id"], zone["id"]);
    assert_eq!(listed["items"][0]["lines"][0], "South wing, 4th floor, Tower A");
    // The client's own view, and that of the portal.
    let seen = world.ann.get("/v1/snapshot").await.to_string();
    assert!(seen.contains(r#""flr":"4th floor""#), "{seen}");

    office.ann.dial("933").await;
    let mail = test_mail(world).await;
    for part in ["4th floor, Tower A", "<ca:BLD>Tower A</ca:BLD>", "<ca:FLR>4th floor</ca:FLR>"] {
        assert!(mail.contains(part), "{part} in {mail}");
    }
    office.ann.idle().await;

    // The building is called otherwise, which changes what is sent from its floors.
    let path = format!("/v1/locations/{}", building["id"].as_str().unwrap());
    let mut edit = json!({"name": "Tower B", "address": building["address"], "parent": building["parent"]});
    edit["version"] = building["version"].clone();
    world.admin.ok("PUT", &path, edit).await;
    let sent = services.called_by(&office.ann).await;
    assert_eq!(inside(&sent), (Some("Tower B"), Some("4th floor"), None));
    office.world.stop().await;
}

fn is_now(document: &Document, office: &Office) -> bool {
    let age = office.world.clock.now().duration_since(document.determined_at);
    age.abs() < SignedDuration::from_secs(5)
}

#[tokio::test]
async fn a_document_tells_how_when_and_how_surely_the_place_is_known() {
    let (services, office) = Services::open().await;
    let world = &office.world;
    let assumed = services.document_from(&office.ann).await;
    assert_eq!((assumed.method.clone(), assumed.confidence), (Method::BestGuess, Some(Confidence::Unknown)));
    assert!(is_now(&assumed, &office));

    arrive(&office, 7, new_home("Home", 5)).await;
    let said: Timestamp = Timestamp::from_second(world.clock.now().as_second()).unwrap();
    world.clock.advance(SignedDuration::from_mins(10));
    let confirmed = services.document_from(&office.ann).await;
    assert_eq!(confirmed.method, Method::Manual);
    assert!(confirmed.determined_at <= said, "when it was said, not when somebody called");
    assert!(said.duration_since(confirmed.determined_at) < SignedDuration::from_secs(5));
    let Some(Confidence::Percent(sure)) = confirmed.confidence else { panic!("{confirmed:?}") };

    let proposal = json!({"kind": "new_company_location", "proposal": fresh(), "parent": world.leeds_root, "name": "Annexe",
        "address": {"country": "GB", "hno": "15", "rd": "Whitehall Quay", "a3": "Leeds", "pc": "LS1 4HR"}});
    arrive(&office, 8, proposal).await;
    let pending = services.document_from(&office.ann).await;
    assert_eq!(pending.method, Method::Manual);
    let address = pending.location.civic.as_ref().unwrap();
    assert_eq!(address.bld.as_deref(), Some("Annexe"), "as it will be once it is approved");
    let Some(Confidence::Percent(less_sure)) = pending.confidence else { panic!("{pending:?}") };
    assert!(less_sure.percent() < sure.percent());
    office.world.stop().await;
}
