//! Users from and to CSV files over HTTP.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::world::{Person, World};

async fn import(by: &Person, csv: &str, apply: bool) -> Value {
    by.ok("POST", "/v1/users/import", json!({"csv": csv, "apply": apply})).await
}

/// Line, effect and fields that are wrong, of each row.
fn brief(outcome: &Value) -> Vec<(u64, String, Vec<String>)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let fields =
        |row: &Value| row["problems"].as_array().unwrap().iter().map(|p| text(&p["field"])).collect();
    let rows = outcome["rows"].as_array().unwrap().iter();
    rows.map(|row| (row["line"].as_u64().unwrap(), text(&row["effect"]), fields(row))).collect()
}

fn row(line: u64, effect: &str, fields: &[&str]) -> (u64, String, Vec<String>) {
    (line, effect.to_owned(), fields.iter().map(|f| (*f).to_owned()).collect())
}

async fn export(world: &World, by: &Person) -> String {
    let request =
        crate::http::client().get(format!("{}/v1/users/export", world.url())).bearer_auth(by.token());
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "text/csv; charset=utf-8");
    assert!(header("content-disposition").starts_with("attachment"));
    response.text().await.unwrap()
}

const GOOD: &str = "name;email;site;licensed;extension;administrator\r\n\
    Dora Ngo;dora@harrier.example;Leeds;yes;4001;\r\n\
    Ann Lee-Smith;ANN.LEE@harrier.example;Austin;yes;4002;Leeds\r\n\
    Ben Ray;ben.ray@harrier.example;Leeds;yes;;\r\n";

#[tokio::test]
async fn a_preview_writes_nothing_and_an_import_all() {
    let world = World::new().await;
    let expected = [row(2, "create", &[]), row(3, "change", &[]), row(4, "none", &[])];
    let cursor = world.cursor().await;
    let preview = import(&world.admin, GOOD, false).await;
    assert_eq!((brief(&preview), &preview["applied"]), (expected.to_vec(), &json!(false)));
    assert_eq!((world.cursor().await, preview["passwords"].as_array().unwrap().len()), (cursor, 0));
    assert_eq!(world.admin.get("/v1/users").await["total"], 6);

    let done = import(&world.admin, GOOD, true).await;
    assert_eq!((brief(&done), &done["applied"]), (expected.to_vec(), &json!(true)));
    assert_eq!(done["passwords"].as_array().unwrap().len(), 1);
    let password = &done["passwords"][0];
    assert_eq!(password["email"], "dora@harrier.example");
    let signed_in = crate::http::client()
        .post(format!("{}/v1/session", world.url()))
        .header("x-roamline", "1")
        .json(password)
        .send()
        .await
        .unwrap();
    assert!(signed_in.status().is_success(), "{}", signed_in.status());
    let ann = world.admin.get(&format!("/v1/users/{}", world.ann.id)).await;
    assert_eq!((&ann["name"], &ann["extension"]), (&json!("Ann Lee-Smith"), &json!("4002")));
    assert_eq!(
        (&ann["site"], &ann["roles"]["administrator"]["site"]),
        (&json!(world.austin), &json!(world.leeds))
    );
    assert_eq!(world.ann.get("/v1/me").await["name"], "Ann Lee-Smith");
    assert_eq!(world.admin.get("/v1/audit?action=users.imported").await.as_array().unwrap().len(), 1);
    let again = import(&world.admin, GOOD, true).await;
    assert!(brief(&again).iter().all(|(_, effect, _)| effect == "none"));
}

#[tokio::test]
async fn one_bad_row_keeps_all_from_being_written() {
    let world = World::new().await;
    world
        .admin
        .ok(
            "POST",
            "/v1/phones",
            json!({"name": "Lobby", "site": world.leeds, "extension": "700",
        "mac": "00:1b:21:a7:00:01"}),
        )
        .await;
    let csv = "email,name,site,licensed,administrator,extension\n\
        dora@harrier.example,Dora,Leeds,yes,,4001\n\
        no address,Eve,Leeds,yes,,4002\n\
        eve@harrier.example,,Oslo,perhaps,Oslo,x\n\
        DORA@harrier.example,Dora,Leeds,yes,,4003\n\
        fay@harrier.example,Fay,Leeds,yes,,4001\n\
        gil@harrier.example,Gil,Leeds,yes,,700\n\
        ada.admin@harrier.example,Ada Admin,Leeds,yes,,\n\
        hal@harrier.example,Hal,Leeds,yes,,,more\n";
    let before = world.admin.get("/v1/users").await;
    for apply in [false, true] {
        let outcome = import(&world.admin, csv, apply).await;
        let expected = [
            row(2, "create", &[]),
            row(3, "bad", &["email"]),
            row(4, "bad", &["name", "site", "licensed", "administrator", "extension"]),
            row(5, "bad", &["email"]),
            row(6, "bad", &["extension"]),
            row(7, "bad", &["extension"]),
            row(8, "bad", &["administrator"]),
            row(9, "bad", &["csv"]),
        ];
        assert_eq!((brief(&outcome), &outcome["applied"]), (expected.to_vec(), &json!(false)));
        assert_eq!(world.admin.get("/v1/users").await, before);
    }
}

#[tokio::test]
async fn extensions_may_go_round() {
    let world = World::new().await;
    let give = "email,extension\nann.lee@harrier.example,41\nben.ray@harrier.example,42\n";
    let swap = "email,extension\nann.lee@harrier.example,42\nben.ray@harrier.example,41\n";
    import(&world.admin, give, true).await;
    assert_eq!(import(&world.admin, swap, true).await["applied"], true);
    assert_eq!(world.ann.get("/v1/me").await["extension"], "42");
    assert_eq!(world.ben.get("/v1/me").await["extension"], "41");
    let gone = "email,extension\nann.lee@harrier.example,\ncleo.fox@harrier.example,42\n";
    assert_eq!(import(&world.admin, gone, true).await["applied"], true);
    assert_eq!(world.cleo.get("/v1/me").await["extension"], "42");
}

#[tokio::test]
async fn a_sites_administrator_imports_their_own_people_only() {
    let world = World::new().await;
    let csv = "email,name,site,administrator\n\
        dora@harrier.example,Dora,Leeds,\n\
        eve@harrier.example,Eve,Austin,\n\
        cleo.fox@harrier.example,Cleo,Leeds,\n\
        ben.ray@harrier.example,Ben,Leeds,account\n\
        ada.admin@harrier.example,Ada,Leeds,\n\
        ann.lee@harrier.example,Ann,Leeds,Leeds\n";
    let outcome = import(&world.leeds_admin, csv, true).await;
    let expected = [
        row(2, "create", &[]),
        row(3, "bad", &["site"]),
        row(4, "bad", &["email"]),
        row(5, "bad", &["administrator"]),
        row(6, "bad", &["administrator", "administrator"]),
        row(7, "change", &[]),
    ];
    assert_eq!(brief(&outcome)[..4], expected[..4]);
    assert_eq!((brief(&outcome)[4].1.as_str(), brief(&outcome)[5].1.as_str()), ("bad", "change"));
    let own = "email,name\nfay@harrier.example,Fay\n";
    assert_eq!(import(&world.leeds_admin, own, true).await["applied"], true);
    let fay = &world.leeds_admin.get("/v1/users?q=fay").await["items"][0];
    assert_eq!(fay["site"], json!(world.leeds));
}

#[tokio::test]
async fn what_is_exported_can_be_imported_and_runs_nowhere() {
    let world = World::new().await;
    let evil = "email,name,site\neve@harrier.example,\"=HYPERLINK(\"\"http://x.example\"\")\",Leeds\n";
    import(&world.admin, evil, true).await;
    let csv = export(&world, &world.admin).await;
    assert!(csv.contains("\"'=HYPERLINK"), "{csv}");
    assert!(csv.contains("Ada Admin,ada.admin@harrier.example,Leeds,yes,account,no,,yes\r\n"), "{csv}");
    let outcome = import(&world.admin, &csv, true).await;
    assert_eq!(brief(&outcome).len(), 7);
    assert!(brief(&outcome).iter().all(|(_, effect, _)| effect == "none"), "{outcome}");
    let own = export(&world, &world.austin_admin).await;
    assert!(own.contains("cleo.fox") && !own.contains("ann.lee"), "{own}");
}

#[tokio::test]
async fn whoever_is_switched_off_by_a_file_is_signed_out() {
    let world = World::new().await;
    import(&world.admin, "email,active\nann.lee@harrier.example,no\n", true).await;
    assert_eq!(world.ann.send("GET", "/v1/me", None).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_large_file_is_taken_and_too_large_a_one_refused() {
    let world = World::new().await;
    let rows: String =
        (0..9_000).map(|n| format!("user{n}@harrier.example,User number {n} of many,Leeds\n")).collect();
    let csv = format!("email,name,site\n{rows}");
    assert!(csv.len() > 300 * 1024);
    assert_eq!(import(&world.admin, &csv, false).await["rows"].as_array().unwrap().len(), 9_000);
    let huge = json!({"csv": "x".repeat(5 * 1024 * 1024), "apply": false});
    let (status, answer) = world.admin.send("POST", "/v1/users/import", Some(huge)).await;
    assert_eq!((status, answer["code"].as_str().unwrap()), (StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
    let unknown = json!({"csv": "email,salary\na@b.example,1\n", "apply": false});
    let refused = world.admin.refused("POST", "/v1/users/import", Some(unknown)).await;
    assert_eq!(refused, ("invalid".into(), "csv".into()));
}
