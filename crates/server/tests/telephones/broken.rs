//! Telephones that are lost and a server that dies in a call: nothing is left behind, and everybody is told.

use serde_json::json;

use crate::office::{
    LINE, OTTILIE, Office, TOM, call, clicks, held_by, is_idle, keeps_secrets, phone, quiet, registered,
    shows,
};
use crate::person::Person;
use crate::{have_telephones, trunk};

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_whose_connection_breaks_in_a_call_is_gone_from_it() {
    if !have_telephones() {
        return;
    }
    let mut office = Office::open().await;
    let outside = trunk::calls(&office.server, "calls", LINE);
    office.ottilie_answers().await;
    office.ottilies.crash();
    for who in [&office.tom, &office.ottilie] {
        quiet(who).await;
        who.is_up_to_date().await;
    }
    outside.finish("the caller");
    let gone = |phone: &serde_json::Value| phone["username"] == "ottilie" && phone["places"] == json!([]);
    office.ottilie.sees("her phone to be gone", "desk_phone", gone).await;
    is_idle(&office.toms).await;
    keeps_secrets(&office.server, &[&office.tom, &office.ottilie], &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_brought_back_from_a_phone_that_answers_nothing_any_more() {
    if !have_telephones() {
        return;
    }
    let mut office = Office::with_ottilie_by("udp").await;
    let outside = trunk::calls(&office.server, "calls", LINE);
    let active = office.ottilie_answers().await;
    office.ottilies.crash();
    let (tom, ottilie) = (&office.tom, &office.ottilie);
    clicks(ottilie, &active, json!({"action": "hold"})).await;
    let held = held_by(tom, ottilie, "held").await;
    clicks(tom, &held, json!({"action": "retrieve", "phone": office.device(tom).await})).await;
    shows(&office.toms, "INCOMING").await;
    office.toms.order("accept", "");
    shows(&office.toms, "ESTABLISHED").await;
    let is_toms = |call: &serde_json::Value| call["state"] == "active" && call["holder"]["id"] == tom.id;
    call(ottilie, "Tom to have it", is_toms).await;
    office.toms.order("hangup", "");
    outside.finish("the caller");
    for who in [tom, ottilie] {
        quiet(who).await;
        who.is_up_to_date().await;
    }
    keeps_secrets(&office.server, &[tom, ottilie], &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_killed_in_a_call_knows_of_none() {
    if !have_telephones() {
        return;
    }
    let mut office = Office::open().await;
    let outside = trunk::calls(&office.server, "calls", LINE);
    office.ottilie_answers().await;
    office.server.is_killed_and_starts_again();
    let people = [Person::sign_in(&office.server, TOM).await, Person::sign_in(&office.server, OTTILIE).await];
    for who in &people {
        let line = quiet(who).await;
        assert_eq!(line["switch_there"], true);
        who.is_up_to_date().await;
    }
    // What is left of the call ends at the telephones, and the next one is like any other.
    office.ottilies.order("hangup", "");
    is_idle(&office.ottilies).await;
    drop(outside);
    let [tom, ottilie] = &people;
    office.ottilies = phone(&office.server, "ottilie");
    registered(ottilie, "ottilie").await;
    let outside = trunk::calls(&office.server, "calls", LINE);
    shows(&office.ottilies, "INCOMING").await;
    office.ottilies.order("accept", "");
    held_by(tom, ottilie, "active").await;
    office.ottilies.order("hangup", "");
    outside.finish("the next caller");
    quiet(tom).await;
    keeps_secrets(&office.server, &[tom, ottilie], &[]);
}
