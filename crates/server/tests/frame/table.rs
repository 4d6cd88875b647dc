//! Every endpoint with every role. An endpoint that is missing here fails the test.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU8, AtomicU16, Ordering};

use reqwest::Method;
use roamline_domain::dispatch::Dispatch;
use roamline_domain::emergency_call::{CallerProof, Progress};
use roamline_domain::ids::EmergencyCallId;
use roamline_store::emergency_calls::{self, NewEmergencyCall, Sent};
use serde_json::{Value, json};

use crate::browser::{PASSWORD, authorize, text, verifier};
use crate::until::until_it;
use crate::world::{
    Person, World, austin_address, fresh, home, leeds_address, network, new_home, propose, report,
};

/// In this order: nobody, the owner, another user of the site, the administrator of another site, the site's
/// administrator, the account's administrator.
type Expected = [u16; 6];

const EVERYBODY: Expected = [200; 6];
const SIGNED_IN: Expected = [401, 200, 200, 200, 200, 200];
/// Things of one user: for the others they do not exist.
const OWNER: Expected = [401, 200, 404, 404, 404, 404];
const ADMINISTRATORS: Expected = [401, 403, 403, 200, 200, 200];
const SITE: Expected = [401, 403, 403, 403, 200, 200];
const ACCOUNT: Expected = [401, 403, 403, 403, 403, 200];
/// A user of the site is nobody to another site's administrator.
const USER_OF_SITE: Expected = [401, 403, 403, 404, 200, 200];

/// What the delegator does, and administrators of their site for them.
const DELEGATOR: Expected = [401, 200, 404, 404, 200, 200];
/// What the delegate alone does, here the owner: administrators see it, and yet it is not theirs.
const DELEGATE: Expected = [401, 200, 404, 404, 403, 403];

/// The same with another status for success.
const fn with(mut expected: Expected, success: u16) -> Expected {
    let mut n = 0;
    while n < expected.len() {
        if expected[n] == 200 {
            expected[n] = success;
        }
        n += 1;
    }
    expected
}

const TABLE: &[(&str, &str, Expected)] = &[
    ("GET", "/.well-known/oauth-authorization-server", EVERYBODY),
    ("GET", "/v1/discovery", EVERYBODY),
    // A device's token opens no further device.
    ("POST", "/oauth/authorize", [401, 403, 403, 403, 403, 403]),
    ("POST", "/oauth/revoke", EVERYBODY),
    ("POST", "/oauth/token", [400; 6]),
    // Not from the portal's pages.
    ("POST", "/v1/session", [403; 6]),
    ("GET", "/v1/session", SIGNED_IN),
    ("DELETE", "/v1/session", [401, 403, 403, 403, 403, 403]),
    ("GET", "/v1/me", SIGNED_IN),
    ("PUT", "/v1/me/default-address", SIGNED_IN),
    ("GET", "/v1/devices", SIGNED_IN),
    ("PATCH", "/v1/devices/{id}", OWNER),
    ("DELETE", "/v1/devices/{id}", with(OWNER, 204)),
    ("POST", "/v1/devices/{id}/report", OWNER),
    ("GET", "/v1/snapshot", SIGNED_IN),
    ("GET", "/v1/events", SIGNED_IN),
    ("GET", "/v1/audit", ADMINISTRATORS),
    ("GET", "/v1/users", ADMINISTRATORS),
    ("POST", "/v1/users", with(SITE, 201)),
    ("GET", "/v1/users/{id}", USER_OF_SITE),
    ("PUT", "/v1/users/{id}", USER_OF_SITE),
    ("POST", "/v1/users/{id}/ask-again", with(USER_OF_SITE, 204)),
    // A preview.
    ("POST", "/v1/users/import", ADMINISTRATORS),
    ("GET", "/v1/users/export", ADMINISTRATORS),
    ("GET", "/v1/phones", ADMINISTRATORS),
    ("POST", "/v1/phones", with(SITE, 201)),
    ("GET", "/v1/phones/{id}", USER_OF_SITE),
    ("PUT", "/v1/phones/{id}", USER_OF_SITE),
    ("DELETE", "/v1/phones/{id}", with(USER_OF_SITE, 204)),
    ("GET", "/v1/numbers", ADMINISTRATORS),
    ("POST", "/v1/numbers", with(ACCOUNT, 201)),
    // A number of Ann's.
    ("PUT", "/v1/numbers/{number}", USER_OF_SITE),
    ("DELETE", "/v1/numbers/{number}", with(ACCOUNT, 204)),
    ("GET", "/v1/monitoring-groups", ADMINISTRATORS),
    ("POST", "/v1/monitoring-groups", with(ACCOUNT, 201)),
    ("PUT", "/v1/monitoring-groups/{id}", ACCOUNT),
    ("DELETE", "/v1/monitoring-groups/{id}", with(ACCOUNT, 204)),
    ("GET", "/v1/sites", SIGNED_IN),
    ("POST", "/v1/sites", with(ACCOUNT, 201)),
    ("GET", "/v1/sites/{id}", SIGNED_IN),
    ("GET", "/v1/policies/account", ADMINISTRATORS),
    ("PUT", "/v1/policies/account", ACCOUNT),
    ("PUT", "/v1/policies/sites/{id}", SITE),
    ("POST", "/v1/identify", SIGNED_IN),
    ("GET", "/v1/locations", SIGNED_IN),
    ("POST", "/v1/locations", with(SITE, 201)),
    ("GET", "/v1/locations/{id}", SIGNED_IN),
    ("PUT", "/v1/locations/{id}", SITE),
    ("DELETE", "/v1/locations/{id}", with(SITE, 204)),
    ("GET", "/v1/locations/{id}/rules", SITE),
    ("POST", "/v1/locations/{id}/rules", with(SITE, 201)),
    ("DELETE", "/v1/rules/{id}", with(SITE, 204)),
    ("GET", "/v1/personal-locations", SIGNED_IN),
    ("POST", "/v1/personal-locations", SIGNED_IN),
    ("PUT", "/v1/personal-locations/{id}", OWNER),
    ("DELETE", "/v1/personal-locations/{id}", with(OWNER, 204)),
    ("GET", "/v1/reports", SIGNED_IN),
    ("POST", "/v1/reports", SIGNED_IN),
    ("GET", "/v1/reports/export", SIGNED_IN),
    ("GET", "/v1/proposals", ADMINISTRATORS),
    ("GET", "/v1/proposals/{id}", SITE),
    ("POST", "/v1/proposals/{id}/approve", SITE),
    ("POST", "/v1/proposals/{id}/reject", SITE),
    ("POST", "/v1/proposals/{id}/undo", SITE),
    // Administrators see the proposal, and yet it is not theirs to withdraw.
    ("POST", "/v1/proposals/{id}/withdraw", [401, 200, 404, 404, 403, 403]),
    ("GET", "/v1/directory", SIGNED_IN),
    ("POST", "/v1/delegations", with(SIGNED_IN, 201)),
    // Between Ann and somebody else of Leeds; Ann is the delegate where only a delegate may.
    ("GET", "/v1/delegations/{id}", DELEGATOR),
    ("POST", "/v1/delegations/{id}/accept", DELEGATE),
    ("POST", "/v1/delegations/{id}/decline", DELEGATE),
    ("POST", "/v1/delegations/{id}/withdraw", DELEGATOR),
    ("POST", "/v1/delegations/{id}/end", DELEGATOR),
    ("POST", "/v1/delegations/{id}/dismiss", [401, 200, 404, 404, 403, 403]),
    ("PUT", "/v1/delegations/{id}/terms", DELEGATOR),
    ("PUT", "/v1/delegations/{id}/ringing", DELEGATE),
    // Ann has a line and no telephone, and no call is on it: what she may do is refused by the line, not by us.
    ("POST", "/v1/lines/{line}/calls", with(OWNER, 409)),
    ("POST", "/v1/lines/{line}/calls/{call}", with(OWNER, 409)),
    ("GET", "/v1/lines/{line}/history", OWNER),
    ("PUT", "/v1/lines/{line}/forwarding", DELEGATOR),
    ("DELETE", "/v1/lines/{line}/forwarding", DELEGATOR),
    ("GET", "/v1/users/{id}/call-settings", DELEGATOR),
    ("PUT", "/v1/users/{id}/call-settings", DELEGATOR),
    // Ann's.
    ("GET", "/v1/desk-phones", SIGNED_IN),
    ("POST", "/v1/desk-phones", with([401, 200, 422, 422, 200, 200], 201)),
    ("PUT", "/v1/desk-phones/{id}", DELEGATOR),
    ("DELETE", "/v1/desk-phones/{id}", with(DELEGATOR, 204)),
    ("POST", "/v1/desk-phones/{id}/password", DELEGATOR),
    ("POST", "/v1/desk-phones/{id}/provisioning", DELEGATOR),
    ("DELETE", "/v1/desk-phones/{id}/provisioning", with(DELEGATOR, 204)),
    ("GET", "/v1/desk-phones/{id}/keys", DELEGATOR),
    ("PUT", "/v1/desk-phones/{id}/keys", DELEGATOR),
    ("GET", "/v1/trunks", ACCOUNT),
    ("POST", "/v1/trunks", with(ACCOUNT, 201)),
    ("PATCH", "/v1/trunks/{id}", ACCOUNT),
    ("DELETE", "/v1/trunks/{id}", with(ACCOUNT, 204)),
    ("POST", "/v1/trunks/{id}/check", ACCOUNT),
    ("GET", "/v1/location-clients", ACCOUNT),
    ("POST", "/v1/location-clients", with(ACCOUNT, 201)),
    ("PUT", "/v1/location-clients/{id}", ACCOUNT),
    ("DELETE", "/v1/location-clients/{id}", with(ACCOUNT, 204)),
    ("PUT", "/v1/desk-phones/{id}/location", [401, 404, 404, 404, 200, 200]),
    ("GET", "/v1/emergency-calls", ADMINISTRATORS),
    ("GET", "/v1/readiness", ADMINISTRATORS),
    ("GET", "/v1/jobs", ADMINISTRATORS),
    ("GET", "/v1/clock", ADMINISTRATORS),
    ("POST", "/v1/clock/confirm", ACCOUNT),
    ("GET", "/v1/readiness/export", ADMINISTRATORS),
    ("GET", "/v1/wiremap/gaps", ADMINISTRATORS),
    // Ann was alerted.
    ("POST", "/v1/emergency-calls/{id}/acknowledge", OWNER),
    ("GET", "/v1/sites/{id}/alerts", SITE),
    ("PUT", "/v1/sites/{id}/alerts", SITE),
    ("PUT", "/v1/sites/{id}/callback-number", SITE),
    ("PUT", "/v1/sites/{id}/numbering", SITE),
    ("POST", "/v1/sites/{id}/dial-test", SITE),
    ("GET", "/v1/shared-lines", ADMINISTRATORS),
    ("GET", "/v1/shared-lines/{user}", USER_OF_SITE),
    ("POST", "/v1/shared-lines/{user}/delegates", with(USER_OF_SITE, 201)),
    ("PUT", "/v1/shared-lines/{user}/lock", USER_OF_SITE),
    ("PUT", "/v1/shared-lines/{user}/supervision", USER_OF_SITE),
];

#[test]
fn the_table_has_every_endpoint_and_no_other() {
    let document = serde_json::to_value(roamline_server::routes::openapi()).unwrap();
    let mut served = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            served.insert((method.to_uppercase(), path.clone()));
        }
    }
    let listed = TABLE.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(served, listed);
}

#[tokio::test]
async fn every_endpoint_answers_every_role_as_the_table_says() {
    let world = World::new().await;
    let admin_name = "Second Admin";
    let second = json!({"name": admin_name, "email": "second@harrier.example", "site": world.leeds,
        "roles": {"administrator": {"of": "account"}}, "password": PASSWORD});
    world.admin.ok("POST", "/v1/users", second).await;
    let roles = [
        ("nobody", None),
        ("owner", Some(&world.ann)),
        ("other user", Some(&world.ben)),
        ("administrator of another site", Some(&world.austin_admin)),
        ("administrator of the site", Some(&world.leeds_admin)),
        ("administrator of the account", Some(&world.admin)),
    ];
    let mut wrong = Vec::new();
    for (method, path, expected) in TABLE {
        for ((role, caller), expected) in roles.iter().zip(expected) {
            let (path, body) = prepare(&world, method, path).await;
            let before = world.admin.get("/v1/audit?limit=1").await;
            let status = send(&world, *caller, method, &path, body).await;
            if status != *expected {
                wrong.push(format!("{method} {path} by {role}: {status}, not {expected}"));
            }
            if matches!(status, 401 | 403 | 404) && world.admin.get("/v1/audit?limit=1").await != before {
                wrong.push(format!("{method} {path} by {role}: refused, and yet it changed something"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[derive(Clone)]
enum Body {
    None,
    Json(Value),
    /// In the version that was read.
    IfMatch(Value, Option<Value>),
    Form(&'static [(&'static str, &'static str)]),
}

/// A trunk to nobody, where that is known at once.
fn a_trunk(name: &str) -> Value {
    json!({"name": name, "host": "127.0.0.1", "port": 9, "transport": "tcp", "ordinary": true})
}

/// What was read, changed in the version in which it was read.
fn as_read(mut read: Value) -> Body {
    let version = read.as_object_mut().unwrap().remove("version").unwrap();
    Body::IfMatch(version, Some(read))
}

/// RFC 9110, section 13.1.1, and RFC 6585, section 3.
#[tokio::test]
async fn whoever_changes_something_names_the_version_that_they_have_read() {
    let world = World::new().await;
    let document = serde_json::to_value(roamline_server::routes::openapi()).unwrap();
    let mut wrong = Vec::new();
    for (method, path, _) in TABLE.iter().filter(|(method, ..)| *method != "GET") {
        let operation = &document["paths"][path][method.to_lowercase()];
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let is_documented = parameters.iter().any(|parameter| parameter["name"] == "If-Match");
        // Ann's own is hers to change.
        let (to, body) = prepare(&world, method, path).await;
        let Body::IfMatch(_, body) = body else {
            if is_documented {
                wrong.push(format!("{method} {path} takes a version that the table does not name"));
            }
            continue;
        };
        if !is_documented {
            wrong.push(format!("{method} {path} does not document If-Match"));
        }
        let body = body.map_or(Body::None, Body::Json);
        let status = match send(&world, Some(&world.ann), method, &to, body.clone()).await {
            403 => send(&world, Some(&world.admin), method, &to, body).await,
            status => status,
        };
        if status != 428 {
            wrong.push(format!("{method} {path} without a version: {status}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn send(world: &World, caller: Option<&Person>, method: &str, path: &str, body: Body) -> u16 {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let mut request = crate::http::client().request(method, format!("{}{path}", world.url()));
    if let Some(caller) = caller {
        request = request.bearer_auth(caller.token());
    }
    request = match body {
        Body::None => request,
        Body::Json(value) => request.json(&value),
        Body::IfMatch(version, body) => {
            let request = request.header("if-match", format!("\"{version}\""));
            body.into_iter().fold(request, |request, body| request.json(&body))
        }
        Body::Form(form) => request.form(form),
    };
    request.send().await.unwrap().status().as_u16()
}

/// A path and a body with which this would succeed, made of things of Ann and of Leeds that nobody used before.
async fn prepare(world: &World, method: &str, path: &str) -> (String, Body) {
    let with_id = |id: &Value| path.replace("{id}", text(id));
    let name = format!("N{}", fresh());
    match (method, path) {
        ("POST", "/oauth/authorize") => (path.into(), Body::Json(authorize(&verifier()))),
        ("POST", "/oauth/revoke") => (path.into(), Body::Form(&[("token", "unknown")])),
        ("POST", "/oauth/token") => (path.into(), Body::Form(&[("grant_type", "refresh_token")])),
        ("POST", "/v1/session") => {
            (path.into(), Body::Json(json!({"email": "second@harrier.example", "password": PASSWORD})))
        }
        ("GET", "/v1/lines/{line}/history") => (path.replace("{line}", &line(world).await), Body::None),
        ("PUT", "/v1/lines/{line}/forwarding") => {
            let path = path.replace("{line}", &line(world).await);
            let version = world.ann.entities("line").await[0]["forwarding"]["version"].clone();
            // Never what is set already.
            let after = 5 + version.as_u64().unwrap() % 100;
            let settings = json!({"after_seconds": after, "then": {"kind": "busy"}});
            (path, Body::IfMatch(version, Some(settings)))
        }
        ("DELETE", "/v1/lines/{line}/forwarding") => {
            let path = path.replace("{line}", &line(world).await);
            let version = world.ann.entities("line").await[0]["forwarding"]["version"].clone();
            (path, Body::IfMatch(version, None))
        }
        (_, "/v1/users/{id}/call-settings") => {
            let path = with_id(&json!(world.ann.id));
            let read = world.ann.get(&path).await;
            let body = (method == "PUT").then(|| read["settings"].clone());
            (path, if body.is_some() { Body::IfMatch(read["version"].clone(), body) } else { Body::None })
        }
        (_, "/v1/desk-phones/{id}/location") => {
            let area = world.phone(world.leeds, &name).await;
            let new = json!({"id": fresh(), "name": name, "owner": {"kind": "phone", "id": area}});
            let made = world.leeds_admin.ok("POST", "/v1/desk-phones", new).await;
            (with_id(&made["phone"]["id"]), Body::Json(json!({"location": null})))
        }
        ("POST", "/v1/desk-phones") => (path.into(), Body::Json(a_desk_phone(world, &name).await)),
        (
            _,
            "/v1/desk-phones/{id}"
            | "/v1/desk-phones/{id}/password"
            | "/v1/desk-phones/{id}/provisioning"
            | "/v1/desk-phones/{id}/keys",
        ) => {
            let new = a_desk_phone(world, &name).await;
            let made = world.ann.ok("POST", "/v1/desk-phones", new).await;
            let body = if path.ends_with("keys") && method == "PUT" {
                Body::IfMatch(json!(1), Some(json!({"keys": []})))
            } else if method == "PUT" {
                Body::IfMatch(json!(1), Some(json!({"name": "Renamed", "rings": false})))
            } else {
                Body::None
            };
            (with_id(&made["phone"]["id"]), body)
        }
        ("GET", "/v1/events") => (format!("{path}?after={}", world.cursor().await), Body::None),
        ("PUT", "/v1/me/default-address") => (path.into(), Body::Json(json!({"personal": null}))),
        (_, "/v1/devices/{id}") => {
            let device = json!(world.another_device(&world.ann).await.device);
            (with_id(&device), if method == "PATCH" { Body::Json(json!({"name": name})) } else { Body::None })
        }
        (_, "/v1/devices/{id}/report") => {
            let device = world.another_device(&world.ann).await;
            let stay = fresh();
            device.identify(&network(202), stay).await;
            let said = json!({"id": fresh(), "stay": stay, "choice": new_home(&name, 4)});
            (with_id(&json!(device.device)), Body::Json(said))
        }
        ("POST", "/v1/users") => {
            let email = format!("{}@harrier.example", fresh());
            let user = json!({"name": "New", "email": email, "site": world.leeds, "password": PASSWORD});
            (path.into(), Body::Json(user))
        }
        (_, "/v1/users/{id}" | "/v1/users/{id}/ask-again") => {
            let id = json!(world.ann.id);
            let mut user = world.admin.get(&format!("/v1/users/{}", world.ann.id)).await;
            user.as_object_mut()
                .unwrap()
                .retain(|name, _| !["id", "email", "numbers"].contains(&name.as_str()));
            (with_id(&id), if method == "PUT" { as_read(user) } else { Body::None })
        }
        ("POST", "/v1/users/import") => (
            path.into(),
            Body::Json(json!({"csv": "email,name\nann.lee@harrier.example,Ann", "apply": false})),
        ),
        ("POST", "/v1/phones") => (path.into(), Body::Json(a_phone(world, &name))),
        (_, "/v1/phones/{id}") => {
            let made = world.admin.ok("POST", "/v1/phones", a_phone(world, &name)).await;
            let body = match method {
                "PUT" => Body::IfMatch(made["version"].clone(), Some(a_phone(world, &name))),
                "DELETE" => Body::IfMatch(made["version"].clone(), None),
                _ => Body::None,
            };
            (with_id(&made["id"]), body)
        }
        ("POST", "/v1/numbers") => (path.into(), Body::Json(json!({"number": a_number()}))),
        (_, "/v1/numbers/{number}") => {
            let number = a_number();
            world.admin.ok("POST", "/v1/numbers", json!({"number": number})).await;
            let path = path.replace("{number}", &number);
            if method == "DELETE" {
                return (path, Body::IfMatch(json!(1), None));
            }
            let anns = json!({"assignee": {"kind": "user", "id": world.ann.id}, "version": 1});
            world.admin.ok("PUT", &path, anns).await;
            (path, Body::IfMatch(json!(2), Some(json!({"assignee": null}))))
        }
        ("POST", "/v1/monitoring-groups") => (path.into(), Body::Json(a_group(world, &name))),
        (_, "/v1/monitoring-groups/{id}") => {
            let made = world.admin.ok("POST", "/v1/monitoring-groups", a_group(world, &name)).await;
            let edit = (method == "PUT").then(|| a_group(world, &name));
            (with_id(&made["id"]), Body::IfMatch(made["version"].clone(), edit))
        }
        ("POST", "/v1/trunks") => (path.into(), Body::Json(json!({"settings": a_trunk(&name)}))),
        ("PATCH" | "DELETE" | "POST", "/v1/trunks/{id}" | "/v1/trunks/{id}/check") => {
            let made = world.admin.ok("POST", "/v1/trunks", json!({"settings": a_trunk(&name)})).await;
            let body = match method {
                "PATCH" => Body::IfMatch(json!(1), Some(json!({"settings": a_trunk(&format!("{name} 2"))}))),
                "DELETE" => Body::IfMatch(json!(1), None),
                _ => Body::None,
            };
            (with_id(&made["id"]), body)
        }
        ("POST", "/v1/location-clients") => (path.into(), Body::Json(json!({"name": name}))),
        ("PUT" | "DELETE", "/v1/location-clients/{id}") => {
            let made = world.admin.ok("POST", "/v1/location-clients", json!({"name": name})).await;
            let edit = Some(json!({"name": name, "networks": ["10.4.0.0/16"]}));
            let body = if method == "PUT" { Body::IfMatch(json!(1), edit) } else { Body::None };
            (with_id(&made["client"]["id"]), body)
        }
        ("POST", "/v1/sites") => {
            (path.into(), Body::Json(json!({"name": name, "address": austin_address()})))
        }
        ("GET", "/v1/sites/{id}" | "/v1/sites/{id}/alerts") => (with_id(&json!(world.leeds)), Body::None),
        ("PUT", "/v1/sites/{id}/alerts") => {
            let path = with_id(&json!(world.leeds));
            let version = world.admin.get(&path).await["version"].clone();
            (path, Body::IfMatch(version, Some(json!({"emails": []}))))
        }
        ("POST", "/v1/emergency-calls/{id}/acknowledge") => {
            (with_id(&json!(emergency_call(world).await)), Body::None)
        }
        ("PUT", "/v1/policies/account") => (path.into(), as_read(world.admin.get(path).await)),
        ("PUT", "/v1/sites/{id}/callback-number") => {
            let site = world.admin.get(&format!("/v1/sites/{}", world.leeds)).await;
            let edit = json!({"callback_number": "+441134960198"});
            (with_id(&json!(world.leeds)), Body::IfMatch(site["version"].clone(), Some(edit)))
        }
        ("PUT", "/v1/sites/{id}/numbering") => {
            let site = world.admin.get(&format!("/v1/sites/{}", world.leeds)).await;
            let edit = json!({"numbering": {"country": "GB"}});
            (with_id(&json!(world.leeds)), Body::IfMatch(site["version"].clone(), Some(edit)))
        }
        ("POST", "/v1/sites/{id}/dial-test") => {
            (with_id(&json!(world.leeds)), Body::Json(json!({"dialled": "0113 496 0200"})))
        }
        ("PUT", "/v1/policies/sites/{id}") => {
            let site = world.admin.get(&format!("/v1/sites/{}", world.leeds)).await;
            let edit = json!({"policy": site["policy"]});
            (with_id(&site["id"]), Body::IfMatch(site["version"].clone(), Some(edit)))
        }
        ("POST", "/v1/identify") => {
            (path.into(), Body::Json(json!({"stay": fresh(), "network": network(200)})))
        }
        ("POST", "/v1/locations") => {
            let body = json!({"parent": world.leeds_root, "kind": "floor", "name": name, "address": leeds_address()});
            (path.into(), Body::Json(body))
        }
        (_, "/v1/locations/{id}" | "/v1/locations/{id}/rules") => {
            let location = world.location(world.leeds_root, "floor", &name).await;
            let body = match (method, path) {
                ("PUT", _) => {
                    let edit = json!({"parent": world.leeds_root, "name": name, "address": leeds_address()});
                    Body::IfMatch(location["version"].clone(), Some(edit))
                }
                ("POST", _) => Body::Json(json!({"evidence": {"kind": "switch_chassis", "chassis": name}})),
                _ => Body::None,
            };
            (with_id(&location["id"]), body)
        }
        ("DELETE", "/v1/rules/{id}") => {
            let location = world.location(world.leeds_root, "floor", &name).await;
            let rules = format!("/v1/locations/{}/rules", text(&location["id"]));
            let evidence = json!({"evidence": {"kind": "switch_chassis", "chassis": name}});
            let rule = world.admin.ok("POST", &rules, evidence).await;
            (with_id(&rule["id"]), Body::None)
        }
        ("POST", "/v1/personal-locations") => {
            (path.into(), Body::Json(json!({"id": fresh(), "name": name, "address": home(1)})))
        }
        (_, "/v1/personal-locations/{id}") => {
            let own = json!({"id": fresh(), "name": name, "address": home(1)});
            let made = world.ann.ok("POST", "/v1/personal-locations", own).await;
            let edit = json!({"name": name, "address": home(2)});
            let edit = Body::IfMatch(made["version"].clone(), Some(edit));
            (with_id(&made["id"]), if method == "PUT" { edit } else { Body::None })
        }
        ("POST", "/v1/reports") => {
            (path.into(), Body::Json(report(&network(201), fresh(), new_home(&name, 3))))
        }
        (_, path) if path.starts_with("/v1/proposals/{id}") => {
            let choice = propose(world.leeds_root, &name);
            let proposal = choice["proposal"].clone();
            world.ann.report(&report(&another_network(), fresh(), choice)).await;
            if path.ends_with("/undo") {
                let rejection = json!({"version": 1, "reason": "No such room"});
                world.admin.ok("POST", &format!("/v1/proposals/{}/reject", text(&proposal)), rejection).await;
            }
            let version = json!(if path.ends_with("/undo") { 2 } else { 1 });
            let body = match path.rsplit('/').next().unwrap() {
                "approve" => Body::IfMatch(version, Some(json!({"outcome": {"kind": "as_proposed"}}))),
                "reject" => Body::IfMatch(version, Some(json!({"reason": "No such room"}))),
                "undo" | "withdraw" => Body::IfMatch(version, None),
                _ => Body::None,
            };
            (with_id(&proposal), body)
        }
        ("POST", "/v1/delegations") => {
            make_room(world).await;
            let other = world.colleague(&name).await;
            (path.into(), Body::Json(json!({"id": fresh(), "delegate": {"kind": "user", "id": other.id}})))
        }
        (_, path) if path.starts_with("/v1/delegations/{id}") => delegation(world, path, &name).await,
        (_, path) if path.starts_with("/v1/lines/{line}") => {
            let path = path.replace("{line}", &line(world).await).replace("{call}", &fresh().to_string());
            let place = json!({"call": fresh(), "phone": fresh(), "to": "204"});
            let acts = !path.ends_with("/calls");
            (
                path,
                if acts {
                    Body::IfMatch(json!(1), Some(json!({"action": "hold"})))
                } else {
                    Body::Json(place)
                },
            )
        }
        (_, path) if path.starts_with("/v1/shared-lines/{user}") => {
            let settings = world.admin.get(&format!("/v1/shared-lines/{}", world.ann.id)).await;
            let body = match path.rsplit('/').next().unwrap() {
                "delegates" => {
                    make_room(world).await;
                    let other = world.colleague(&name).await;
                    Body::Json(json!({"id": fresh(), "delegate": {"kind": "user", "id": other.id}}))
                }
                "lock" => Body::IfMatch(settings["version"].clone(), Some(json!({"locked": false}))),
                "supervision" => Body::IfMatch(settings["version"].clone(), Some(json!({"group": null}))),
                _ => Body::None,
            };
            (path.replace("{user}", &world.ann.id.to_string()), body)
        }
        _ => (path.into(), Body::None),
    }
}

/// An emergency call from Leeds of which Ann was alerted.
async fn emergency_call(world: &World) -> EmergencyCallId {
    let id = EmergencyCallId(fresh());
    let mut tx = world.store.write(None).await.unwrap();
    let sent = Sent {
        dialled: "112".into(),
        caller: "Tom Aldous".into(),
        callback: String::new(),
        callback_source: None,
        dispatch: Dispatch::default(),
        document: None,
        device: None,
        source: None,
        proof: CallerProof::default(),
    };
    let (site, at) = (Some(world.leeds), tx.now());
    let call =
        NewEmergencyCall { id, site, user: None, is_test: false, at, sent, progress: Progress::Leaving };
    emergency_calls::insert(&mut tx, &call).await.unwrap();
    emergency_calls::show(&mut tx, id, world.ann.id, true).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// A delegation between Ann and somebody else, in which this would succeed.
async fn delegation(world: &World, path: &str, name: &str) -> (String, Body) {
    make_room(world).await;
    let act = path.rsplit('/').next().unwrap();
    let other = world.colleague(name).await;
    let (delegator, delegate) = match act {
        "accept" | "decline" | "ringing" => (&other, &world.ann),
        _ => (&world.ann, &other),
    };
    let asked = json!({"id": fresh(), "delegate": {"kind": "user", "id": delegate.id}});
    let mut made = delegator.ok("POST", "/v1/delegations", asked).await;
    let path = path.replace("{id}", text(&made["id"]));
    let answered = match act {
        "end" | "ringing" => Some("accept"),
        "dismiss" => Some("decline"),
        _ => None,
    };
    if let Some(answer) = answered {
        let answer = format!("{}/{answer}", path.rsplit_once('/').unwrap().0);
        made = delegate.send_if(&made["version"], "POST", &answer, None).await.1;
    }
    let body = match act {
        "terms" => Some(json!({"terms": {"privileges": {"place_calls": true, "answer_calls": false,
            "pick_up_held": false, "lock_calls": false}}})),
        "ringing" => Some(json!({"rings": false})),
        _ => None,
    };
    (path, Body::IfMatch(made["version"].clone(), body))
}

/// A line of Ann's.
async fn line(world: &World) -> String {
    if world.ann.entities("line").await.is_empty() {
        let number = a_number();
        world.admin.ok("POST", "/v1/numbers", json!({"number": number})).await;
        let anns = json!({"assignee": {"kind": "user", "id": world.ann.id}, "version": 1});
        world.admin.ok("PUT", &format!("/v1/numbers/{number}"), anns).await;
    }
    let lines = async || world.ann.entities("line").await;
    let lines = until_it("a line of Ann's number", lines, |lines| !lines.is_empty()).await;
    text(&lines[0]["id"]).to_owned()
}

/// Ends what Ann has, so that no limit is in the way.
async fn make_room(world: &World) {
    let settings = world.admin.get(&format!("/v1/shared-lines/{}", world.ann.id)).await;
    let of = |which: &str| settings[which].as_array().unwrap().clone();
    for made in of("delegates").into_iter().chain(of("acts_for")) {
        let act = if made["state"] == "invited" { "withdraw" } else { "end" };
        let path = format!("/v1/delegations/{}/{act}", text(&made["id"]));
        world.admin.send_if(&made["version"], "POST", &path, None).await;
    }
}

/// A desk phone of Ann's, after those that she had are gone, so that no limit is in the way.
async fn a_desk_phone(world: &World, name: &str) -> Value {
    for phone in world.ann.get("/v1/desk-phones").await.as_array().unwrap() {
        world.ann.delete(&format!("/v1/desk-phones/{}", text(&phone["id"]))).await;
    }
    json!({"id": fresh(), "name": name, "owner": {"kind": "user", "id": world.ann.id}})
}

/// A common area phone of Leeds with a hardware address of its own.
fn a_phone(world: &World, name: &str) -> Value {
    let tail = fresh().into_bytes();
    let mac = format!("00:1b:21:{:02x}:{:02x}:{:02x}", tail[13], tail[14], tail[15]);
    json!({"name": name, "site": world.leeds, "mac": mac})
}

/// A number that no other case is about, of those that are nobody's in real life.
fn a_number() -> String {
    static NUMBERS: AtomicU16 = AtomicU16::new(0);
    format!("+441134960{:03}", NUMBERS.fetch_add(1, Ordering::Relaxed))
}

fn a_group(world: &World, name: &str) -> Value {
    json!({"name": name, "members": [world.ann.id], "settings": {"listen": true, "whisper": false,
        "barge": false, "take_over": false, "announce": true}})
}

/// A network that no other case is about.
fn another_network() -> Value {
    static ROUTERS: AtomicU8 = AtomicU8::new(100);
    network(ROUTERS.fetch_add(1, Ordering::Relaxed))
}
