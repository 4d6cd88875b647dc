//! Telephones whose calls have to be encrypted (SRTP), and what a line's history has of that.

use serde_json::{Value, json};

use crate::office::{LINE, Office, phone_of};
use crate::services::Services;
use crate::sip_phone::At;
use crate::until::until_it;
use crate::world::LEEDS_CALLBACK;

/// Dora's telephone, as it was set up, is to have encrypted calls only.
async fn require(office: &Office) {
    let path = format!("/v1/desk-phones/{}", office.device("dora").as_str().unwrap());
    let edit = json!({"name": "dora's", "rings": true, "requires_encryption": true});
    let (status, changed) = office.world.admin.send_if(&json!(1), "PUT", &path, Some(edit)).await;
    assert!(status.is_success(), "{changed}");
}

#[tokio::test]
async fn a_telephone_that_requires_encryption_has_no_other_calls_but_in_an_emergency() {
    let (services, office) = Services::open().await;
    let lobby = office.world.phone(office.world.leeds, "Lobby").await;
    let owner = roamline_domain::delegation::DelegateId::Phone(lobby);
    let (_, lobby) = phone_of("127.0.0.1", &office.world, owner, "lobby").await;
    require(&office).await;
    let dora = &office.caller;
    // It holds from the next call on: to it, and from it.
    lobby.dial("204").await;
    lobby.idle().await;
    assert_eq!(lobby.state().last_code, 488);
    assert!(dora.state().calls.is_empty());
    dora.dial(LINE).await;
    dora.idle().await;
    assert_eq!(dora.state().last_code, 488);
    // An emergency call leaves as it is, and who answers it can call back.
    let call = dora.dial("112").await;
    services.take().await;
    dora.one(At::Talking).await;
    dora.hang_up(&call).await;
    services.over().await;
    dora.idle().await;
    services.call(&office, LEEDS_CALLBACK).await;
    dora.one(At::Ringing).await;
    dora.decline().await;
    dora.idle().await;
    // Encrypted ones are as any other.
    lobby.encrypt();
    dora.encrypt();
    let call = lobby.dial("204").await;
    dora.pick_up().await;
    lobby.one(At::Talking).await;
    lobby.hang_up(&call).await;
    dora.idle().await;
    office.world.stop().await;
}

#[tokio::test]
async fn the_history_of_a_line_tells_whether_a_call_was_encrypted_on_either_side() {
    for (encrypted, told) in
        [(true, json!({"other": true, "own": true})), (false, json!({"other": false, "own": false}))]
    {
        let office = Office::open().await;
        if encrypted {
            office.caller.encrypt();
            office.ben.encrypt();
        }
        let call = office.caller.dial(LINE).await;
        office.ben.pick_up().await;
        office.caller.one(At::Talking).await;
        office.caller.hang_up(&call).await;
        office.quiet(&office.world.ann).await;
        let line = office.line(&office.world.ann, "the line", |_| true).await;
        let path = format!("/v1/lines/{}/history", line["id"].as_str().unwrap());
        let noted = async || office.world.ann.get(&path).await["items"].as_array().unwrap().clone();
        let entries: Vec<Value> = until_it("a call in the history", noted, |items| !items.is_empty()).await;
        assert_eq!(entries[0]["encryption"], told);
        office.world.stop().await;
    }
}
