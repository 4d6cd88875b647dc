//! Location clients over HTTP: made, listed and removed.

use serde_json::{Value, json};

use crate::world::{World, fresh};

async fn actions(world: &World) -> Vec<(String, String)> {
    let entries = world.admin.get("/v1/audit?action=location_client").await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let each = entries.as_array().unwrap().iter();
    each.map(|entry| (text(&entry["action"]), text(&entry["summary"]))).collect()
}

#[tokio::test]
async fn a_client_is_made_with_a_token_that_is_told_once_listed_and_removed() {
    let world = World::new().await;
    assert_eq!(world.admin.get("/v1/location-clients").await, json!([]));
    let made = world.admin.ok("POST", "/v1/location-clients", json!({"name": " Carrier One "})).await;
    assert_eq!(made["client"]["name"], "Carrier One");
    let token = made["token"].as_str().unwrap();
    assert!(token.len() >= 43, "256 bits: {token}");
    assert_eq!(made["url"], json!(format!("{}/held", world.url())));
    world.admin.ok("POST", "/v1/location-clients", json!({"name": "Access control"})).await;
    let listed = world.admin.get("/v1/location-clients").await;
    assert_eq!(listed[1], made["client"], "by name");
    assert!(listed[1].get("last_used_at").is_none());
    assert!(!listed.to_string().contains(token));
    let path = format!("/v1/location-clients/{}", made["client"]["id"].as_str().unwrap());
    world.admin.delete(&path).await;
    assert_eq!(world.admin.get("/v1/location-clients").await.as_array().unwrap().len(), 1);
    let said = actions(&world).await;
    let said: Vec<(&str, &str)> =
        said.iter().map(|(action, summary)| (action.as_str(), summary.as_str())).collect();
    assert_eq!(
        said,
        [
            ("location_client.deleted", "Removed the location client Carrier One"),
            (
                "location_client.created",
                "Made the location client Access control, which may ask where any device is"
            ),
            (
                "location_client.created",
                "Made the location client Carrier One, which may ask where any device is"
            ),
        ]
    );
    world.stop().await;
}

#[tokio::test]
async fn what_is_refused_changes_nothing() {
    let world = World::new().await;
    let path = "/v1/location-clients";
    let made = world.admin.ok("POST", path, json!({"name": "Carrier One"})).await;
    let own = format!("{path}/{}", made["client"]["id"].as_str().unwrap());
    let before = actions(&world).await;
    for (body, code, field) in [
        (json!({"name": "  "}), "invalid", "name"),
        (json!({"name": "x".repeat(121)}), "invalid", "name"),
        (json!({"name": "carrier one"}), "conflict", "name"),
        (json!({}), "invalid", ""),
        (json!({"name": "Carrier Two", "token": "mine"}), "invalid", "token"),
    ] {
        let refused = world.admin.refused("POST", path, Some(body.clone())).await;
        assert_eq!(refused, (code.to_owned(), field.to_owned()), "{body}");
    }
    let unknown = format!("{path}/{}", fresh());
    for (method, path) in [("DELETE", unknown.as_str()), ("DELETE", "/v1/location-clients/x")] {
        assert_eq!(world.admin.refused(method, path, None).await.0, "not_found");
    }
    for person in [&world.leeds_admin, &world.ann] {
        assert_eq!(person.refused("GET", path, None).await.0, "forbidden");
        assert_eq!(person.refused("POST", path, Some(json!({"name": "Mine"}))).await.0, "forbidden");
        assert_eq!(person.refused("DELETE", &own, None).await.0, "forbidden");
    }
    assert_eq!(actions(&world).await, before);
    assert_eq!(world.admin.get(path).await.as_array().unwrap().len(), 1);
    world.stop().await;
}
