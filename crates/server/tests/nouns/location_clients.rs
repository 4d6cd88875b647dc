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
    let networks = json!(["fd00:1::7/48", "10.4.0.0/16", "10.4.9.9/16"]);
    let new = json!({"name": "Access control", "networks": networks});
    let second = world.admin.ok("POST", "/v1/location-clients", new).await;
    assert_eq!(second["client"]["networks"], json!(["10.4.0.0/16", "fd00:1::/48"]), "as they are kept");
    assert_eq!(made["client"]["networks"], json!([]));
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
                "Made the location client Access control, which may ask where any device is, by private IP \
                 addresses in 10.4.0.0/16, fd00:1::/48"
            ),
            (
                "location_client.created",
                "Made the location client Carrier One, which may ask where any device is, by no private IP address"
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
        (json!({"name": "Carrier Two", "networks": ["8.8.8.0/24"]}), "invalid", "networks"),
        (json!({"name": "Carrier Two", "networks": ["10.0.0.0/8", "0.0.0.0/0"]}), "invalid", "networks"),
        (json!({"name": "Carrier Two", "networks": vec!["10.0.0.0/8"; 65]}), "invalid", "networks"),
        (json!({"name": "Carrier Two", "networks": ["everywhere"]}), "invalid", "networks[0]"),
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
        let edit = json!({"name": "Mine", "networks": ["10.0.0.0/8"]});
        let (status, _) = person.send_versioned(&json!(1), "PUT", &own, edit).await;
        assert_eq!(status, 403);
    }
    world.admin.ok("POST", path, json!({"name": "Carrier Two"})).await;
    let before = [vec![actions(&world).await[0].clone()], before].concat();
    for (version, body, status, field) in [
        (1, json!({"name": "Carrier One", "networks": ["8.8.8.8/32"]}), 422, "networks"),
        (1, json!({"name": "", "networks": []}), 422, "name"),
        (1, json!({"name": "Carrier One"}), 422, "networks"),
        (1, json!({"name": "carrier two", "networks": []}), 409, "name"),
        (2, json!({"name": "Carrier One", "networks": []}), 412, ""),
    ] {
        let (refused, answer) = world.admin.send_versioned(&json!(version), "PUT", &own, body.clone()).await;
        assert_eq!(refused, status, "{body} {answer}");
        assert!(answer.to_string().contains(field), "{answer}");
    }
    let nobody =
        world.admin.send_versioned(&json!(1), "PUT", &unknown, json!({"name": "x", "networks": []})).await;
    assert_eq!(nobody.0, 404);
    assert_eq!(
        world.admin.refused("PUT", &own, Some(json!({"name": "x", "networks": []}))).await.0,
        "malformed"
    );
    assert_eq!(actions(&world).await, before);
    assert_eq!(world.admin.get(path).await.as_array().unwrap().len(), 2);
    world.stop().await;
}

#[tokio::test]
async fn a_client_s_name_and_networks_are_changed_by_whoever_has_read_them() {
    let world = World::new().await;
    let made = world.admin.ok("POST", "/v1/location-clients", json!({"name": "Carrier One"})).await;
    let path = format!("/v1/location-clients/{}", made["client"]["id"].as_str().unwrap());
    let edit = json!({"name": "Carrier", "networks": ["10.4.0.0/16"]});
    let (status, now) = world.admin.send_if(&json!(1), "PUT", &path, Some(edit.clone())).await;
    assert!(status.is_success(), "{now}");
    assert_eq!(
        (&now["name"], &now["networks"], &now["version"]),
        (&json!("Carrier"), &json!(["10.4.0.0/16"]), &json!(2))
    );
    assert_eq!(world.admin.get("/v1/location-clients").await, json!([now]));
    // Nothing has changed by this, and nothing is noted.
    let (_, same) = world.admin.send_if(&json!(2), "PUT", &path, Some(edit)).await;
    assert_eq!(same, now);
    let said = actions(&world).await;
    assert_eq!(said.len(), 2);
    assert_eq!(said[0].0, "location_client.changed");
    assert_eq!(
        said[0].1,
        "Changed the location client Carrier (was Carrier One), which may ask where any device is, by private IP \
         addresses in 10.4.0.0/16"
    );
    world.stop().await;
}
