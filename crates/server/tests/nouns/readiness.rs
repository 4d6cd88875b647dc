//! Would help find everybody? What administrators are shown of that, and of what the wiremap lacks.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::world::{Person, World, fresh, home, network, new_home, propose, report};

/// Somebody is on a network, with what their operating system says.
async fn on(person: &Person, router: u8, permission: Option<&str>) {
    let body = json!({"stay": fresh(), "network": network(router), "permission": permission});
    person.ok("POST", "/v1/identify", body).await;
}

/// Somebody is on a network, and says where that is.
async fn says(person: &Person, router: u8, choice: Value) {
    let stay = fresh();
    person.identify(&network(router), stay).await;
    person.report(&report(&network(router), stay, choice)).await;
}

/// Each owner by name with how well off they are, in the order of the list.
fn standings(overview: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let items = overview["owners"]["items"].as_array().unwrap();
    items.iter().map(|owner| (text(&owner["name"]), text(&owner["readiness"]))).collect()
}

fn pairs<const N: usize>(expected: [(&str, &str); N]) -> Vec<(String, String)> {
    expected.map(|(name, standing)| (name.to_owned(), standing.to_owned())).to_vec()
}

#[tokio::test]
async fn everybody_is_shown_with_what_is_in_the_way_and_nothing_of_their_homes() {
    let world = World::new().await;
    let floor = world.location(world.leeds_root, "floor", "4th floor").await;
    world.rule(&floor, 20).await;
    says(&world.ann, 5, new_home("Secret nest", 77)).await;
    says(&world.ben, 20, json!({"kind": "confirm", "location": floor["id"]})).await;
    let dan = world.colleague("Dan").await;
    on(&dan, 20, Some("denied")).await;
    let eve = world.colleague("Eve").await;
    on(&eve, 6, Some("granted")).await;
    let flo = world.colleague("Flo").await;
    on(&flo, 20, Some("granted")).await;
    let gus = world.colleague("Gus").await;
    says(&gus, 8, propose(world.leeds_root, "Annex")).await;
    let idle = world.colleague("Hal").await;
    idle.delete(&format!("/v1/devices/{}", idle.device)).await;
    world.phone(world.leeds, "Reception").await;

    let all = world.admin.get("/v1/readiness").await;
    assert_eq!(
        standings(&all),
        pairs([
            ("Hal", "no_device"),
            ("Reception", "no_device"),
            ("Ada Admin", "not_seen"),
            ("Cleo Fox", "not_seen"),
            ("Lea Leeds", "not_seen"),
            ("Otis Austin", "not_seen"),
            ("Eve", "unknown_network"),
            ("Dan", "no_permission"),
            ("Flo", "never_confirmed"),
            ("Gus", "pending"),
            ("Ann Lee", "settled"),
            ("Ben Ray", "settled"),
        ])
    );
    assert_eq!(all["owners"]["total"], 12);
    let sites = all["sites"].as_array().unwrap();
    assert_eq!((&sites[0]["name"], &sites[1]["name"]), (&json!("Austin"), &json!("Leeds")));
    assert_eq!(sites[0]["counts"], json!([{"readiness": "not_seen", "owners": 2}]));
    assert_eq!(sites[1]["counts"][0], json!({"readiness": "settled", "owners": 2}));
    assert!(!all.to_string().contains("Secret") && !all.to_string().contains("Otley Road"), "{all}");
    let device = |name: &str| {
        let items = all["owners"]["items"].as_array().unwrap();
        items.iter().find(|owner| owner["name"] == name).unwrap()["devices"][0].clone()
    };
    assert_eq!(
        (&device("Ann Lee")["rung"], &device("Ann Lee")["label"]),
        (&json!("confirmed_location"), &Value::Null)
    );
    assert_eq!(device("Ben Ray")["label"], "4th floor");
    assert_eq!(device("Gus")["label"], "Annex");
    assert_eq!((&device("Eve")["rung"], &device("Eve")["label"]), (&json!("site_default"), &json!("Leeds")));

    // A rule that knows a network has whoever is on it asked about it at once.
    let cursor = world.cursor().await;
    world.rule(&floor, 6).await;
    let known = world.admin.get("/v1/readiness?search=eve").await;
    assert_eq!(standings(&known), pairs([("Eve", "never_confirmed")]));
    assert_eq!(world.told(eve.id, cursor).await.len(), 1);
    assert_eq!(world.told(dan.id, cursor).await.len(), 0, "who is elsewhere hears nothing");

    // Their own default address is nobody's business, either.
    let own = world.ann.entities("personal_location").await[0]["id"].clone();
    world.ann.ok("PUT", "/v1/me/default-address", json!({"personal": own})).await;
    on(&world.ann, 9, None).await;
    let ann = world.admin.get("/v1/readiness?search=ann%20l").await;
    assert_eq!(ann["owners"]["items"][0]["devices"][0]["rung"], "default_address");
    assert!(!ann.to_string().contains("Secret"), "{ann}");
    world.stop().await;
}

#[tokio::test]
async fn the_list_is_narrowed_and_comes_in_pages_and_a_site_s_administrator_sees_their_site() {
    let world = World::new().await;
    says(&world.ann, 5, new_home("Home", 7)).await;
    let names = async |by: &Person, query: &str| -> Vec<String> {
        let found = by.get(&format!("/v1/readiness?{query}")).await;
        standings(&found).into_iter().map(|(name, _)| name).collect()
    };
    let austin = format!("site={}", world.austin);
    assert_eq!(names(&world.admin, &austin).await, ["Cleo Fox", "Otis Austin"]);
    assert_eq!(names(&world.admin, "readiness=settled").await, ["Ann Lee"]);
    assert_eq!(names(&world.admin, "search=LEE").await, ["Lea Leeds", "Ann Lee"]);
    assert_eq!(names(&world.admin, "offset=1&limit=2").await, ["Ben Ray", "Cleo Fox"]);
    assert_eq!(names(&world.austin_admin, "").await, ["Cleo Fox", "Otis Austin"]);
    let sites = world.austin_admin.get("/v1/readiness").await["sites"].clone();
    assert_eq!(sites.as_array().unwrap().len(), 1);
    for path in ["/v1/readiness", "/v1/readiness/export"] {
        let other = format!("{path}?site={}", world.leeds);
        assert_eq!(world.austin_admin.send("GET", &other, None).await.0, 403);
        assert_eq!(world.ann.send("GET", path, None).await.0, 403);
    }
    assert_eq!(world.ann.send("GET", "/v1/wiremap/gaps", None).await.0, 403);

    // A user who takes no part is not waited for; a switched-off site is not asked.
    world.account_policy(|policy| policy["nomadic"] = json!(false)).await;
    assert_eq!(names(&world.admin, "readiness=switched_off").await, ["Ann Lee"]);
    world.account_policy(|policy| policy["nomadic"] = json!(true)).await;
    assert_eq!(names(&world.admin, "readiness=settled").await, ["Ann Lee"]);
    // Nothing was heard of her computer for two weeks, while the administrator has signed in anew.
    world.clock.advance(SignedDuration::from_hours(14 * 24));
    let admin = world.another_device(&world.admin).await;
    assert_eq!(names(&admin, "readiness=settled").await, Vec::<String>::new());
    assert!(names(&admin, "readiness=not_seen").await.contains(&"Ann Lee".to_owned()));
    world.stop().await;
}

#[tokio::test]
async fn what_was_denied_is_told_once_it_is_given() {
    let world = World::new().await;
    let (stay, here) = (fresh(), network(5));
    let identify = async |permission: Option<&str>| {
        let body = json!({"stay": stay, "network": here, "permission": permission});
        world.ann.ok("POST", "/v1/identify", body).await
    };
    assert_eq!(identify(Some("denied")).await["device"]["permission"], "denied");
    let standing = async || standings(&world.admin.get("/v1/readiness?search=ann").await)[0].1.clone();
    assert_eq!(standing().await, "no_permission");
    let cursor = world.cursor().await;
    assert_eq!(identify(Some("granted")).await["device"]["permission"], "granted");
    assert_eq!(standing().await, "unknown_network");
    assert_eq!(
        world.told(world.ann.id, cursor).await.len(),
        1,
        "what is kept of a device is shown to its owner"
    );
    let cursor = world.cursor().await;
    identify(Some("granted")).await;
    assert_eq!(world.told(world.ann.id, cursor).await.len(), 0);
    world.stop().await;
}

#[tokio::test]
async fn the_file_has_a_line_for_each_device_and_nothing_that_a_spreadsheet_runs() {
    let world = World::new().await;
    let trick = world.colleague("=HYPERLINK(\"http://evil.example\")").await;
    says(&trick, 5, new_home("Secret nest", 77)).await;
    world.another_device(&world.ann).await;
    let response = crate::http::client()
        .get(format!("{}/v1/readiness/export", world.url()))
        .bearer_auth(world.admin.token())
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers()["content-type"], "text/csv; charset=utf-8");
    assert_eq!(response.headers()["content-disposition"], "attachment; filename=\"emergency-readiness.csv\"");
    let text = response.text().await.unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert!(lines[0].starts_with("site,name,kind,status,device,"), "{text}");
    assert_eq!(
        lines.iter().filter(|line| line.starts_with("Leeds,Ann Lee,user,not seen,")).count(),
        2,
        "{text}"
    );
    let tricked = lines.iter().find(|line| line.contains("HYPERLINK")).unwrap();
    assert!(tricked.contains("\"'=HYPERLINK(\"\"http://evil.example\"\")\",user,settled,"), "{tricked}");
    assert!(!text.contains("Secret") && !text.contains("Otley"), "{text}");
    world.stop().await;
}

#[tokio::test]
async fn the_wiremap_s_gaps_are_those_of_the_organisation_and_of_nobody_s_home() {
    let world = World::new().await;
    let north = world.location(world.leeds_root, "building", "North").await;
    let south = world.location(world.leeds_root, "building", "South").await;
    let attic = world.location(&north["id"], "floor", "Attic").await;
    // Overlapping ranges, as two people write them down.
    for (building, public, subnet) in
        [(&north, "203.0.113.0/24", "10.20.0.0/24"), (&south, "203.0.113.7/32", "10.20.0.0/16")]
    {
        let path = format!("/v1/locations/{}/rules", building["id"].as_str().unwrap());
        let evidence = json!({"kind": "public_ip_and_subnet", "public": public, "subnet": subnet});
        world.admin.ok("POST", &path, json!({"evidence": evidence})).await;
    }

    // One person alone may be at home; two may not.
    on(&world.ann, 5, None).await;
    let gaps = world.admin.get("/v1/wiremap/gaps").await;
    assert_eq!((&gaps["unknown"], &gaps["contested"]), (&json!([]), &json!([])));
    on(&world.ben, 5, None).await;
    let gaps = world.admin.get("/v1/wiremap/gaps").await;
    assert_eq!(gaps["unknown"][0]["people"], 2);
    assert!(
        gaps["unknown"][0]["suggested_rules"]
            .as_array()
            .unwrap()
            .contains(&json!({"kind": "gateway_mac", "mac": "00:1b:21:00:00:05"})),
        "{gaps}"
    );
    assert_eq!(world.austin_admin.get("/v1/wiremap/gaps").await["unknown"], json!([]));
    for (who, name) in [(&world.ann, "Ours"), (&world.ben, "Also ours")] {
        says(who, 5, new_home(name, 7)).await;
    }
    assert_eq!(world.admin.get("/v1/wiremap/gaps").await["unknown"], json!([]), "a home of two");

    on(&world.cleo.seen_from("203.0.113.7"), 20, None).await;
    let gaps = world.admin.get("/v1/wiremap/gaps").await;
    let contested = &gaps["contested"][0];
    assert_eq!(contested["evidence"].as_array().unwrap().len(), 2, "{gaps}");
    let mut paths: Vec<String> = contested["locations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|location| location["path"].to_string())
        .collect();
    paths.sort();
    assert_eq!(paths, [r#"["Leeds","North"]"#, r#"["Leeds","South"]"#]);
    let unreached: Vec<&Value> =
        gaps["unreached"].as_array().unwrap().iter().map(|location| &location["path"]).collect();
    assert_eq!(unreached, [&json!(["Austin"]), &json!(["Leeds", "North", "Attic"])]);
    assert!(!gaps.to_string().contains(&home(7).to_string()));
    let theirs = world.leeds_admin.get("/v1/wiremap/gaps").await;
    assert_eq!(theirs["unreached"], json!([{"location": attic["id"], "path": ["Leeds", "North", "Attic"]}]));
    world.stop().await;
}
