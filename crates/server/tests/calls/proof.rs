//! What an emergency call takes to be believed: docs/rules.md, Emergency numbers 5.

use serde_json::{Value, json};

use crate::office::{LINE, Office, REALM, server};
use crate::reached::newest;
use crate::services::Services;
use crate::sip_phone::{At, Phone};
use crate::until::until_it;
use crate::world::{AUSTIN_CALLBACK, Person};

/// A telephone that has not registered and says that it is Ann's.
async fn as_ann(office: &Office, own: &str, password: Option<&str>) -> Phone {
    Phone::calls_itself("ann", own, server(&office.world), REALM, password).await
}

async fn edit(office: &Office, who: &Person, field: &str, value: Value) {
    let path = format!("/v1/users/{}", who.id);
    let mut user = office.world.admin.get(&path).await;
    user[field] = value;
    let mut edit = json!({});
    for field in ["name", "site", "roles", "licensed", "active", "extension", "version"] {
        edit[field] = user[field].clone();
    }
    office.world.admin.ok("PUT", &path, edit).await;
}

async fn let_strangers_call(office: &Office) {
    let mut policy = office.world.admin.get("/v1/policies/account").await;
    policy["emergency"]["strangers"] = json!(true);
    office.world.admin.ok("PUT", "/v1/policies/account", policy).await;
}

/// The call has left and is up. What arrived.
async fn leaves(services: &Services, phone: &Phone) -> String {
    let invite = services.take().await;
    phone.one(At::Talking).await;
    invite
}

async fn ends(services: &Services, phone: &Phone, call: &str) {
    phone.hang_up(call).await;
    services.over().await;
    phone.idle().await;
}

/// It is asked to prove who it is, and no more.
async fn is_asked(phone: &Phone) {
    phone.idle().await;
    assert_eq!(phone.state().last_code, 407);
}

fn of_ann(proof: &'static str) -> impl Fn(&Value) -> bool {
    move |call| {
        call["caller"] == "Ann Lee" && call["proof"] == proof && call["progress"]["state"] == "answered"
    }
}

#[tokio::test]
async fn the_right_password_is_good_for_it_without_a_licence_and_after_somebody_has_left() {
    let (services, office) = Services::open().await;
    let ann = &office.world.ann;
    // It is registered nowhere: nothing but the password says whose it is.
    let phone = as_ann(&office, "127.0.4.1", Some("pass")).await;
    for (field, places) in [("licensed", 1), ("active", 0)] {
        edit(&office, ann, field, json!(false)).await;
        let path = format!("/v1/desk-phones?owner_kind=user&owner={}", ann.id);
        let known = async || office.world.admin.get(&path).await[0]["places"].clone();
        until_it(field, known, |known| known.as_array().unwrap().len() == places).await;
        let call = phone.dial("112").await;
        assert!(leaves(&services, &phone).await.contains(LINE), "{field}");
        newest(&office, field, of_ann("password")).await;
        ends(&services, &phone, &call).await;
    }
    // Of other calls somebody who has left makes none.
    phone.dial("204").await;
    is_asked(&phone).await;
    office.world.stop().await;
}

#[tokio::test]
async fn from_where_the_telephone_is_registered_it_needs_no_proof_and_record_and_alert_say_so() {
    let (services, office) = Services::open().await;
    let world = &office.world;
    let silent = as_ann(&office, "127.0.0.1", None).await;
    let call = silent.dial("112").await;
    leaves(&services, &silent).await;
    newest(&office, "one without proof", of_ann("registration")).await;
    ends(&services, &silent, &call).await;

    let wrong = as_ann(&office, "127.0.0.1", Some("guessed")).await;
    wrong.dial("204").await;
    is_asked(&wrong).await;
    let call = wrong.dial_with_proof("112").await;
    leaves(&services, &wrong).await;
    newest(&office, "one with a wrong proof", of_ann("registration_against_password")).await;
    ends(&services, &wrong, &call).await;

    let told = world.wait_for_mail("lea.leeds@harrier.example", 2).await.concat();
    for said in ["it was not asked for its password", "the password that it gave with this call was wrong"] {
        assert!(told.contains(said), "{said}: {told}");
    }
    office.world.stop().await;
}

#[tokio::test]
async fn from_anywhere_else_it_needs_proof_unless_strangers_may_call() {
    let (services, office) = Services::open().await;
    let silent = as_ann(&office, "127.0.5.1", None).await;
    let wrong = as_ann(&office, "127.0.5.1", Some("guessed")).await;
    for phone in [&silent, &wrong] {
        phone.dial("112").await;
        is_asked(phone).await;
    }
    assert_eq!(office.world.admin.get("/v1/emergency-calls").await, json!([]));

    let_strangers_call(&office).await;
    // Whoever gives a name that is known is asked for its password first; with a wrong one it is nobody's telephone.
    silent.dial("112").await;
    is_asked(&silent).await;
    let call = wrong.dial("112").await;
    let arrived = leaves(&services, &wrong).await;
    assert!(arrived.contains(AUSTIN_CALLBACK), "{arrived}");
    for of_ann in ["Ann Lee", LINE, "Geolocation"] {
        assert!(!arrived.contains(of_ann), "{of_ann}: {arrived}");
    }
    newest(&office, "the call of nobody", |call| call["proof"] == "nothing" && call["caller"] != "Ann Lee")
        .await;
    ends(&services, &wrong, &call).await;
    office.world.stop().await;
}

#[tokio::test]
async fn without_proof_only_so_many_are_up_at_a_time_from_one_telephone_and_from_one_address_of_strangers() {
    let (services, office) = Services::open().await;
    let silent = as_ann(&office, "127.0.0.1", None).await;
    for up in 1..=4 {
        silent.dial("112").await;
        services.take().await;
        silent.wait("to talk", |state| state.count(At::Talking) == up).await;
    }
    silent.dial("112").await;
    silent.wait("to be asked for proof", |state| state.count(At::Over) == 1).await;
    assert_eq!(silent.state().last_code, 407);
    // With proof there is always room.
    office.ann.dial("112").await;
    leaves(&services, &office.ann).await;

    let_strangers_call(&office).await;
    let stranger =
        async |own: &str| Phone::calls_itself("zoe", own, server(&office.world), REALM, None).await;
    let here = [stranger("127.0.6.1").await, stranger("127.0.6.1").await, stranger("127.0.6.1").await];
    for phone in &here[..2] {
        phone.dial("112").await;
        leaves(&services, phone).await;
    }
    here[2].dial("112").await;
    is_asked(&here[2]).await;
    let elsewhere = stranger("127.0.6.2").await;
    elsewhere.dial("112").await;
    leaves(&services, &elsewhere).await;
    // As soon as one of them is over there is room for another.
    let over = here[0].one(At::Talking).await;
    ends(&services, &here[0], &over).await;
    here[2].dial("112").await;
    leaves(&services, &here[2]).await;
    office.world.stop().await;
}
