//! Where devices are, for programs that may ask: by each identity, by what was measured, and by location URIs.

use jiff::SignedDuration;
use reqwest::{Response, StatusCode};
use roamline_domain::civic::CivicAddress;
use roamline_domain::ids::DeviceId;
use roamline_pidf_lo::Document;
use roamline_pidf_lo::held::{
    AccessPoint, Answer, ErrorCode, Identifier, LldpId, LldpPort, LocationRequest, LocationResponse,
    LocationTypes, Measurements,
};
use serde_json::{Value, json};

use crate::office::{LINE, Office, phone_at};
use crate::services::Services;
use crate::until::until_it;
use crate::world::{Person, World, fresh, network, new_home, report};

const HELD: &str = "application/held+xml;charset=utf-8";
/// The hardware address of the computers of these tests.
const MAC: &str = "8c:16:45:00:00:01";
/// Where the caller's carrier asks from.
const CARRIER: &str = "198.51.100.77";

/// A program that may ask.
pub struct Client {
    id: String,
    url: String,
    token: String,
    http: reqwest::Client,
}

impl Client {
    async fn new(world: &World) -> Self {
        Self::at(world, &world.url()).await
    }

    /// Of a server that is reached by this URL from outside.
    pub async fn at(world: &World, public_url: &str) -> Self {
        // The networks of the office: that of the computer which these tests run on, and one behind it.
        let new = json!({"name": "Carrier One", "networks": ["127.0.0.0/8", "10.9.0.0/24"]});
        let made = world.admin.ok("POST", "/v1/location-clients", new).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        assert_eq!(text(&made["url"]), format!("{public_url}/held"));
        let (id, token) = (text(&made["client"]["id"]), text(&made["token"]));
        Self { id, url: world.url(), token, http: crate::http::client() }
    }

    async fn post(&self, path: &str, body: impl Into<reqwest::Body>) -> Response {
        let request = self.http.post(format!("{}{path}", self.url)).bearer_auth(&self.token);
        request
            .header("content-type", HELD)
            .header("x-forwarded-for", CARRIER)
            .body(body)
            .send()
            .await
            .unwrap()
    }

    async fn get(&self, url: &str, accept: &str) -> Response {
        self.http.get(url).bearer_auth(&self.token).header("accept", accept).send().await.unwrap()
    }

    /// What is answered to this text.
    async fn told(&self, text: impl Into<reqwest::Body>) -> Answer {
        answer(self.post("/held", text).await).await
    }

    async fn ask(&self, request: &LocationRequest) -> Result<LocationResponse, ErrorCode> {
        outcome(self.told(request.write()).await)
    }

    /// The address of a device that is known by all of these.
    async fn address(&self, device: &[Identifier]) -> Result<CivicAddress, ErrorCode> {
        let request = LocationRequest { device: Some(device.to_vec()), ..LocationRequest::default() };
        Ok(civic(self.ask(&request).await?))
    }

    /// The address of whoever has this number.
    pub async fn address_of(&self, number: &str) -> CivicAddress {
        self.address(&[tel(number)]).await.unwrap()
    }

    /// The address of a network.
    async fn network(&self, measurements: Measurements) -> Result<CivicAddress, ErrorCode> {
        let request = LocationRequest { measurements, ..LocationRequest::default() };
        let response = self.ask(&request).await?;
        assert_eq!(response.uri_set, None, "nobody can ask again for a network that nobody is on");
        Ok(civic(response))
    }
}

/// The address that a location URI leads to.
pub async fn civic_at(client: &Client, uri: &str) -> CivicAddress {
    civic(outcome(answer(client.get(uri, "*/*").await).await).unwrap())
}

async fn answer(response: Response) -> Answer {
    assert_eq!(response.headers()["content-type"], HELD);
    let status = response.status();
    let text = response.text().await.unwrap();
    assert!(matches!(status, StatusCode::OK | StatusCode::NOT_FOUND), "{status}: {text}");
    Answer::read(&text).unwrap()
}

fn outcome(answer: Answer) -> Result<LocationResponse, ErrorCode> {
    match answer {
        Answer::Located(response) => Ok(*response),
        Answer::Failed(failure) => Err(failure.code),
    }
}

fn civic(response: LocationResponse) -> CivicAddress {
    response.document.unwrap().location.civic.unwrap()
}

fn ip(text: &str) -> Identifier {
    Identifier::Ip(text.parse().unwrap())
}

fn mac(text: &str) -> Identifier {
    Identifier::Mac(text.parse().unwrap())
}

fn tel(number: &str) -> Identifier {
    Identifier::Tel(number.into())
}

fn sip(user: &str, host: &str) -> Identifier {
    Identifier::Sip { user: user.into(), host: host.into() }
}

/// A person's computer is said to be at a home with this number.
async fn at_home(person: &Person, own: &str, router: u8, number: u32) {
    let computer = person.seen_from("127.0.0.1");
    let (stay, mut here) = (fresh(), network(router));
    here["addresses"] = json!([format!("{own}/8")]);
    computer.identify(&here, stay).await;
    computer.report(&report(&here, stay, new_home(&format!("Home {number}"), number))).await;
}

#[tokio::test]
async fn a_telephone_is_where_its_make_an_emergency_call_says_by_each_of_its_identities() {
    let (services, office) = Services::open().await;
    let client = Client::new(&office.world).await;
    let site = services.called_by(&office.ann).await;
    for identity in
        [tel(LINE), tel(&LINE.replacen('+', "00", 1)), sip("ann", "roamline"), sip(LINE, "elsewhere.example")]
    {
        assert_eq!(client.address(std::slice::from_ref(&identity)).await, Ok(site.clone()), "{identity:?}");
    }
    assert_eq!(client.address(&[tel("204")]).await, Ok(site.clone()), "an extension");

    let asked = LocationRequest { device: Some(vec![tel(LINE)]), ..LocationRequest::default() };
    let uri = client.ask(&asked).await.unwrap().uri_set.unwrap().uris.remove(0);
    at_home(&office.world.ann, "127.0.0.1", 7, 5).await;
    let home = services.called_by(&office.ann).await;
    assert_ne!(home, site);
    let now = outcome(answer(client.get(&uri, "application/held+xml").await).await).unwrap();
    assert_eq!(civic(now), home, "a URI from before leads to where the telephone is now");
    for identity in [tel(LINE), sip("ann", "roamline"), mac(MAC)] {
        assert_eq!(client.address(std::slice::from_ref(&identity)).await, Ok(home.clone()), "{identity:?}");
    }
    // All telephones of the office are on this computer's address, and only Ann's is known to be at her home.
    assert_eq!(client.address(&[ip("127.0.0.1")]).await, Err(ErrorCode::LocationUnknown));
    assert_eq!(client.address(&[ip("127.0.0.1"), tel(LINE)]).await, Ok(home.clone()), "both of one device");
    assert_eq!(client.address(&[mac(MAC), tel(LINE)]).await, Err(ErrorCode::LocationUnknown), "of two");

    for nobody in [
        tel("+442079460099"),
        sip("ann", "other.example"),
        mac("8c:16:45:00:00:02"),
        ip("192.0.2.9"),
        mac("00:00:00:00:00:00"),
    ] {
        assert_eq!(
            client.address(std::slice::from_ref(&nobody)).await,
            Err(ErrorCode::LocationUnknown),
            "{nobody:?}"
        );
    }
    office.world.stop().await;
}

#[tokio::test]
async fn telephones_of_one_number_in_two_places_are_not_guessed_between() {
    let office = Office::open().await;
    let world = &office.world;
    let client = Client::new(world).await;
    at_home(&world.ann, "127.0.0.1", 7, 5).await;
    let home = client.address(&[tel(LINE)]).await.unwrap();
    let (there, second) = phone_at("127.0.0.2", world, &world.ann, "ann2").await;
    office
        .wait_for(&world.ann, "the second telephone", |all| {
            all.iter().any(|e| e["value"]["id"] == json!(there) && e["value"]["places"] != json!([]))
        })
        .await;
    assert_eq!(client.address(&[tel(LINE)]).await, Err(ErrorCode::LocationUnknown));
    let site = client.address(&[ip("127.0.0.2")]).await.unwrap();
    assert_ne!(site, home);
    assert_eq!(client.address(&[sip("ann2", "roamline")]).await, Ok(site.clone()));

    // The one that is in a call is the one that is asked for.
    let call = second.dial("204").await;
    office.call(&world.ann, "alerting").await;
    assert_eq!(client.address(&[tel(LINE)]).await, Ok(site));
    second.cancel(&call).await;
    office.quiet(&world.ann).await;
    assert_eq!(client.address(&[tel(LINE)]).await, Err(ErrorCode::LocationUnknown));
    office.world.stop().await;
}

#[tokio::test]
async fn an_emergency_callback_number_leads_to_the_telephone_that_called_with_it() {
    const ELIN: &str = "+441134960142";
    let (services, office) = Services::open().await;
    let world = &office.world;
    let client = Client::new(world).await;
    let floor = json!({"parent": world.leeds_root, "kind": "floor", "name": "4th floor", "elin": ELIN,
        "address": {"country": "GB", "hno": "14", "rd": "Whitehall Quay", "a3": "Leeds", "pc": "LS1 4HR", "flr": "4"}});
    let floor = world.admin.ok("POST", "/v1/locations", floor).await;
    let computer = world.ann.seen_from("127.0.0.1");
    let (stay, mut here) = (fresh(), network(7));
    here["addresses"] = json!(["127.0.0.1/8"]);
    world.rule(&floor, 7).await;
    computer.identify(&here, stay).await;
    computer.report(&report(&here, stay, json!({"kind": "confirm", "location": floor["id"]}))).await;
    assert_eq!(
        client.address(&[tel(ELIN)]).await,
        Err(ErrorCode::LocationUnknown),
        "nobody has called with it"
    );
    // The switchboard knows of a new callback number a moment after the administrator.
    let told = loop {
        let (told, from) = services.call_of(&office.ann).await;
        if from.contains(ELIN) {
            break told;
        }
    };
    assert_eq!(told.flr.as_deref(), Some("4"));
    assert_eq!(client.address(&[tel(ELIN)]).await, Ok(told));
    office.world.stop().await;
}

#[tokio::test]
async fn computers_are_found_by_their_own_addresses_and_never_guessed_between() {
    let world = World::new().await;
    let client = Client::new(&world).await;
    at_home(&world.ann, "10.9.0.23", 9, 5).await;
    let home = client.address(&[mac(MAC)]).await.unwrap();
    assert_eq!(home.hno.as_deref(), Some("5"));
    // A copy of its hardware address, at another home.
    at_home(&world.cleo, "10.9.0.24", 8, 6).await;
    assert_eq!(client.address(&[mac(MAC)]).await, Err(ErrorCode::LocationUnknown));
    // Moved on, and nobody has said where to: the site, as a call would.
    let mut away = network(3);
    away["mac"] = json!("8c:16:45:00:00:07");
    world.cleo.identify(&away, fresh()).await;
    assert_eq!(client.address(&[mac(MAC)]).await, Ok(home));
    let site = client.address(&[mac("8c:16:45:00:00:07")]).await.unwrap();
    assert_eq!(site.a3.as_deref(), Some("Austin"));

    // Who says nothing asks for themselves.
    assert_eq!(client.ask(&LocationRequest::default()).await, Err(ErrorCode::LocationUnknown));
    at_home(&world.ben, CARRIER, 12, 8).await;
    let own = civic(client.ask(&LocationRequest::default()).await.unwrap());
    assert_eq!(own.hno.as_deref(), Some("8"));
    world.stop().await;
}

/// A person's computer has this address in the office, and its owner has confirmed the floor.
async fn in_office(world: &World, person: &Person, own: &str, router: u8, floor: &Value) {
    let (stay, mut here) = (fresh(), network(router));
    here["addresses"] = json!([format!("{own}/24")]);
    here["mac"] = json!(format!("8c:16:45:00:01:{router:02x}"));
    world.rule(floor, router).await;
    person.identify(&here, stay).await;
    person.report(&report(&here, stay, json!({"kind": "confirm", "location": floor["id"]}))).await;
}

#[tokio::test]
async fn no_private_address_leads_to_another_private_network() {
    let world = World::new().await;
    let client = Client::new(&world).await;
    let floor = json!({"parent": world.leeds_root, "kind": "floor", "name": "4th floor",
        "address": {"country": "GB", "hno": "14", "rd": "Whitehall Quay", "a3": "Leeds", "pc": "LS1 4HR", "flr": "4"}});
    let floor = world.admin.ok("POST", "/v1/locations", floor).await;
    let unknown = Err(ErrorCode::LocationUnknown);
    let told = async |address: &str| client.address(&[ip(address)]).await.map(|found| found.flr.unwrap());

    // A home, even where its addresses are those of a network that the client may ask about.
    at_home(&world.ann, "10.9.0.23", 9, 5).await;
    assert_eq!(told("10.9.0.23").await, unknown);
    let by_two = client.address(&[ip("10.9.0.23"), mac(MAC)]).await.unwrap();
    assert_eq!(by_two.hno.as_deref(), Some("5"), "by its hardware address it is meant, and no other");
    // Nobody has said where this one is, which may be anywhere.
    let mut somewhere = network(3);
    somewhere["addresses"] = json!(["10.9.0.31/24"]);
    world.cleo.identify(&somewhere, fresh()).await;
    assert_eq!(told("10.9.0.31").await, unknown);
    // The office, with the same address as the home, and in a network that the client may not ask about.
    in_office(&world, &world.ben, "10.9.0.23", 12, &floor).await;
    assert_eq!(told("10.9.0.23").await, Ok("4".into()));
    in_office(&world, &world.cleo, "10.8.0.40", 13, &floor).await;
    assert_eq!(told("10.8.0.40").await, unknown);
    let by_two = client.address(&[ip("10.8.0.40"), mac("8c:16:45:00:01:0d")]).await;
    assert_eq!(by_two, Err(ErrorCode::LocationUnknown), "the network is not theirs, whatever else is told");
    assert!(
        noted(&world.admin)
            .await
            .iter()
            .any(|(_, _, said)| said.ends_with("it may not ask about that private network."))
    );

    // Who may ask about no private network, as all that were made before.
    let path = format!("/v1/location-clients/{}", client.id);
    let version = world.admin.get("/v1/location-clients").await[0]["version"].clone();
    let (status, now) = world
        .admin
        .send_if(&version, "PUT", &path, Some(json!({"name": "Carrier One", "networks": []})))
        .await;
    assert!(status.is_success(), "{now}");
    assert_eq!(told("10.9.0.23").await, unknown);
    let (status, now) = world
        .admin
        .send_if(
            &now["version"],
            "PUT",
            &path,
            Some(json!({"name": "Carrier One", "networks": ["10.8.0.0/16"]})),
        )
        .await;
    assert!(status.is_success(), "{now}");
    assert_eq!((told("10.9.0.23").await, told("10.8.0.40").await), (unknown, Ok("4".into())));
    world.stop().await;
}

#[tokio::test]
async fn whoever_asks_for_themselves_from_a_private_network_has_to_be_in_one_that_is_theirs() {
    let world = World::new().await;
    let client = Client::new(&world).await;
    let floor = json!({"parent": world.leeds_root, "kind": "floor", "name": "4th floor",
        "address": {"country": "GB", "hno": "14", "rd": "Whitehall Quay", "a3": "Leeds", "pc": "LS1 4HR", "flr": "4"}});
    let floor = world.admin.ok("POST", "/v1/locations", floor).await;
    in_office(&world, &world.ben, "10.9.0.23", 12, &floor).await;
    in_office(&world, &world.cleo, "10.8.0.40", 13, &floor).await;
    let asked_from = async |from: &str| {
        let sent = client.http.post(format!("{}/held", client.url)).bearer_auth(&client.token);
        let sent = sent.header("content-type", HELD).header("x-forwarded-for", from);
        let sent = sent.body(LocationRequest::default().write()).send().await.unwrap();
        outcome(answer(sent).await).map(|found| civic(found).flr.unwrap())
    };
    assert_eq!(asked_from("10.9.0.23").await, Ok("4".into()));
    assert_eq!(asked_from("10.8.0.40").await, Err(ErrorCode::LocationUnknown));
    world.stop().await;
}

#[tokio::test]
async fn a_network_that_was_measured_is_where_the_wiremap_says() {
    let world = World::new().await;
    let client = Client::new(&world).await;
    let mut floors = Vec::new();
    for flr in ["1", "2", "3"] {
        let address = json!({"country": "GB", "hno": "12", "rd": "Wellington Street", "a3": "Leeds", "pc": "LS1 4DY", "flr": flr});
        let name = format!("Floor {flr}");
        let floor = json!({"parent": world.leeds_root, "kind": "floor", "name": name, "address": address});
        floors.push(world.admin.ok("POST", "/v1/locations", floor).await);
    }
    let bind = async |floor: usize, evidence: Value| {
        let path = format!("/v1/locations/{}/rules", floors[floor - 1]["id"].as_str().unwrap());
        world.admin.ok("POST", &path, json!({"evidence": evidence})).await;
    };
    let chassis = "00:1b:21:dd:00:01";
    bind(1, json!({"kind": "switch_chassis", "chassis": chassis})).await;
    bind(2, json!({"kind": "bssid", "bssid": "00:12:f0:a0:80:e2", "prefix_bits": 48})).await;
    bind(3, json!({"kind": "bssid", "bssid": "00:12:f0:a0:80:e3", "prefix_bits": 48})).await;
    bind(3, json!({"kind": "bssid", "bssid": "00:12:f0:a0:80:e4", "prefix_bits": 48})).await;

    let wap =
        |last: &str| AccessPoint { bssid: format!("00:12:f0:a0:80:{last}").parse().unwrap(), ssid: None };
    let port = LldpPort {
        chassis: LldpId { subtype: 4, octets: vec![0, 0x1b, 0x21, 0xdd, 0, 1] },
        port: LldpId { subtype: 5, octets: b"Gi1/0/12".to_vec() },
    };
    let on = |port: Option<&LldpPort>, serving: Option<&str>, neighbours: &[&str]| Measurements {
        port: port.cloned(),
        serving: serving.map(wap),
        neighbours: neighbours.iter().map(|last| wap(last)).collect(),
    };
    let floor = async |measurements| client.network(measurements).await.map(|found| found.flr.unwrap());
    let nothing = Err(ErrorCode::LocationUnknown);
    assert_eq!(floor(on(Some(&port), None, &[])).await, Ok("1".into()));
    assert_eq!(floor(on(Some(&port), Some("e2"), &["e3"])).await, Ok("1".into()), "the switch comes first");
    assert_eq!(floor(on(None, Some("e2"), &["e3"])).await, Ok("2".into()), "what it is attached to");
    assert_eq!(floor(on(None, Some("ff"), &["e3", "e4", "fe"])).await, Ok("3".into()), "all that is known");
    assert_eq!(floor(on(None, None, &["e2", "e3"])).await, nothing, "two floors");
    assert_eq!(floor(on(None, Some("ff"), &[])).await, nothing);

    // An identity that is known decides; one that is not leaves it to what was measured.
    at_home(&world.ann, "10.9.0.23", 9, 5).await;
    let asked = |device| LocationRequest {
        device: Some(vec![device]),
        measurements: on(None, Some("e2"), &[]),
        ..LocationRequest::default()
    };
    let found = civic(client.ask(&asked(mac(MAC))).await.unwrap());
    assert_eq!((found.hno.as_deref(), found.flr), (Some("5"), None));
    let found = civic(client.ask(&asked(ip("10.9.0.99"))).await.unwrap());
    assert_eq!(found.flr.as_deref(), Some("2"));
    world.stop().await;
}

#[tokio::test]
async fn nobody_asks_who_may_not() {
    let world = World::new().await;
    let client = Client::new(&world).await;
    let request = LocationRequest::default().write();
    let status = async |token: Option<&str>, media_type: &str, path: &str| {
        let sent = client.http.post(format!("{}{path}", client.url)).header("content-type", media_type);
        let sent = sent.header("x-forwarded-for", "198.51.100.9").body(request.clone());
        let sent = token.into_iter().fold(sent, |sent, token| sent.bearer_auth(token));
        sent.send().await.unwrap().status().as_u16()
    };
    assert_eq!(status(None, HELD, "/held").await, 401);
    assert_eq!(status(Some(world.admin.token()), HELD, "/held").await, 401, "people are no clients");
    assert_eq!(status(Some(&client.token), "application/json", "/held").await, 415);
    for media_type in
        ["application/held+xml", "Application/XML; charset=\"utf-8\"", "text/xml;charset=UTF-8", "text/xml"]
    {
        assert_eq!(status(Some(&client.token), media_type, "/held").await, 200, "{media_type}");
    }
    assert_eq!(status(Some(&client.token), HELD, "/held").await, 200);
    assert_eq!(status(None, HELD, "/held/abc").await, 401);
    let bare = client.http.get(format!("{}/held/abc", client.url)).send().await.unwrap();
    assert_eq!(bare.status(), 401);
    // Clients are no people.
    let whoami =
        client.http.get(format!("{}/v1/me", client.url)).bearer_auth(&client.token).send().await.unwrap();
    assert_eq!(whoami.status(), 401);

    // Programs that know basic authentication alone have the token as their password.
    let basic = async |password: &str| {
        let sent = client.http.post(format!("{}/held", client.url)).basic_auth("anybody", Some(password));
        let sent = sent.header("content-type", HELD).header("x-forwarded-for", "198.51.100.10");
        sent.body(request.clone()).send().await.unwrap().status().as_u16()
    };
    assert_eq!((basic(&client.token).await, basic("guess").await, basic("").await), (200, 401, 401));

    // Wrong tokens are counted; the right one is not held up by them.
    let mut wrong = Vec::new();
    for n in 0..12 {
        wrong.push(status(Some(&format!("guess-{n}")), HELD, "/held").await);
    }
    assert_eq!(wrong.first(), Some(&401));
    assert_eq!(wrong.last(), Some(&429));
    assert_eq!(status(Some(&client.token), HELD, "/held").await, 200);

    world.admin.delete(&format!("/v1/location-clients/{}", client.id)).await;
    let gone = client.post("/held", request.clone()).await;
    assert_eq!(gone.status(), 401);
    world.stop().await;
}

#[tokio::test]
async fn whatever_is_wrong_in_the_xml_is_answered_in_xml() {
    let world = World::new().await;
    let client = Client::new(&world).await;
    let bomb = r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>"#;
    let outside = r#"<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>"#;
    let right = LocationRequest::default().write();
    let device = |inside: &str| {
        right.replace("</locationRequest>", &format!("<id:device>{inside}</id:device></locationRequest>"))
    };
    for (text, code) in [
        (bomb.to_owned().into_bytes(), ErrorCode::XmlError),
        (outside.to_owned().into_bytes(), ErrorCode::XmlError),
        ("<x>".repeat(10_000).into_bytes(), ErrorCode::XmlError),
        (vec![b' '; 70_000], ErrorCode::XmlError),
        (vec![b' '; 2_000_000], ErrorCode::XmlError),
        (vec![0xff, 0xfe, 0], ErrorCode::XmlError),
        (Vec::new(), ErrorCode::XmlError),
        (right.replace("any", "postal").into_bytes(), ErrorCode::XmlError),
        (b"<a/>".to_vec(), ErrorCode::UnsupportedMessage),
        (device("<id:uri>mailto:a@b</id:uri>").into_bytes(), ErrorCode::BadIdentifier),
        (device("<id:imei>1</id:imei>").into_bytes(), ErrorCode::BadIdentifier),
    ] {
        let short = String::from_utf8_lossy(&text[..text.len().min(60)]).into_owned();
        assert_eq!(outcome(client.told(text).await), Err(code), "{short}");
    }
    let refused =
        client.http.get(format!("{}/held", client.url)).bearer_auth(&client.token).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::METHOD_NOT_ALLOWED);
    world.stop().await;
}

#[tokio::test]
async fn a_form_that_is_insisted_on_is_given_or_nothing() {
    let world = World::new().await;
    let client = Client::new(&world).await;
    at_home(&world.ann, "10.9.0.23", 9, 5).await;
    let none = LocationTypes::NONE;
    for (types, exact, expected) in [
        (LocationTypes::default(), false, Ok((true, true))),
        (LocationTypes { civic: true, ..none }, true, Ok((true, false))),
        (LocationTypes { geodetic: true, ..none }, false, Ok((true, false))),
        (LocationTypes { geodetic: true, ..none }, true, Err(ErrorCode::CannotProvideLiType)),
        (LocationTypes { geodetic: true, civic: true, ..none }, true, Err(ErrorCode::CannotProvideLiType)),
        (LocationTypes { location_uri: true, ..none }, true, Ok((false, true))),
        (LocationTypes { location_uri: true, civic: true, ..none }, true, Ok((true, true))),
    ] {
        let device = Some(vec![mac(MAC)]);
        let request = LocationRequest { types, exact, device, ..LocationRequest::default() };
        let forms = client.ask(&request).await.map(|told| (told.document.is_some(), told.uri_set.is_some()));
        assert_eq!(forms, expected, "{types:?} {exact}");
    }
    world.stop().await;
}

#[tokio::test]
async fn a_location_uri_tells_where_the_device_is_when_it_is_asked_for_a_day_long() {
    let world = World::new().await;
    let client = Client::new(&world).await;
    at_home(&world.ann, "10.9.0.23", 9, 5).await;
    let asked = LocationRequest { device: Some(vec![mac(MAC)]), ..LocationRequest::default() };
    let set = client.ask(&asked).await.unwrap().uri_set.unwrap();
    let left = set.expires.duration_since(world.clock.now());
    assert!(left > SignedDuration::from_mins(23 * 60) && left <= SignedDuration::from_hours(24), "{left}");
    let [uri] = <[String; 1]>::try_from(set.uris).unwrap();
    let path = uri.strip_prefix(&client.url).unwrap().to_owned();
    let device = world.ann.device.to_string();
    assert!(
        !path.contains(&device) && !path.contains(&device.replace('-', "")),
        "it says nothing of the device"
    );

    let house = async || {
        let response = outcome(answer(client.get(&uri, "*/*").await).await).unwrap();
        assert_eq!(response.uri_set, None);
        civic(response).hno.unwrap()
    };
    assert_eq!(house().await, "5");
    // The device moves on, and its owner says where to: whoever asks again sees it.
    at_home(&world.ann, "10.4.0.23", 4, 6).await;
    assert_eq!(house().await, "6");
    let posted = outcome(answer(client.post(&path, LocationRequest::default().write()).await).await).unwrap();
    assert_eq!(civic(posted).hno.as_deref(), Some("6"));
    let bare = client.get(&uri, "application/pidf+xml").await;
    assert_eq!(bare.headers()["content-type"], "application/pidf+xml");
    let document = Document::read(&bare.text().await.unwrap()).unwrap();
    assert_eq!(document.device, format!("urn:uuid:{device}"));
    assert_eq!(document.location.civic.unwrap().hno.as_deref(), Some("6"));

    // It names one device, and leads to no other form.
    let exactly = |types| LocationRequest { types, exact: true, ..LocationRequest::default() };
    for (request, code) in [
        (asked.clone(), ErrorCode::RequestError),
        (exactly(LocationTypes { geodetic: true, ..LocationTypes::NONE }), ErrorCode::CannotProvideLiType),
        (
            exactly(LocationTypes { location_uri: true, ..LocationTypes::NONE }),
            ErrorCode::CannotProvideLiType,
        ),
    ] {
        assert_eq!(outcome(answer(client.post(&path, request.write()).await).await), Err(code));
    }
    assert_eq!(outcome(answer(client.post(&path, "<x").await).await), Err(ErrorCode::XmlError));

    // Others, those that are changed, and old ones lead nowhere.
    let mut other = uri.clone();
    let last = if other.pop() == Some('A') { 'Q' } else { 'A' };
    other.push(last);
    for gone in [&other, &format!("{}/held/abc", client.url)] {
        let response = client.get(gone, "*/*").await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert_eq!(outcome(answer(response).await), Err(ErrorCode::RequestError));
    }
    let unasked = reqwest::get(&uri).await.unwrap();
    assert_eq!(unasked.status(), StatusCode::UNAUTHORIZED, "to know it is not enough");
    let world = world.restarted().await;
    let client = Client { url: world.url(), ..client };
    let uri = format!("{}{path}", world.url());
    assert_eq!(client.get(&uri, "*/*").await.status(), StatusCode::OK, "known after a restart");
    world.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(client.get(&uri, "*/*").await.status(), StatusCode::NOT_FOUND);
    world.stop().await;
}

#[tokio::test]
async fn a_device_that_is_gone_has_no_location() {
    let world = World::new().await;
    let client = Client::new(&world).await;
    at_home(&world.ann, "10.9.0.23", 9, 5).await;
    let asked = LocationRequest { device: Some(vec![mac(MAC)]), ..LocationRequest::default() };
    let uri = client.ask(&asked).await.unwrap().uri_set.unwrap().uris.remove(0);
    world.ann.delete(&format!("/v1/devices/{}", world.ann.device)).await;
    assert_eq!(client.ask(&asked).await, Err(ErrorCode::LocationUnknown));
    assert_eq!(outcome(answer(client.get(&uri, "*/*").await).await), Err(ErrorCode::LocationUnknown));
    world.stop().await;
}

/// What the audit log says of look-ups, the newest first.
async fn noted(by: &Person) -> Vec<(String, String, String)> {
    let all = by.get("/v1/audit?action=location_service").await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let each = all.as_array().unwrap().iter();
    each.map(|entry| (text(&entry["action"]), text(&entry["subject"]), text(&entry["summary"]))).collect()
}

#[tokio::test]
async fn each_look_up_is_in_the_audit_log_and_no_address_with_it() {
    let world = World::new().await;
    let client = Client::new(&world).await;
    at_home(&world.ann, "10.9.0.23", 9, 5).await;
    let device: DeviceId = world.ann.device;
    let asked =
        LocationRequest { device: Some(vec![ip("10.9.0.23"), mac(MAC)]), ..LocationRequest::default() };
    let uri = client.ask(&asked).await.unwrap().uri_set.unwrap().uris.remove(0);
    let _ = client.address(&[tel("+442079460099")]).await;
    client.get(&uri, "*/*").await;
    client.get(&format!("{}/held/abc", client.url), "*/*").await;
    client.told("<x").await;
    let log = noted(&world.admin).await;
    let found = format!("found a computer of Ann Lee (device {device})");
    let expected = [
        ("dereferenced", "Carrier One asked for the location of a URI: it is void.".to_owned()),
        ("dereferenced", format!("Carrier One asked for the location of a URI: {found}.")),
        ("asked", "Carrier One asked where a device is, by telephone number: nothing is known.".to_owned()),
        (
            "asked",
            format!("Carrier One asked where a device is, by IP address and hardware address: {found}."),
        ),
    ];
    let subject = format!("location_client:{}", client.id);
    let expected =
        expected.map(|(action, said)| (format!("location_service.{action}"), subject.clone(), said));
    assert_eq!(log, expected);
    // A site's administrator sees what concerns its own people.
    assert_eq!(noted(&world.leeds_admin).await.len(), 2);
    assert_eq!(noted(&world.austin_admin).await.len(), 0);

    let clients = world.admin.get("/v1/location-clients").await;
    assert!(clients[0]["last_used_at"].is_string(), "{clients}");
    world.stop().await;
}

#[tokio::test]
async fn an_answer_waits_for_no_book_and_the_book_is_kept() {
    let world = World::new().await;
    let client = Client::new(&world).await;
    at_home(&world.ann, "10.9.0.23", 9, 5).await;
    let locked = world.store.write(None).await.unwrap();
    let home = client.address(&[mac(MAC)]).await.unwrap();
    assert_eq!(home.hno.as_deref(), Some("5"));
    assert_eq!(noted(&world.admin).await, [], "nobody can write");
    drop(locked);
    until_it("the look-up in the book", async || noted(&world.admin).await, |noted| noted.len() == 1).await;
    world.stop().await;
}
