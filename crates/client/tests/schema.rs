//! Keeps `docs/desktop.json` true: the contract between the client's mind and its windows, from which the front end's
//! types are generated. `UPDATE_DOCS=1` rewrites the file.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;

use roamline_client::view::{Action, ActionError, Done, Question, Reply, View};
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(title = "Roamline desktop", description = "What the desktop's windows show and can ask for."),
    components(schemas(View, Action, Question, Reply, Done, ActionError))
)]
struct Desktop;

#[test]
fn the_desktop_contract_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/desktop.json");
    let mut now = Desktop::openapi().to_pretty_json().unwrap();
    now.push('\n');
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == now, "docs/desktop.json is stale: run the tests with UPDATE_DOCS=1 and commit it");
}

#[test]
fn every_reference_of_the_contract_leads_somewhere() {
    let document: serde_json::Value = serde_json::to_value(Desktop::openapi()).unwrap();
    let mut missing = Vec::new();
    references(&document, &mut |name| {
        if document["components"]["schemas"].get(name).is_none() {
            missing.push(name.to_owned());
        }
    });
    assert_eq!(missing, Vec::<String>::new());
}

fn references(value: &serde_json::Value, found: &mut dyn FnMut(&str)) {
    match value {
        serde_json::Value::Object(fields) => {
            for (key, value) in fields {
                if let (true, Some(target)) = (key == "$ref", value.as_str()) {
                    found(target.trim_start_matches("#/components/schemas/"));
                }
                references(value, found);
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}
