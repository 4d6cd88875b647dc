//! A telephone that is set up by its address registers with what it has fetched.

use serde_json::{Value, json};

use crate::office::{REALM, server};
use crate::sip_phone::Phone;
use crate::until::until_it;
use crate::world::{World, fresh};

#[tokio::test]
async fn a_phone_registers_with_what_it_has_fetched_and_the_password_before_ends_then() {
    let world = World::new().await;
    let made = world.ann.ok("POST", "/v1/desk-phones", json!({"id": fresh(), "name": "Desk"})).await;
    let user = made["phone"]["username"].as_str().unwrap();
    let start =
        async |password: &Value| Phone::start(server(&world), REALM, user, password.as_str().unwrap()).await;
    let places = async || world.ann.get("/v1/desk-phones").await[0]["places"].as_array().unwrap().len();
    let _first = start(&made["password"]).await;
    until_it("the first registration", places, |places| *places == 1).await;

    let path = format!("/v1/desk-phones/{}/provisioning", made["phone"]["id"].as_str().unwrap());
    let offered = world.ann.ok("POST", &path, Value::Null).await;
    let _second = start(&made["password"]).await;
    until_it("one more with the old password", places, |places| *places == 2).await;

    let settings = format!("{}/settings.json", offered["address"].as_str().unwrap());
    let settings = crate::http::client().get(settings).send().await.unwrap();
    let settings: Value = settings.json().await.unwrap();
    until_it("the end of the old password", places, |places| *places == 0).await;
    let _third = start(&settings["password"]).await;
    until_it("a registration with the new password", places, |places| *places == 1).await;
}
