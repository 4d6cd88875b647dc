//! Where help is sent to: what is known of the computer beside a telephone, and nothing that is not proven.

use reqwest::StatusCode;
use roamline_domain::civic::CivicAddress;
use roamline_domain::delegation::DelegateId;
use serde_json::{Value, json};

use crate::office::{LINE, Office, phone_at, phone_of};
use crate::services::Services;
use crate::sip_phone::At;
use crate::until::until_it;
use crate::world::{Person, fresh, network, new_home, report};

/// A computer's network, on which it has an address.
fn with_address(router: u8, address: &str) -> Value {
    let mut network = network(router);
    network["addresses"] = json!([address]);
    network
}

fn street(address: &CivicAddress) -> Option<String> {
    Some(format!("{} {}", address.hno.as_deref()?, address.rd.as_deref()?))
}

#[tokio::test]
async fn two_telephones_of_one_user_in_two_places_are_two_locations() {
    let (services, office) = Services::open().await;
    let ann = &office.world.ann;
    let site = services.called_by(&office.ann).await;
    assert_eq!(site.a3.as_deref(), Some("Leeds"), "nothing is known yet: the site");

    // Ann's computer, on which her first telephone runs, is said to be at home; the server sees both as they are.
    let computer = ann.seen_from("127.0.0.1");
    let (stay, here) = (fresh(), with_address(7, "127.0.0.1/8"));
    computer.identify(&here, stay).await;
    assert_eq!(services.called_by(&office.ann).await, site, "nobody has said so yet");
    computer.report(&report(&here, stay, new_home("Home", 5))).await;
    let home = services.called_by(&office.ann).await;
    assert_eq!(street(&home).unwrap().split(' ').next(), Some("5"), "{home:?}");

    // Her second telephone is somewhere else.
    let (_, there) = phone_at("127.0.0.2", &office.world, ann, "ann2").await;
    assert_eq!(services.called_by(&there).await, site);
    assert_eq!(services.called_by(&office.ann).await, home);

    // The computer moves on, and nobody says where it is now.
    computer.identify(&with_address(9, "127.0.0.1/8"), fresh()).await;
    assert_eq!(services.called_by(&office.ann).await, site);
    office.world.stop().await;
}

#[tokio::test]
async fn what_is_said_of_a_telephone_stands_above_a_computer_that_had_its_address() {
    let (services, office) = Services::open().await;
    let ann = &office.world.ann;
    let computer = ann.seen_from("127.0.0.1");
    let (stay, here) = (fresh(), with_address(7, "127.0.0.1/8"));
    computer.identify(&here, stay).await;
    computer.report(&report(&here, stay, new_home("Second floor", 2))).await;
    // The computer is shut, and the telephone is given its address.
    assert_eq!(services.called_by(&office.ann).await.hno.as_deref(), Some("2"), "all that is known");
    let device = office.device("ann");
    let at = elsewhere(&office, ann, &device, &Value::Null).await;
    let path = format!("/v1/devices/{}/report", device.as_str().unwrap());
    let choice = new_home("Home", 555);
    ann.ok(
        "POST",
        &path,
        json!({"id": fresh(), "stay": at["location"]["stay"], "choice": choice, "portable": false}),
    )
    .await;
    assert_eq!(services.called_by(&office.ann).await.hno.as_deref(), Some("555"));
    // Also after the computer was seen there once more.
    computer.identify(&here, fresh()).await;
    assert_eq!(services.called_by(&office.ann).await.hno.as_deref(), Some("555"));
    office.world.stop().await;
}

#[tokio::test]
async fn an_emergency_call_waits_for_no_database_and_is_told_when_there_is_one() {
    let (services, office) = Services::open().await;
    // Somebody holds the only writer for as long as it takes.
    let busy = office.world.store.write(None).await.unwrap();
    services.called_by(&office.ann).await;
    assert_eq!(office.world.mail_to("lea.leeds@harrier.example").await, Vec::<String>::new());
    drop(busy);
    // That it left, and that nobody took it.
    let both = ["Emergency call: Ann Lee", "Emergency call did not get through: Ann Lee"];
    let told = async || office.world.mail_to("lea.leeds@harrier.example").await.concat();
    until_it("both to be told", told, |told| both.iter().all(|subject| told.contains(subject))).await;
    office.world.stop().await;
}

#[tokio::test]
async fn a_call_from_where_nobody_has_confirmed_the_place_is_screened_first() {
    // The order on the command line does not make the screening come first for all.
    let each = ["emergency=screening", "emergency=only"];
    let ([screening, services], office) = Services::open_each(each).await;
    let ann = office.world.ann.seen_from("127.0.0.1");
    let (stay, here) = (fresh(), with_address(7, "127.0.0.1/8"));
    ann.identify(&here, stay).await;
    let call = office.ann.dial("112").await;
    assert!(screening.take().await.contains("<?xml"), "with what is known all the same");
    office.ann.one(At::Talking).await;
    office.ann.hang_up(&call).await;
    screening.over().await;
    ann.report(&report(&here, stay, new_home("Home", 5))).await;
    let call = office.ann.dial("112").await;
    services.take().await;
    office.ann.one(At::Talking).await;
    office.ann.hang_up(&call).await;
    services.over().await;
    office.world.stop().await;
}

#[tokio::test]
async fn where_nobody_screens_the_emergency_services_are_called_and_the_other_way_round() {
    let ([screening, services], office) =
        Services::open_each(["emergency=screening", "emergency=only"]).await;
    let call = office.ann.dial("112").await;
    screening.busy().await;
    services.take().await;
    office.ann.one(At::Talking).await;
    office.ann.hang_up(&call).await;
    services.over().await;
    office.world.stop().await;
}

#[tokio::test]
async fn a_location_with_a_callback_number_is_called_back_at_the_telephone() {
    const ELIN: &str = "+441134960142";
    let (services, office) = Services::open().await;
    let world = &office.world;
    // Called before anybody has made an emergency call with it, the number is nobody's.
    services.call(&office, ELIN).await;
    let floor = json!({"parent": world.leeds_root, "kind": "floor", "name": "4th floor", "elin": ELIN,
        "address": {"country": "GB", "hno": "14", "rd": "Whitehall Quay", "a3": "Leeds", "pc": "LS1 4HR", "flr": "4"}});
    let floor = world.admin.ok("POST", "/v1/locations", floor).await;
    world.rule(&floor, 7).await;
    let computer = world.ann.seen_from("127.0.0.1");
    let (stay, here) = (fresh(), with_address(7, "127.0.0.1/8"));
    computer.identify(&here, stay).await;
    let (_, by) = services.call_of(&office.ann).await;
    assert!(by.contains(LINE), "nobody has confirmed it yet: {by}");
    computer.report(&report(&here, stay, json!({"kind": "confirm", "location": floor["id"]}))).await;
    let (address, by) = services.call_of(&office.ann).await;
    assert_eq!(address.flr.as_deref(), Some("4"));
    assert!(by.contains(ELIN) && by.contains("Ann Lee") && !by.contains(LINE), "{by}");
    // Who calls that number back reaches the telephone that made an emergency call, and no other.
    services.call(&office, ELIN).await;
    office.ann.one(At::Ringing).await;
    for other in [&office.ben, &office.cleo, &office.caller] {
        assert_eq!(other.state().count(At::Ringing), 0);
    }
    office.ann.decline().await;
    office.ann.idle().await;
    office.world.stop().await;
}

/// The mails that ask somebody where a telephone is.
async fn asked(office: &Office, email: &str, count: usize) -> Vec<String> {
    let asking = async || {
        let mut mail = office.world.mail_to(email).await;
        mail.retain(|mail| mail.contains("Where is your telephone"));
        mail
    };
    until_it(&format!("{count} mails to {email}"), asking, |mail| mail.len() == count).await
}

/// What a user is shown of one of their devices, once it is somewhere else than before.
pub(crate) async fn elsewhere(office: &Office, who: &Person, device: &Value, before: &Value) -> Value {
    let is_it = |e: &&Value| e["kind"] == "device" && e["value"]["id"] == *device;
    let moved = |entities: &[Value]| {
        let at = |e: &Value| e["value"]["location"]["network_key"].clone();
        entities.iter().filter(is_it).any(|e| at(e) != *before && at(e) != Value::Null)
    };
    let entities = office.wait_for(who, "a device that is elsewhere", moved).await;
    entities.iter().find(is_it).unwrap()["value"].clone()
}

#[tokio::test]
async fn a_desk_phone_that_is_carried_home_has_its_owner_say_where_it_is() {
    let (services, office) = Services::open().await;
    let world = &office.world;
    let (ann, device) = (&world.ann, office.device("ann"));
    let mail = asked(&office, "ann.lee@harrier.example", 1).await.concat();
    assert!(mail.contains("/emergency/choose?device=") && mail.contains(device.as_str().unwrap()), "{mail}");
    let office_is = elsewhere(&office, ann, &device, &Value::Null).await;
    assert_eq!(
        (&office_is["is_desk_phone"], &office_is["location"]["encounter"]["encounter"]),
        (&json!(true), &json!("add"))
    );
    let site = services.called_by(&office.ann).await;
    // The same choices as a computer's.
    let path = format!("/v1/devices/{}/report", device.as_str().unwrap());
    let said = |at: &Value, choice: Value| json!({"id": fresh(), "stay": at["location"]["stay"], "choice": choice, "portable": false});
    ann.ok("POST", &path, said(&office_is, new_home("Desk", 3))).await;
    let desk = services.called_by(&office.ann).await;
    assert_ne!(desk, site);
    assert_eq!(desk.hno.as_deref(), Some("3"));
    let standing = async || {
        let found = world.admin.get("/v1/readiness?search=ann%20lee").await;
        let devices = found["owners"]["items"][0]["devices"].clone();
        let telephone =
            devices.as_array().unwrap().iter().find(|found| found["id"] == device).unwrap().clone();
        (telephone["readiness"].clone(), telephone["label"].clone())
    };
    assert_eq!(standing().await, (json!("settled"), Value::Null), "a place of her own");

    // At home, in another network; nobody else hears of it, and it is asked about once.
    office.ann.leave().await;
    let home = office.ann.moved_to("127.0.1.1").await;
    let home_is = elsewhere(&office, ann, &device, &office_is["location"]["network_key"]).await;
    asked(&office, "ann.lee@harrier.example", 2).await;
    assert_eq!(services.called_by(&home).await, site, "what was said of the office does not hold here");
    assert_eq!(standing().await, (json!("unknown_network"), json!("Leeds")));
    ann.ok("POST", &path, said(&home_is, new_home("Home", 5))).await;
    assert_eq!(services.called_by(&home).await.hno.as_deref(), Some("5"));
    for other in [&world.ben, &world.admin] {
        assert_eq!(
            other.send("POST", &path, Some(said(&home_is, new_home("X", 6)))).await.0,
            StatusCode::NOT_FOUND
        );
    }

    // Back in the office it is known, and home again as well.
    home.leave().await;
    let back = home.moved_to("127.0.0.1").await;
    elsewhere(&office, ann, &device, &home_is["location"]["network_key"]).await;
    assert_eq!(services.called_by(&back).await, desk);
    back.leave().await;
    let home = back.moved_to("127.0.1.2").await;
    elsewhere(&office, ann, &device, &office_is["location"]["network_key"]).await;
    assert_eq!(
        services.called_by(&home).await.hno.as_deref(),
        Some("5"),
        "a neighbouring address of the same network"
    );
    asked(&office, "ann.lee@harrier.example", 2).await;

    // It is no computer that could be signed out.
    let (status, _) = ann.send("DELETE", &format!("/v1/devices/{}", device.as_str().unwrap()), None).await;
    assert_eq!(status, StatusCode::CONFLICT);
    ann.delete(&format!("/v1/desk-phones/{}", device.as_str().unwrap())).await;
    let gone =
        |entities: &[Value]| !entities.iter().any(|e| e["kind"] == "device" && e["value"]["id"] == device);
    office.wait_for(ann, "a telephone that is gone", gone).await;
    office.world.stop().await;
}

#[tokio::test]
async fn an_administrator_has_the_owner_of_a_desk_phone_asked_again() {
    let (_services, office) = Services::open().await;
    asked(&office, "ann.lee@harrier.example", 1).await;
    let path = format!("/v1/users/{}/ask-again", office.world.ann.id);
    assert!(office.world.admin.send("POST", &path, None).await.0.is_success());
    asked(&office, "ann.lee@harrier.example", 2).await;
    office.world.stop().await;
}

#[tokio::test]
async fn administrators_say_where_the_telephone_of_a_common_area_is() {
    let (services, office) = Services::open().await;
    let world = &office.world;
    let lobby = world.phone(world.leeds, "Lobby").await;
    let (device, phone) = phone_of("127.0.2.1", world, DelegateId::Phone(lobby), "lobby").await;
    let mail = async || world.mail_to("lea.leeds@harrier.example").await.concat();
    until_it("a question about the lobby", mail, |mail| mail.contains("of Lobby?")).await;
    let site = services.called_by(&phone).await;
    let floor = json!({"parent": world.leeds_root, "kind": "floor", "name": "Ground floor",
        "address": {"country": "GB", "hno": "14", "rd": "Whitehall Quay", "a3": "Leeds", "pc": "LS1 4HR", "flr": "G"}});
    let floor = world.admin.ok("POST", "/v1/locations", floor).await;
    let path = format!("/v1/desk-phones/{device}/location");
    let there = json!({"location": floor["id"]});
    assert_eq!(world.austin_admin.send("PUT", &path, Some(there.clone())).await.0, StatusCode::NOT_FOUND);
    let (_, field) =
        world.leeds_admin.refused("PUT", &path, Some(json!({"location": world.austin_root}))).await;
    assert_eq!(field, "location");
    let owned = format!("/v1/desk-phones/{}/location", office.device("ann").as_str().unwrap());
    assert_eq!(world.leeds_admin.send("PUT", &owned, Some(there.clone())).await.0, StatusCode::CONFLICT);

    let said = world.leeds_admin.ok("PUT", &path, there).await;
    assert_eq!(
        (&said["location"]["name"], &said["location"]["holds"]),
        (&json!("Ground floor"), &json!(true))
    );
    assert_eq!(services.called_by(&phone).await.flr.as_deref(), Some("G"), "from the next call on");
    // Carried elsewhere, it is there no longer, and nothing is guessed.
    phone.leave().await;
    let moved = phone.moved_to("127.0.3.1").await;
    assert_eq!(services.called_by(&moved).await, site);
    let shown = format!("/v1/desk-phones?owner_kind=phone&owner={lobby}");
    let location = async || world.leeds_admin.get(&shown).await[0]["location"].clone();
    until_it("what was said to hold no longer", location, |location| location["holds"] == json!(false)).await;
    // Brought back, it is where it was said to be.
    let back = moved.moved_to("127.0.2.1").await;
    assert_eq!(services.called_by(&back).await.flr.as_deref(), Some("G"));
    office.world.stop().await;
}

#[tokio::test]
async fn the_telephone_of_a_common_area_that_rings_in_two_networks_has_a_place_in_each() {
    let (services, office) = Services::open().await;
    let world = &office.world;
    let lobby = world.phone(world.leeds, "Lobby").await;
    let (device, phone) = phone_of("127.0.2.1", world, DelegateId::Phone(lobby), "lobby").await;
    let other = phone.moved_to("127.0.3.1").await;
    let floor = |name: &str, flr: &str| {
        let address = json!({"country": "GB", "hno": "14", "rd": "Whitehall Quay", "a3": "Leeds",
            "pc": "LS1 4HR", "flr": flr});
        let body = json!({"parent": world.leeds_root, "kind": "floor", "name": name, "address": address});
        async move { world.admin.ok("POST", "/v1/locations", body).await["id"].clone() }
    };
    let (ground, first) = (floor("Ground floor", "G").await, floor("First floor", "1").await);
    let shown = format!("/v1/desk-phones?owner_kind=phone&owner={lobby}");
    let places = async || world.leeds_admin.get(&shown).await[0]["places"].clone();
    until_it("both registrations", places, |places| places.as_array().is_some_and(|all| all.len() == 2))
        .await;

    let path = format!("/v1/desk-phones/{device}/location");
    let refused = async |edit| world.leeds_admin.refused("PUT", &path, Some(edit)).await.1;
    assert_eq!(refused(json!({"location": ground})).await, "address", "which of the two is meant?");
    assert_eq!(refused(json!({"location": ground, "address": "127.0.9.1:5060"})).await, "address");
    let said = async |edit: Value| world.leeds_admin.ok("PUT", &path, edit).await["places"].clone();
    said(json!({"location": ground, "address": "127.0.2.1:1"})).await;
    let both = said(json!({"location": first, "address": "127.0.3.1:1"})).await;
    let mut names =
        both.as_array().unwrap().iter().map(|place| place["said"]["name"].clone()).collect::<Vec<_>>();
    names.sort_by_key(Value::to_string);
    assert_eq!(names, [json!("First floor"), json!("Ground floor")]);
    assert_eq!(services.called_by(&phone).await.flr.as_deref(), Some("G"));
    assert_eq!(services.called_by(&other).await.flr.as_deref(), Some("1"));

    // What is forgotten of one stands of the other.
    said(json!({"location": null, "address": "127.0.2.1:1"})).await;
    assert_eq!(services.called_by(&phone).await.flr, None);
    assert_eq!(services.called_by(&other).await.flr.as_deref(), Some("1"));
    office.world.stop().await;
}
