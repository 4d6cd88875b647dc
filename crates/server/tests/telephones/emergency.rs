//! Emergency calls, as they leave for the emergency services.

use roamline_domain::civic::{CivicAddress, CivicElement};
use roamline_pidf_lo::Document;
use serde_json::{Value, json};

use crate::office::{Office, TOM, is_idle, phone, quiet, registered, shows};
use crate::person::Person;
use crate::server::Server;
use crate::support::baresip::Baresip;
use crate::{have_telephones, trunk, until};

/// Imogen, an administrator.
const IMOGEN_IS: &str = "imogen.harrier@harrier-finch.example";

/// What the emergency services were sent: the lines above the body, and the location.
struct Asked {
    head: String,
    location: Document,
}

/// The whole first INVITE in the carrier's log of messages.
fn asked(log: &str) -> Option<Asked> {
    let (_, from) = log.split_once("INVITE ")?;
    let (head, body) = from.split_once("\r\n\r\n")?;
    let kind = head.lines().find_map(|line| line.strip_prefix("Content-Type: multipart/mixed;boundary="))?;
    let part = body.split(&format!("--{kind}")).find(|part| part.contains("application/pidf+xml"))?;
    let (_, document) = part.split_once("\r\n\r\n")?;
    let location = Document::read(document.trim()).ok()?;
    Some(Asked { head: format!("INVITE {head}"), location })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_call_carries_the_callers_number_and_where_they_are_thought_to_be() {
    if !have_telephones() {
        return;
    }
    let server = Server::with_trunk("?emergency&request=sos");
    let imogens = phone(&server, "imogen");
    until("imogen to register", || imogens.log(), || imogens.log().contains("200 OK")).await;
    // Which network it is in is known a moment later.
    let imogen = Person::sign_in(&server, IMOGEN_IS).await;
    let is_placed = |device: &Value| device["is_desk_phone"] == true && device["location"] != Value::Null;
    imogen.sees("her telephone's network", "device", is_placed).await;
    let carrier = trunk::is_called(&server);
    imogens.dial("112");
    shows(&imogens, "ESTABLISHED").await;
    until("the carrier's log", || carrier.file("messages"), || asked(&carrier.file("messages")).is_some())
        .await;
    let Asked { head, location } = asked(&carrier.file("messages")).unwrap();
    for line in [
        "INVITE urn:service:sos SIP/2.0\r\n",
        "To: <urn:service:sos>\r\n",
        "Geolocation: <cid:",
        "Geolocation-Routing: yes\r\n",
        "Priority: emergency\r\n",
        "From: \"Imogen Harrier\" <sip:+441134960210@",
    ] {
        assert!(format!("{head}\r\n").contains(line), "no {line} in {head}");
    }
    // Nobody knows where her telephone is: the address of her site is the last that is left.
    let civic = location.location.civic.unwrap();
    assert_eq!(civic.country, "GB");
    assert_eq!(civic.get(CivicElement::A3), Some("Leeds"));
    // Meanwhile the safety team of her site is told, and what was sent is written down.
    let told = || {
        let mails = server.mails();
        mails.into_iter().find(|mail| mail.contains("Subject: Emergency call: Imogen Harrier"))
    };
    until("the safety team to be told", || format!("{:?}", server.mails()), || told().is_some()).await;
    let mail = told().unwrap();
    for part in
        ["beatrix.finch@", "+441134960210", "14 Whitehall Quay", "where the telephone is now is not known"]
    {
        assert!(mail.replace("=\r\n", "").contains(part), "no {part} in {mail}");
    }
    let noted = imogen.get("/v1/audit?action=emergency").await;
    let summary = noted[0]["summary"].as_str().unwrap_or_default();
    assert_eq!(
        summary,
        "Imogen Harrier called 112 with the address of the site (Leeds); skipped: a confirmed location (nothing said), a \
         pending report (nothing said), what the wiremap says (no rule matches), the default address (nothing said).",
        "{noted}"
    );
    assert!(!server.log().contains("Whitehall"), "an address stands in the log");
    imogens.hang_up();
    carrier.finish("the emergency services");
    is_idle(&imogens).await;
}

/// What the emergency services know of a call that has a link in it: what is at its end.
async fn followed(log: &str, server: &Server, token: &str) -> Option<CivicAddress> {
    let (_, rest) = log.split_once("\r\nGeolocation: <https://phones.example")?;
    let (path, _) = rest.split_once('>')?;
    let asked = crate::http::client().get(format!("{}{path}", server.url)).bearer_auth(token);
    let answer = asked.header("accept", "application/pidf+xml").send().await.unwrap();
    Document::read(&answer.text().await.unwrap()).unwrap().location.civic
}

/// Somebody's telephone makes an emergency call, and somebody takes the call; where the emergency services then know them to be.
async fn known_to_be(phone: &Baresip, server: &Server, token: &str) -> CivicAddress {
    let carrier = trunk::is_called(server);
    phone.dial("112");
    shows(phone, "ESTABLISHED").await;
    let log = || carrier.file("messages");
    until("the carrier's log", log, || log().contains("Geolocation: <")).await;
    let found = match followed(&log(), server, token).await {
        Some(found) => found,
        None => asked(&log()).expect("an address in the call").location.location.civic.unwrap(),
    };
    phone.hang_up();
    carrier.finish("the emergency services");
    is_idle(phone).await;
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_of_the_fallback_is_what_the_emergency_services_know() {
    if !have_telephones() {
        return;
    }
    for by in ["", "&location=reference"] {
        let public = ["--public-url", "https://phones.example", "--sip-domain", "roamline"];
        let server = Server::begin(format!("?emergency{by}"), public.map(str::to_owned).to_vec());
        let imogen = Person::sign_in(&server, IMOGEN_IS).await;
        let client = imogen.post("/v1/location-clients", json!({"name": "Carrier"})).await;
        let token = client["token"].as_str().unwrap();
        let tom = Person::sign_in(&server, TOM).await;
        let toms = phone(&server, "tom");
        let device = registered(&tom, "tom").await["id"].clone();
        let known = async || known_to_be(&toms, &server, token).await;
        let street = |number: &str| json!({"country": "GB", "hno": number, "rd": "Otley Road", "a3": "Leeds", "pc": "LS6 3AA"});
        let own = |number: &str| json!({"kind": "new_personal_location", "personal": uuid::Uuid::now_v7(), "name": number, "address": street(number)});
        let says = async |choice: Value| {
            let at = tom.sees("the telephone's network", "device", |found| {
                found["id"] == device && found["location"].is_object()
            });
            let stay = at.await["location"]["stay"].clone();
            let path = format!("/v1/devices/{}/report", device.as_str().unwrap());
            let id = uuid::Uuid::now_v7();
            tom.post(&path, json!({"id": id, "stay": stay, "choice": choice, "portable": false})).await;
        };

        let site = known().await;
        assert_eq!(site.rd.as_deref(), Some("Whitehall Quay"), "{by}: the address of the site");

        let home = tom
            .post(
                "/v1/personal-locations",
                json!({"id": uuid::Uuid::now_v7(), "name": "Home", "address": street("5")}),
            )
            .await;
        tom.put("/v1/me/default-address", json!({"personal": home["id"]})).await;
        assert_eq!(known().await.hno.as_deref(), Some("5"), "{by}: his default address");

        let found = tom.get("/v1/locations?q=leeds&limit=1").await;
        let parent = found["items"][0]["id"].clone();
        says(json!({"kind": "new_company_location", "proposal": uuid::Uuid::now_v7(), "parent": parent,
            "name": "Annexe", "address": street("9")}))
        .await;
        assert_eq!(known().await.hno.as_deref(), Some("9"), "{by}: what he has reported");

        says(own("7")).await;
        assert_eq!(known().await.hno.as_deref(), Some("7"), "{by}: what he has said");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_makes_an_emergency_call_on_anothers_line_is_called_back_and_looked_for_themselves() {
    if !have_telephones() {
        return;
    }
    let office = Office::at(Server::with_trunk("?emergency"), "tcp").await;
    let ottilie = &office.ottilie;
    let carrier = trunk::is_called(&office.server);
    let (line, phone) = (quiet(ottilie).await, office.device(ottilie).await);
    let path = format!("/v1/lines/{}/calls", line["id"].as_str().unwrap());
    ottilie.post(&path, json!({"call": uuid::Uuid::now_v7(), "phone": phone, "to": "112"})).await;
    shows(&office.ottilies, "INCOMING").await;
    office.ottilies.order("accept", "");
    let log = || carrier.file("messages");
    until("the carrier's log", log, || asked(&log()).is_some()).await;
    let Asked { head, location } = asked(&log()).unwrap();
    assert!(head.starts_with("INVITE sip:112@127.0.0.1 SIP/2.0"), "{head}");
    assert!(head.contains("From: \"Ottilie"), "{head}");
    assert!(!head.contains("Tom Aldous") && !head.contains("+441134960212"), "{head}");
    assert_eq!(location.device, format!("urn:uuid:{}", phone.as_str().unwrap()));
    shows(&office.ottilies, "ESTABLISHED").await;
    office.ottilies.hang_up();
    carrier.finish("the emergency services");
    office.closes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_number_calls_nobody_and_tells_what_would_have_been_said() {
    if !have_telephones() {
        return;
    }
    let server = Server::with_trunk("?emergency");
    let imogens = phone(&server, "imogen");
    until("imogen to register", || imogens.log(), || imogens.log().contains("200 OK")).await;
    imogens.dial("933");
    shows(&imogens, "ESTABLISHED").await;
    let told = || {
        let mails = server.mails();
        mails.into_iter().find(|mail| mail.contains("Subject: Test of your emergency call"))
    };
    until("the mail", || format!("{:?}", server.mails()), || told().is_some()).await;
    let mail = told().unwrap();
    for part in
        ["To: imogen.harrier@", "Nobody was called", "+441134960210", "14 Whitehall Quay", "urn:uuid:"]
    {
        assert!(mail.contains(part), "no {part} in {mail}");
    }
    // It ends by itself, and the safety team was not alarmed.
    is_idle(&imogens).await;
    assert!(server.mails().iter().all(|mail| !mail.contains("Emergency call")), "{:?}", server.mails());
}
