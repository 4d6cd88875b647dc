//! Where hosts are, asked of a small name server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use hickory_resolver::proto::op::{Message, MessageType, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, AAAA, NAPTR, SRV};
use hickory_resolver::proto::rr::{Name, RData, Record};
use roamline_switch::{Locator, NotLocated, Peer, Transport};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::UdpSocket;

fn name(text: &str) -> Name {
    Name::from_ascii(text).unwrap()
}

fn naptr(order: u16, service: &str, replacement: &str) -> RData {
    let (flags, services) = (b"s".to_vec().into(), service.as_bytes().to_vec().into());
    RData::NAPTR(NAPTR::new(order, 0, flags, services, Box::default(), name(replacement)))
}

fn srv(priority: u16, port: u16, target: &str) -> RData {
    RData::SRV(SRV::new(priority, 0, port, name(target)))
}

fn a(last: u8) -> RData {
    RData::A(A::new(192, 0, 2, last))
}

/// What the name server knows.
fn zone() -> Vec<(&'static str, RData)> {
    let v6 = AAAA::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1);
    vec![
        ("full.example.", naptr(20, "SIP+D2U", "_sip._udp.full.example.")),
        ("full.example.", naptr(10, "SIP+D2T", "_sip._tcp.full.example.")),
        ("_sip._tcp.full.example.", srv(2, 5070, "second.example.")),
        ("_sip._tcp.full.example.", srv(1, 5070, "first.example.")),
        ("_sip._tcp.full.example.", srv(3, 5070, "lost.example.")),
        ("_sip._udp.full.example.", srv(1, 5070, "first.example.")),
        ("_sip._tcp.half.example.", srv(1, 5080, "first.example.")),
        ("_sips._tcp.half.example.", srv(1, 5081, "second.example.")),
        ("plain.example.", a(3)),
        ("plain.example.", RData::AAAA(v6)),
        ("none.example.", naptr(10, "SIP+D2T", "_sip._tcp.none.example.")),
        ("_sip._tcp.none.example.", srv(0, 0, ".")),
        ("first.example.", a(1)),
        ("second.example.", a(2)),
    ]
}

/// A name server that knows its zone and nothing else.
async fn name_server() -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut buffer = [0; 1_500];
        loop {
            let (length, from) = socket.recv_from(&mut buffer).await.unwrap();
            let asked = Message::from_vec(&buffer[..length]).unwrap();
            let query = asked.queries[0].clone();
            if query.name() == &name("silent.example.") {
                continue;
            }
            let mut answer = Message::new(asked.metadata.id, MessageType::Response, OpCode::Query);
            answer.metadata.recursion_available = true;
            let zone = zone();
            let of_name: Vec<_> = zone.iter().filter(|(owner, _)| name(owner) == *query.name()).collect();
            if of_name.is_empty() {
                answer.metadata.response_code = ResponseCode::NXDomain;
            }
            for (_, data) in of_name.into_iter().filter(|(_, data)| data.record_type() == query.query_type())
            {
                answer.add_answer(Record::from_rdata(query.name().clone(), 90, data.clone()));
            }
            answer.add_query(query);
            socket.send_to(&answer.to_vec().unwrap(), from).await.unwrap();
        }
    });
    address
}

fn peer(address: &str, transport: Option<Transport>) -> Peer {
    Peer { address: address.parse().unwrap(), transport }
}

#[tokio::test]
async fn a_host_is_where_its_records_say_the_best_first() {
    let locator = Locator::at(name_server().await).unwrap();
    let found = locator.locate("full.example", None, None).await.unwrap();
    let expected = [peer("192.0.2.1:5070", None), peer("192.0.2.2:5070", Some(Transport::Tcp))];
    assert_eq!(found.peers, expected, "what takes both takes any");
    assert_eq!(found.lasts, Some(Duration::from_secs(90)));
    // Without NAPTR records, by the SRV records of each transport; encrypted only where it is said.
    let found = locator.locate("half.example", None, None).await.unwrap();
    assert_eq!(found.peers, [peer("192.0.2.1:5080", Some(Transport::Tcp))]);
    let found = locator.locate("half.example", None, Some(Transport::Tls)).await.unwrap();
    assert_eq!(found.peers, [peer("192.0.2.2:5081", Some(Transport::Tls))]);
}

#[tokio::test]
async fn a_host_without_services_is_where_its_addresses_are() {
    let locator = Locator::at(name_server().await).unwrap();
    let found = locator.locate("plain.example", None, Some(Transport::Tls)).await.unwrap();
    let tls = Some(Transport::Tls);
    assert_eq!(found.peers, [peer("192.0.2.3:5061", tls), peer("[2001:db8::1]:5061", tls)]);
    let found = locator.locate("full.example", Some(5060), None).await;
    assert_eq!(found, Err(NotLocated::Unknown("full.example".into())), "a port asks for addresses alone");
    let found = locator.locate("first.example", Some(5099), None).await.unwrap();
    assert_eq!(found.peers, [peer("192.0.2.1:5099", None)]);
}

#[tokio::test]
async fn an_address_asks_nobody_and_what_is_not_there_says_so() {
    let locator = Locator::at("127.0.0.1:9".parse().unwrap()).unwrap();
    let found = locator.locate("[2001:db8::7]", None, None).await.unwrap();
    assert_eq!((found.peers, found.lasts), (vec![peer("[2001:db8::7]:5060", None)], None));
    let locator = Locator::at(name_server().await).unwrap();
    for unknown in ["nowhere.example", "none.example"] {
        let said = locator.locate(unknown, None, None).await;
        assert_eq!(said, Err(NotLocated::Unknown(unknown.into())));
    }
}
