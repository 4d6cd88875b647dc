
#[tokio::test]
async fn a_call_is_located_by_where_it_comes_from_though_its_telephone_is_still_registered_elsewhere() {
    let (services, office) = Services::open().await;
    let (ann, device) = (&office.world.ann, office.device("ann"));
    let path = format!("/v1/devices/{}/report", device.as_str().unwrap());
    let said = |at: &Value, choice: Value| json!({"id": fresh(), "stay": at["location"]["stay"], "choice": choice, "portable": false});
    let office_is = elsewhere(&office, ann, &device, &Value::Null).await;
    ann.ok("POST", &path, said(&office_is, new_home("Home", 91))).await;
    assert_eq!(services.called_by(&office.ann).await.hno.as_deref(), Some("91"));

    // It is carried on, and what it has left behind there lasts until it expires.
    let moved = office.ann.moved_to("127.0.1.1").await;
    let moved_is = elsewhere(&office, ann, &device, &office_is["location"]["network_key"]).await;
    ann.ok("POST", &path, said(&moved_is, new_home("Home", 92))).await;
    assert_eq!(services.called_by(&moved).await.hno.as_deref(), Some("92"));
    // Readiness says where it registered last.
    let found = office.world.admin.get("/v1/readiness?search=ann%20lee").await;
    let devices = found["owners"]["items"][0]["devices"].clone();
    let telephone = devices.as_array().unwrap().iter().find(|found| found["id"] == device).unwrap().clone();
    assert_eq!(telephone["readiness"], json!("settled"));
    // Whoever calls from the first place is there.
    assert_eq!(services.called_by(&office.ann).await.hno.as_deref(), Some("91"));
    office.world.stop().await;
}

#[tokio::test]
async fn somebody_who_has_left_makes_emergency_calls_with_their_telephone_and_nothing_else() {
    let (services, office) = Services::open().await;
    let world = &office.world;
    let path = format!("/v1/users/{}", world.ann.id);
    let mut user = world.admin.get(&path).await;
    user["active"] = json!(false);
    let edit = ["name", "email", "site", "roles", "licensed", "extension", "active", "version"];
    let edit: serde_json::Map<String, Value> =
        edit.iter().filter_map(|name| Some(((*name).to_owned(), user.get(*name)?.clone()))).collect();
    world.admin.ok("PUT", &path, Value::Object(edit)).await;
    // Her registration is gone with her account.
    let end = std::time::Instant::now() + PATIENCE;
    while world.admin.get(&format!("/v1/desk-phones?owner_kind=user&owner={}", world.ann.id)).await[0]["places"]
        != json!([])
    {
        assert!(std::time::Instant::now() < end, "still registered");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let address = services.called_by(&office.ann).await;
    assert_eq!(address.a3.as_deref(), Some("Leeds"), "her password proves it, and her site is known");
    office.ann.dial("+441134960211").await;
    office.ann.wait("a refusal", |state| state.last_code >= 400).await;
    office.world.stop().await;
}
