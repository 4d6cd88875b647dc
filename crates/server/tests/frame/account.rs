//! Users, sites and policies: who gives what to whom.

use reqwest::StatusCode;
use roamline_domain::ids::SiteId;
use serde_json::{Value, json};

use crate::browser::{PASSWORD, text};
use crate::world::{Person, World, austin_address, fresh};

fn new_user(name: &str, site: SiteId, roles: Value) -> Value {
    json!({"name": name, "email": format!("{}@harrier.example", name.replace(|c: char| !c.is_ascii(), "")), "site": site, "roles": roles, "password": PASSWORD})
}

fn edit_of(user: &Value) -> Value {
    let mut edit = user.clone();
    edit.as_object_mut().unwrap().retain(|name, _| !["id", "email", "numbers"].contains(&name.as_str()));
    edit
}

async fn user(world: &World, person: &Person) -> Value {
    world.admin.get(&format!("/v1/users/{}", person.id)).await
}

fn path_of(user: &Value) -> String {
    format!("/v1/users/{}", text(&user["id"]))
}

#[tokio::test]
async fn nobody_gives_a_right_that_they_do_not_have() {
    let world = World::new().await;
    let account = json!({"administrator": {"of": "account"}});
    let leeds = json!({"administrator": {"of": "site", "site": world.leeds}});
    let austin = json!({"administrator": {"of": "site", "site": world.austin}});
    let make = |by: &Person, name: &'static str, site, roles: &Value| {
        let (by, body) = (by.clone(), new_user(name, site, roles.clone()));
        async move { by.send("POST", "/v1/users", Some(body)).await.0.as_u16() }
    };
    assert_eq!(make(&world.leeds_admin, "a", world.leeds, &account).await, 403);
    assert_eq!(make(&world.leeds_admin, "b", world.leeds, &austin).await, 403);
    assert_eq!(make(&world.leeds_admin, "c", world.leeds, &leeds).await, 201);
    assert_eq!(make(&world.leeds_admin, "d", world.austin, &json!({})).await, 403);
    assert_eq!(make(&world.admin, "e", world.austin, &account).await, 201);
}

#[tokio::test]
async fn a_sites_administrator_touches_neither_those_above_nor_those_elsewhere() {
    let world = World::new().await;
    for other in [&world.admin, &world.cleo] {
        let before = user(&world, other).await;
        let (status, _) = world.leeds_admin.send("PUT", &path_of(&before), Some(edit_of(&before))).await;
        assert!(status == StatusCode::FORBIDDEN || status == StatusCode::NOT_FOUND, "{status}");
        assert_eq!(user(&world, other).await, before);
    }
    let ann = user(&world, &world.ann).await;
    let mut away = edit_of(&ann);
    away["site"] = json!(world.austin);
    assert_eq!(world.leeds_admin.refused("PUT", &path_of(&ann), Some(away)).await.0, "forbidden");
}

#[tokio::test]
async fn the_last_administrator_of_the_account_stays() {
    let world = World::new().await;
    let admin = user(&world, &world.admin).await;
    let mut demoted = edit_of(&admin);
    demoted["roles"] = json!({"safety_team": true});
    let mut inactive = edit_of(&admin);
    inactive["active"] = json!(false);
    for edit in [&demoted, &inactive] {
        assert_eq!(world.admin.refused("PUT", &path_of(&admin), Some(edit.clone())).await.0, "conflict");
        assert_eq!(user(&world, &world.admin).await, admin);
    }
    world
        .admin
        .ok("POST", "/v1/users", new_user("second", world.leeds, json!({"administrator": {"of": "account"}})))
        .await;
    world.admin.ok("PUT", &path_of(&admin), demoted).await;
    assert_eq!(world.admin.refused("GET", "/v1/audit", None).await.0, "forbidden");
}

#[rstest::rstest]
#[case("name", json!("two\nlines"), "invalid", "name")]
#[case("email", json!("no address"), "invalid", "email")]
#[case("email", json!("ann.lee@harrier.example"), "conflict", "email")]
#[case("email", json!("ANN.LEE@harrier.example"), "conflict", "email")]
#[case("site", json!(fresh()), "invalid", "site")]
#[case("password", json!("eleven char"), "invalid", "password")]
#[case("roles", json!({"administrator": {"of": "site", "site": fresh()}}), "invalid", "roles.administrator.site")]
#[case("roles", json!({"king": true}), "invalid", "roles.king")]
#[tokio::test]
async fn a_new_user_that_is_not_good(
    #[case] name: &str,
    #[case] value: Value,
    #[case] code: &str,
    #[case] field: &str,
) {
    let world = World::new().await;
    let mut body = new_user("eve", world.leeds, json!({}));
    body[name] = value;
    let refused = world.admin.refused("POST", "/v1/users", Some(body)).await;
    assert_eq!(refused, (code.to_owned(), field.to_owned()));
    assert_eq!(world.admin.get("/v1/users?q=eve").await["total"], 0);
}

#[tokio::test]
async fn an_outdated_edit_overwrites_nothing() {
    let world = World::new().await;
    let ann = user(&world, &world.ann).await;
    let mut first = edit_of(&ann);
    first["name"] = json!("Ann Other");
    world.admin.ok("PUT", &path_of(&ann), first).await;
    assert_eq!(world.admin.refused("PUT", &path_of(&ann), Some(edit_of(&ann))).await.0, "outdated");
    assert_eq!(user(&world, &world.ann).await["name"], "Ann Other");
}

#[tokio::test]
async fn users_are_found_by_words_and_come_in_pages() {
    let world = World::new().await;
    let names = |page: &Value| -> Vec<String> {
        page["items"].as_array().unwrap().iter().map(|u| text(&u["name"]).to_owned()).collect()
    };
    let all = world.admin.get("/v1/users").await;
    assert_eq!(all["total"], 6);
    assert_eq!(names(&all)[..2], ["Ada Admin", "Ann Lee"]);
    let page = world.admin.get("/v1/users?offset=1&limit=1").await;
    assert_eq!(
        (names(&page), &page["total"], &page["offset"]),
        (vec!["Ann Lee".to_owned()], &json!(6), &json!(1))
    );
    assert_eq!(names(&world.admin.get("/v1/users?q=FOX").await), ["Cleo Fox"]);
    assert_eq!(world.admin.get("/v1/users?q=%25").await["total"], 0, "a wildcard is a letter like any other");
    world.admin.ok("POST", "/v1/users", new_user("Östen", world.austin, json!({}))).await;
    assert_eq!(names(&world.admin.get("/v1/users?q=%C3%B6STEN").await), ["Östen"]);
    assert_eq!(world.leeds_admin.get("/v1/users").await["total"], 4);
    assert_eq!(
        world.leeds_admin.refused("GET", &format!("/v1/users?site={}", world.austin), None).await.0,
        "forbidden"
    );
}

#[tokio::test]
async fn a_sites_policy_deviates_and_its_users_are_told() {
    let world = World::new().await;
    let cursor = world.cursor().await;
    let site = world.leeds_admin.get(&format!("/v1/sites/{}", world.leeds)).await;
    let path = format!("/v1/policies/sites/{}", world.leeds);
    let edit = json!({"policy": {"bootstrap": false}, "version": site["version"]});
    let changed = world.leeds_admin.ok("PUT", &path, edit.clone()).await;
    world.settled().await;
    assert_eq!(changed["effective"]["bootstrap"], false);
    assert_eq!(changed["effective"]["nomadic"], true);
    assert_eq!(world.ann.get("/v1/me").await["policy"]["bootstrap"], false);
    assert_eq!(world.cleo.get("/v1/me").await["policy"]["bootstrap"], true);
    let told = serde_json::to_value(world.told(world.ann.id, cursor).await).unwrap();
    assert_eq!(told[0]["entity"]["value"]["policy"]["bootstrap"], false);
    assert!(world.told(world.cleo.id, cursor).await.is_empty());
    assert_eq!(world.leeds_admin.refused("PUT", &path, Some(edit)).await.0, "outdated");
    let bad = json!({"policy": {"retention_days": 0}, "version": changed["version"]});
    assert_eq!(world.leeds_admin.refused("PUT", &path, Some(bad)).await.1, "policy.retention_days");
}

#[tokio::test]
async fn the_accounts_policy_is_checked_and_versioned() {
    let world = World::new().await;
    let policy = world.admin.get("/v1/policies/account").await;
    let mut bad = policy.clone();
    bad["proposal_recipients"] = json!(["facilities@harrier.example", "nobody"]);
    let refused = world.admin.refused("PUT", "/v1/policies/account", Some(bad)).await;
    assert_eq!(refused, ("invalid".to_owned(), "proposal_recipients[1]".to_owned()));
    world.admin.ok("PUT", "/v1/policies/account", policy.clone()).await;
    assert_eq!(world.admin.refused("PUT", "/v1/policies/account", Some(policy)).await.0, "outdated");
}

#[tokio::test]
async fn a_site_is_made_with_the_root_of_its_tree() {
    let world = World::new().await;
    let body = json!({"name": "Austin North", "address": austin_address()});
    let site = world.admin.ok("POST", "/v1/sites", body.clone()).await;
    let root = world.admin.get(&format!("/v1/locations/{}", text(&site["root"]))).await;
    assert_eq!((&root["kind"], &root["name"]), (&json!("site"), &json!("Austin North")));
    assert_eq!(
        world.admin.refused("POST", "/v1/sites", Some(body)).await,
        ("conflict".into(), "name".into())
    );
    assert_eq!(world.ann.get("/v1/sites").await.as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn the_audit_log_tells_who_did_what_to_those_concerned() {
    let world = World::new().await;
    world.admin.ok("POST", "/v1/users", new_user("eve", world.austin, json!({}))).await;
    let newest = &world.admin.get("/v1/audit?limit=1").await[0];
    assert_eq!(newest["action"], "user.created");
    assert_eq!(newest["actor_name"], "Ada Admin");
    assert!(text(&newest["summary"]).contains("eve"));
    assert_eq!(world.austin_admin.get("/v1/audit?q=EVE").await.as_array().unwrap().len(), 1);
    assert!(world.leeds_admin.get("/v1/audit?q=eve").await.as_array().unwrap().is_empty());
    let older = world.admin.get(&format!("/v1/audit?before={}", newest["seq"])).await;
    assert!(older.as_array().unwrap().iter().all(|entry| entry["seq"].as_i64() < newest["seq"].as_i64()));
}

#[tokio::test]
async fn the_default_address_is_one_of_ones_own() {
    let world = World::new().await;
    let home = json!({"id": fresh(), "name": "Home", "address": crate::world::home(4)});
    world.ann.ok("POST", "/v1/personal-locations", home.clone()).await;
    let choice = json!({"personal": home["id"]});
    let me = world.ann.ok("PUT", "/v1/me/default-address", choice.clone()).await;
    assert_eq!(me["default_address"], home["id"]);
    assert_eq!(world.ben.refused("PUT", "/v1/me/default-address", Some(choice)).await.1, "personal");
    let none = world.ann.ok("PUT", "/v1/me/default-address", json!({"personal": null})).await;
    assert!(none.get("default_address").is_none());
}
