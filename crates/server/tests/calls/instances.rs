//! Several telephones with one user name: all of them ring, and each can be called by a name of its own.

use serde_json::json;

use crate::office::{LINE, Office};
use crate::sip_phone::{At, Phone};

const INSTANCE: &str = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

/// Ann's second telephone.
async fn second(office: &Office) -> Phone {
    let second = office.ann.beside(INSTANCE).await;
    office.registered(&office.world.ann, "ann", 2).await;
    second
}

#[tokio::test]
async fn all_telephones_of_one_account_ring_and_one_that_is_named_rings_alone() {
    let office = Office::open().await;
    let second = second(&office).await;
    let call = office.caller.dial(LINE).await;
    office.ann.one(At::Ringing).await;
    second.one(At::Ringing).await;
    office.caller.cancel(&call).await;
    for phone in [&office.ann, &second, &office.caller] {
        phone.idle().await;
    }
    office.quiet(&office.world.ann).await;
    let before = office.ann.state().calls.len();
    let call = office.caller.dial_instance("ann", INSTANCE).await;
    second.pick_up().await;
    office.caller.one(At::Talking).await;
    assert_eq!(office.ann.state().calls.len(), before, "the other one of hers is not rung");
    office.caller.hang_up(&call).await;
    second.idle().await;
    // When it is not there, nobody is in its place.
    second.leave().await;
    office.registered(&office.world.ann, "ann", 1).await;
    office.caller.dial_instance("ann", INSTANCE).await;
    office.caller.idle().await;
    assert_eq!(office.caller.state().last_code, 480);
    assert_eq!(office.ann.state().calls.len(), before);
    office.world.stop().await;
}

#[tokio::test]
async fn a_call_is_handed_over_to_one_telephone_by_its_name() {
    let office = Office::open().await;
    let second = second(&office).await;
    // A call of the line, handed over by who has it.
    office.caller.dial(LINE).await;
    let call = office.ben.pick_up().await;
    office.caller.one(At::Talking).await;
    office
        .line(&office.world.ben, "Ben to have the call", |line| {
            line["calls"][0]["holder"]["id"] == json!(office.world.ben.id)
        })
        .await;
    let before = office.ann.state().calls.len();
    office.ben.refer_to_instance(&call, "ann", INSTANCE).await;
    let rings = second.wait("to be rung once more", |state| state.count(At::Ringing) == 1).await;
    assert_eq!(rings.calls.len(), 2);
    second.pick_up().await;
    second.one(At::Talking).await;
    office.ben.idle().await;
    assert_eq!(office.ann.state().calls.len(), before);
    // And a call that is no line's.
    let talks = office.caller.one(At::Talking).await;
    office.caller.hang_up(&talks).await;
    second.idle().await;
    office.quiet(&office.world.ann).await;
    let lobby = office.world.phone(office.world.leeds, "Lobby").await;
    let owner = roamline_domain::delegation::DelegateId::Phone(lobby);
    let (_, lobby) = crate::office::phone_of("127.0.0.1", &office.world, owner, "lobby").await;
    let call = lobby.dial("204").await;
    office.caller.pick_up().await;
    lobby.one(At::Talking).await;
    lobby.refer_to_instance(&call, "ann", INSTANCE).await;
    second.pick_up().await;
    office.caller.one(At::Talking).await;
    lobby.idle().await;
    office.world.stop().await;
}

#[tokio::test]
async fn a_telephone_that_asks_what_somebody_can_do_hears_whether_there_is_somebody() {
    let office = Office::open().await;
    for (user, code) in [
        ("dora", 200),
        ("204", 200),
        (LINE, 200),
        ("112", 200),
        ("nobody", 404),
        ("299", 404),
        ("+442079460099", 404),
    ] {
        assert_eq!(office.ann.options(user).await, code, "{user}");
    }
    office.world.stop().await;
}
