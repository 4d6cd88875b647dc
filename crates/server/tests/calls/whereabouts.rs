//! Where help is sent to: what is known of the computer beside a telephone, and nothing that is not proven.

use std::collections::HashSet;
use std::sync::Mutex;

use roamline_domain::civic::CivicAddress;
use roamline_pidf_lo::Document;
use serde_json::{Value, json};
use tokio::net::UdpSocket;

use crate::office::{LINE, Office, REALM, phone_at, server};
use crate::sip_phone::{At, PATIENCE, Phone};
use crate::world::{World, fresh, network, new_home, report};

/// The emergency services: what arrives there is all that counts here.
struct Services {
    socket: UdpSocket,
    /// Calls that have arrived; what is sent again of them is none.
    known: Mutex<HashSet<String>>,
}

impl Services {
    async fn open() -> (Self, Office) {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let trunk = format!("sip://{}?emergency", socket.local_addr().unwrap());
        let services = Self { socket, known: Mutex::default() };
        let world = World::with(|config| config.trunks.push(trunk.parse().unwrap())).await;
        (services, Office::at(world).await)
    }

    /// The address that a call for help brings with it.
    async fn called_by(&self, caller: &Phone) -> CivicAddress {
        self.call_of(caller).await.0
    }

    /// The address that a call for help brings with it, and who is called back. The line is busy, so that the call is over
    /// then.
    async fn call_of(&self, caller: &Phone) -> (CivicAddress, String) {
        caller.dial("112").await;
        let mut buffer = vec![0; 65_536];
        loop {
            let received = tokio::time::timeout(PATIENCE, self.socket.recv_from(&mut buffer));
            let (length, from) = received.await.expect("a call for help").unwrap();
            let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
            let Some((_, document)) = text.split_once("<?xml") else { continue };
            let field = |name: &str| {
                let line = text.lines().find(|line| line.starts_with(name));
                line.map(|line| line.trim_end().to_owned()).unwrap()
            };
            let (via, from_is, to) = (field("Via: "), field("From: "), field("To: "));
            let (call, cseq) = (field("Call-ID: "), field("CSeq: "));
            let busy = format!(
                "SIP/2.0 486 Busy Here\r\n{via}\r\n{from_is}\r\n{to};tag=busy\r\n{call}\r\n{cseq}\r\n\
                 Content-Length: 0\r\n\r\n"
            );
            self.socket.send_to(busy.as_bytes(), from).await.unwrap();
            if !self.known.lock().unwrap().insert(call) {
                continue;
            }
            caller.idle().await;
            let (document, _) = document.split_once("</presence>").unwrap();
            let document = Document::read(&format!("<?xml{document}</presence>")).unwrap();
            return (document.location.civic.unwrap(), from_is);
        }
    }

    /// They call a number.
    async fn call(&self, office: &Office, number: &str) {
        let own = self.socket.local_addr().unwrap();
        let sdp = format!(
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {} RTP/AVP 0\r\n",
            own.port()
        );
        let invite = format!(
            "INVITE sip:{number}@{REALM} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK{}\r\n\
             From: <sip:112@psap.example>;tag=back\r\nTo: <sip:{number}@{REALM}>\r\nCall-ID: {}\r\n\
             CSeq: 1 INVITE\r\nMax-Forwards: 70\r\nContact: <sip:112@{own}>\r\n\
             Content-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{sdp}",
            fresh().simple(),
            fresh(),
            sdp.len()
        );
        self.socket.send_to(invite.as_bytes(), server(&office.world)).await.unwrap();
    }
}

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
async fn a_call_for_help_waits_for_no_database_and_is_told_when_there_is_one() {
    let (services, office) = Services::open().await;
    // Somebody holds the only writer for as long as it takes.
    let busy = office.world.store.write(None).await.unwrap();
    services.called_by(&office.ann).await;
    assert_eq!(office.world.mail_to("lea.leeds@harrier.example").await, Vec::<String>::new());
    drop(busy);
    // That it left, and that nobody took it.
    let told = office.world.wait_for_mail("lea.leeds@harrier.example", 2).await.concat();
    assert!(told.contains("Emergency call: Ann Lee"), "{told}");
    assert!(told.contains("Emergency call did not get through: Ann Lee"), "{told}");
    office.world.stop().await;
}

#[tokio::test]
async fn a_location_with_a_callback_number_is_called_back_at_the_telephone() {
    const ELIN: &str = "+441134960142";
    let (services, office) = Services::open().await;
    let world = &office.world;
    // Called before anybody has called for help with it, the number is nobody's.
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
    // Who calls that number back reaches the telephone that called for help, and no other.
    services.call(&office, ELIN).await;
    office.ann.one(At::Ringing).await;
    for other in [&office.ben, &office.cleo, &office.caller] {
        assert_eq!(other.state().count(At::Ringing), 0);
    }
    office.ann.decline().await;
    office.ann.idle().await;
    office.world.stop().await;
}
