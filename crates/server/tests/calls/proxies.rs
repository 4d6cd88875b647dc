//! Kamailio on the way: as a carrier that knows us by our Contact, and in front of telephones.

use crate::kamailio::{Kamailio, have_kamailio};
use crate::office::{LINE, Office, REALM, server};
use crate::services::Services;
use crate::sip_phone::{At, Phone};
use crate::world::World;

#[tokio::test]
async fn a_carrier_that_puts_our_contact_in_the_place_of_the_number_reaches_whose_that_is() {
    if !have_kamailio("proxies") {
        return;
    }
    let carrier = Kamailio::start("carrier.cfg", &[]);
    let trunk = format!("sip://roam:pass@{}?register&transport=udp", carrier.address).parse().unwrap();
    let office = Office::at(World::with(|config| config.trunks = vec![trunk]).await).await;
    let outside = Services::outside().await;
    let whom = format!("sip:{LINE}@carrier.example");
    for fields in [
        format!("To: <{whom}>"),
        // What stands in To is not whom it is for: it has been forwarded.
        "To: <sip:+441134969999@carrier.example>\r\nX-Named: by-field".to_owned(),
    ] {
        let call = outside.call_by(carrier.address, &whom, &fields).await;
        for phone in [&office.ann, &office.ben, &office.cleo] {
            phone.one(At::Ringing).await;
        }
        let own = office.ann.pick_up().await;
        outside.answered(&call, carrier.address).await;
        office.ann.one(At::Talking).await;
        office.ann.hang_up(&own).await;
        outside.over().await;
        office.quiet(&office.world.ann).await;
    }
    office.world.stop().await;
}

#[tokio::test]
async fn two_telephones_of_one_account_behind_one_proxy_ring_and_either_is_talked_with() {
    if !have_kamailio("proxies") {
        return;
    }
    let office = Office::open().await;
    let at = server(&office.world);
    let edge = Kamailio::start("edge.cfg", &[("SERVER", at.port().to_string())]);
    let mut phones = Vec::new();
    for _ in 0..2 {
        phones.push(Phone::start(edge.address, REALM, "ann", "pass").await);
    }
    // Hers at the desk, and the two.
    office.registered(&office.world.ann, "ann", 3).await;
    for answers in [0, 1] {
        office.caller.dial(LINE).await;
        for phone in &phones {
            phone.one(At::Ringing).await;
        }
        let call = phones[answers].pick_up().await;
        office.caller.one(At::Talking).await;
        phones[answers].one(At::Talking).await;
        phones[1 - answers].idle().await;
        phones[answers].hang_up(&call).await;
        office.caller.idle().await;
        office.quiet(&office.world.ann).await;
    }
    // And they call.
    let call = phones[0].dial("204").await;
    office.caller.pick_up().await;
    phones[0].one(At::Talking).await;
    phones[0].hang_up(&call).await;
    office.caller.idle().await;
    office.world.stop().await;
}
