//! Delegations: their whole life, who may do what, and whom it is told.

use jiff::SignedDuration;
use roamline_domain::ids::{PhoneId, UserId};
use serde_json::{Value, json};

use crate::world::{Person, World, fresh};

fn to_user(user: UserId) -> Value {
    json!({"kind": "user", "id": user})
}

fn to_phone(phone: PhoneId) -> Value {
    json!({"kind": "phone", "id": phone})
}

fn invitation(delegate: &Value) -> Value {
    json!({"id": fresh(), "delegate": delegate})
}

fn path(delegation: &Value) -> String {
    format!("/v1/delegations/{}", delegation["id"].as_str().unwrap())
}

async fn invite(who: &Person, delegate: UserId) -> Value {
    who.ok("POST", "/v1/delegations", invitation(&to_user(delegate))).await
}

/// Does something in the version that was read, which must succeed.
async fn act(who: &Person, delegation: &Value, act: &str) -> Value {
    let (status, answer) =
        who.send_if(&delegation["version"], "POST", &format!("{}/{act}", path(delegation)), None).await;
    assert!(status.is_success(), "{act}: {status} {answer}");
    answer
}

/// Status, code and message of what must be refused.
async fn refused(who: &Person, delegation: &Value, act: &str) -> (u16, String, String) {
    let (status, answer) =
        who.send_if(&delegation["version"], "POST", &format!("{}/{act}", path(delegation)), None).await;
    assert!(status.is_client_error(), "{act}: {status} {answer}");
    let text = |name: &str| answer[name].as_str().unwrap().to_owned();
    (status.as_u16(), text("code"), text("message"))
}

async fn active(world: &World) -> Value {
    let asked = invite(&world.ann, world.ben.id).await;
    act(&world.ben, &asked, "accept").await
}

/// The delegations in somebody's view, each as its state and whether it is suspended.
async fn seen(who: &Person) -> Vec<(String, bool)> {
    let seen = who.entities("delegation").await;
    seen.iter().map(|d| (d["state"].as_str().unwrap().to_owned(), d["suspended"].is_object())).collect()
}

fn state(state: &str) -> Vec<(String, bool)> {
    vec![(state.to_owned(), false)]
}

fn suspended() -> Vec<(String, bool)> {
    vec![("active".to_owned(), true)]
}

const ANN: &str = "ann.lee@harrier.example";
const BEN: &str = "ben.ray@harrier.example";

#[tokio::test]
async fn asked_and_accepted() {
    let world = World::new().await;
    let before = world.cursor().await;
    let body = invitation(&to_user(world.ben.id));
    let asked = world.ann.ok("POST", "/v1/delegations", body.clone()).await;
    assert_eq!((asked["state"].as_str(), asked["version"].as_u64()), (Some("invited"), Some(1)));
    assert_eq!(
        (&asked["delegator"]["name"], &asked["delegate"]["name"]),
        (&json!("Ann Lee"), &json!("Ben Ray"))
    );
    assert_eq!(asked["made_by_name"], "Ann Lee");
    let again = world.ann.send("POST", "/v1/delegations", Some(body.clone())).await;
    assert_eq!((again.0.as_u16(), &again.1), (200, &asked), "the same invitation");
    assert_eq!((seen(&world.ann).await, seen(&world.ben).await), (state("invited"), state("invited")));
    let mail = world.wait_for_mail(BEN, 1).await;
    assert!(mail[0].contains("Ann Lee asks you to act on the lines of Ann Lee"), "{mail:?}");
    assert!(mail[0].contains(&format!("roamline://delegation/{}", body["id"].as_str().unwrap())), "{mail:?}");

    let accepted = act(&world.ben, &asked, "accept").await;
    assert_eq!((accepted["state"].as_str(), accepted["version"].as_u64()), (Some("active"), Some(2)));
    assert_eq!((seen(&world.ann).await, seen(&world.ben).await), (state("active"), state("active")));
    assert_eq!(world.told(world.ann.id, before).await.len(), 2);
    assert_eq!(world.told(world.ben.id, before).await.len(), 2);
    assert!(world.told(world.cleo.id, before).await.is_empty());
    assert!(world.wait_for_mail(ANN, 1).await[0].contains("Ben Ray accepted"));
    assert_eq!(world.wait_for_mail(BEN, 1).await.len(), 1, "nobody is told what they did");

    let (status, code, message) = refused(&world.ann, &asked, "withdraw").await;
    assert_eq!((status, code.as_str()), (412, "outdated"));
    assert_eq!(message, "Ben Ray changed this since you opened it: the request was accepted.");
    assert_eq!(refused(&world.ben, &accepted, "accept").await.1, "not_open");
    assert_eq!(refused(&world.ben, &accepted, "end").await.1, "forbidden");
    let second = world.ann.refused("POST", "/v1/delegations", Some(invitation(&to_user(world.ben.id)))).await;
    assert_eq!(second, ("conflict".into(), "delegate".into()));
    let mut other = body;
    other["delegate"] = to_user(world.cleo.id);
    assert_eq!(
        world.ann.refused("POST", "/v1/delegations", Some(other)).await,
        ("conflict".into(), "id".into())
    );

    act(&world.ann, &accepted, "end").await;
    assert!(seen(&world.ann).await.is_empty() && seen(&world.ben).await.is_empty());
    assert!(world.wait_for_mail(BEN, 2).await.iter().any(|mail| mail.contains("ended the delegation")));
    let audit = world.admin.get("/v1/audit?q=delegation").await;
    let actions: Vec<_> = audit.as_array().unwrap().iter().map(|e| e["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["delegation.ended", "delegation.accepted", "delegation.invited"]);
}

#[tokio::test]
async fn whoever_lost_the_answer_gets_it_by_asking_again() {
    let world = World::new().await;
    let asked = invite(&world.ann, world.ben.id).await;
    let accepted = act(&world.ben, &asked, "accept").await;
    assert_eq!(act(&world.ben, &asked, "accept").await, accepted, "nothing happens twice");
    assert_eq!(refused(&world.ben, &asked, "decline").await.0, 412);
    assert_eq!(world.wait_for_mail(ANN, 1).await.len(), 1);

    // What somebody else did is no answer to it.
    act(&world.admin, &accepted, "end").await;
    let (status, _, message) = refused(&world.ann, &accepted, "end").await;
    assert_eq!((status, message.contains("Ada Admin")), (412, true), "{message}");
}

#[tokio::test]
async fn declined_dismissed_and_asked_again() {
    let world = World::new().await;
    let asked = invite(&world.ann, world.ben.id).await;
    let declined = act(&world.ben, &asked, "decline").await;
    assert_eq!((seen(&world.ann).await, seen(&world.ben).await), (state("declined"), vec![]));
    assert_eq!(refused(&world.ben, &declined, "dismiss").await.1, "forbidden");
    let again = invite(&world.ann, world.ben.id).await;
    assert_eq!(seen(&world.ann).await, state("invited"), "the new one takes the place of the declined one");
    assert_eq!(refused(&world.ann, &again, "dismiss").await.1, "not_open");
    let declined = act(&world.ben, &again, "decline").await;
    act(&world.ann, &declined, "dismiss").await;
    assert!(seen(&world.ann).await.is_empty());

    let third = invite(&world.ann, world.ben.id).await;
    let taken_back = act(&world.ann, &third, "withdraw").await;
    assert_eq!(taken_back["state"], "withdrawn");
    assert!(seen(&world.ann).await.is_empty() && seen(&world.ben).await.is_empty());
    let (status, _, message) = refused(&world.ben, &third, "accept").await;
    assert_eq!(status, 412);
    assert_eq!(message, "Ann Lee changed this since you opened it: the request was taken back.");
}

#[tokio::test]
async fn a_change_names_the_version_and_what_is_wrong() {
    let world = World::new().await;
    let delegation = active(&world).await;
    let terms = format!("{}/terms", path(&delegation));
    let only_placing = json!({"terms": {"privileges":
        {"place_calls": true, "answer_calls": false, "pick_up_held": false, "lock_calls": true}}});
    let (status, answer) = world.ann.send("PUT", &terms, Some(only_placing.clone())).await;
    assert_eq!((status.as_u16(), answer["code"].as_str()), (428, Some("malformed")));

    let (_, changed) = world.ann.send_if(&json!(2), "PUT", &terms, Some(only_placing.clone())).await;
    assert_eq!(changed["version"], 3);
    let (_, same) = world.ann.send_if(&json!(3), "PUT", &terms, Some(only_placing.clone())).await;
    assert_eq!(same, changed, "what is so already changes nothing");
    let hours = json!({"terms": {"privileges": only_placing["terms"]["privileges"], "schedule":
        {"time_zone": "Europe/London", "hours": [{"days": ["monday"], "from": "09:00:00", "to": "17:00:00"}]}}});
    let (status, answer) = world.admin.send_if(&json!(2), "PUT", &terms, Some(hours.clone())).await;
    assert_eq!(status.as_u16(), 412);
    assert_eq!(
        answer["message"],
        "Ann Lee changed this since you opened it: answering and picking up were taken away."
    );
    world.admin.send_if(&json!(3), "PUT", &terms, Some(hours)).await;
    let (_, answer) = world.ann.send_if(&json!(2), "PUT", &terms, Some(only_placing)).await;
    assert_eq!(
        answer["message"],
        "Ann Lee and Ada Admin changed this since you opened it: answering and picking up were taken away; \
         the hours were changed."
    );
    assert!(
        world
            .wait_for_mail(BEN, 3)
            .await
            .iter()
            .any(|m| m.contains("Hours: Monday") && m.contains("(Europe/London)"))
    );

    let nothing = json!({"terms": {"privileges":
        {"place_calls": false, "answer_calls": false, "pick_up_held": false, "lock_calls": false},
        "until": "2001-01-01T00:00:00Z"}});
    let (status, answer) = world.ann.send_if(&json!(4), "PUT", &terms, Some(nothing)).await;
    assert_eq!((status.as_u16(), answer["field"].as_str()), (422, Some("terms.privileges")));
    assert_eq!(answer["more"][0]["field"], "terms.until");

    let ringing = format!("{}/ringing", path(&delegation));
    let off = json!({"rings": false});
    assert_eq!(world.ann.send_if(&json!(4), "PUT", &ringing, Some(off.clone())).await.0.as_u16(), 403);
    let (_, quiet) = world.ben.send_if(&json!(4), "PUT", &ringing, Some(off)).await;
    assert_eq!((quiet["rings"].as_bool(), quiet["version"].as_u64()), (Some(false), Some(5)));
    assert_eq!(world.ann.entities("delegation").await[0]["rings"], false);
}

#[tokio::test]
async fn an_administrator_assigns_at_once_or_asks() {
    let world = World::new().await;
    let assign = |who: UserId| format!("/v1/shared-lines/{who}/delegates");
    let made = world.leeds_admin.ok("POST", &assign(world.ann.id), invitation(&to_user(world.ben.id))).await;
    assert_eq!((made["state"].as_str(), made["made_by_name"].as_str()), (Some("active"), Some("Lea Leeds")));
    assert_eq!((world.wait_for_mail(ANN, 1).await.len(), world.wait_for_mail(BEN, 1).await.len()), (1, 1));
    // A delegate of another site is asked.
    let asked =
        world.leeds_admin.ok("POST", &assign(world.ann.id), invitation(&to_user(world.cleo.id))).await;
    assert_eq!(asked["state"], "invited");
    assert_eq!(refused(&world.leeds_admin, &asked, "accept").await.1, "forbidden");
    // The administrator of the delegate's site sees it, and takes the delegate out once it is active.
    assert_eq!(refused(&world.austin_admin, &asked, "withdraw").await.1, "forbidden");
    let accepted = act(&world.cleo, &asked, "accept").await;
    act(&world.austin_admin, &accepted, "end").await;
    assert_eq!(refused(&world.austin_admin, &made, "end").await.1, "not_found");
    let (status, _) = world
        .austin_admin
        .send("POST", &assign(world.ann.id), Some(invitation(&to_user(world.cleo.id))))
        .await;
    assert_eq!(status.as_u16(), 404);

    world.account_policy(|policy| policy["admin_assignment_needs_acceptance"] = json!(true)).await;
    let asked = world.admin.ok("POST", &assign(world.ben.id), invitation(&to_user(world.ann.id))).await;
    assert_eq!(asked["state"], "invited");
}

#[tokio::test]
async fn a_common_area_phone_is_answered_for_by_the_administrators_of_its_site() {
    let world = World::new().await;
    let reception = world.phone(world.austin, "Reception").await;
    let asked = world.ann.ok("POST", "/v1/delegations", invitation(&to_phone(reception))).await;
    assert_eq!(asked["delegate"]["site_name"], "Austin");
    assert_eq!(world.wait_for_mail("otis.austin@harrier.example", 1).await.len(), 1);
    assert_eq!(world.wait_for_mail("ada.admin@harrier.example", 1).await.len(), 1);
    assert!(world.mail_to("lea.leeds@harrier.example").await.is_empty());
    assert_eq!(refused(&world.leeds_admin, &asked, "accept").await.1, "forbidden");
    assert_eq!(refused(&world.cleo, &asked, "accept").await.1, "not_found");
    act(&world.austin_admin, &asked, "accept").await;
    assert_eq!(seen(&world.ann).await, state("active"));
    assert!(world.wait_for_mail(ANN, 1).await[0].contains("Reception may act on your lines now"));
}

#[tokio::test]
async fn locked_settings_are_seen_but_not_changed() {
    let world = World::new().await;
    let lock = format!("/v1/shared-lines/{}/lock", world.ann.id);
    let asked = invite(&world.ann, world.ben.id).await;
    let (status, answer) =
        world.leeds_admin.send_if(&json!(1), "PUT", &lock, Some(json!({"locked": true}))).await;
    assert_eq!((status.as_u16(), answer["code"].as_str()), (409, Some("conflict")));
    assert!(
        answer["message"].as_str().unwrap().starts_with("Ben Ray has not answered an invitation yet;"),
        "{answer}"
    );
    let accepted = act(&world.ben, &asked, "accept").await;

    let (status, locked) =
        world.leeds_admin.send_if(&json!(1), "PUT", &lock, Some(json!({"locked": true}))).await;
    assert_eq!((status.as_u16(), locked["lock"]["by_name"].as_str()), (200, Some("Lea Leeds")));
    assert_eq!(world.ann.get("/v1/me").await["delegation_locked"], true);
    assert_eq!(world.ben.entities("delegation").await[0]["delegator"]["locked"], true);
    let mail = world.wait_for_mail(ANN, 2).await;
    assert!(mail.iter().any(|m| m.contains("Lea Leeds locked your delegation settings")), "{mail:?}");
    assert_eq!(refused(&world.ann, &accepted, "end").await.1, "locked");
    let new = world.ann.refused("POST", "/v1/delegations", Some(invitation(&to_user(world.cleo.id)))).await;
    assert_eq!(new.0, "locked");
    let ringing = format!("{}/ringing", path(&accepted));
    let (status, quiet) =
        world.ben.send_if(&accepted["version"], "PUT", &ringing, Some(json!({"rings": false}))).await;
    assert!(status.is_success(), "the delegate's own switch is not locked");
    act(&world.leeds_admin, &quiet, "end").await;

    let (status, answer) = world.admin.send_if(&json!(1), "PUT", &lock, Some(json!({"locked": false}))).await;
    assert_eq!(status.as_u16(), 412);
    assert_eq!(answer["message"], "Lea Leeds changed this since you opened it: the settings were locked.");
    let (_, open) = world.admin.send_if(&json!(2), "PUT", &lock, Some(json!({"locked": false}))).await;
    assert!(open["lock"].is_null());
    assert_eq!(world.ann.get("/v1/me").await["delegation_locked"], false);
    invite(&world.ann, world.cleo.id).await;
}

#[tokio::test]
async fn limits_count_invitations_of_the_delegator_and_hold_at_acceptance() {
    let world = World::new().await;
    world.account_policy(|policy| policy["max_delegates"] = json!(1)).await;
    let asked = invite(&world.ann, world.ben.id).await;
    let (status, answer) =
        world.ann.send("POST", "/v1/delegations", Some(invitation(&to_user(world.cleo.id)))).await;
    assert_eq!((status.as_u16(), answer["code"].as_str()), (409, Some("limit_reached")));
    assert!(answer["message"].as_str().unwrap().contains("1 delegates"), "{answer}");
    world.account_policy(|policy| policy["max_delegators"] = json!(0)).await;
    assert_eq!(refused(&world.ben, &asked, "accept").await.1, "limit_reached");
    assert_eq!(seen(&world.ben).await, state("invited"));
    world.account_policy(|policy| policy["max_delegators"] = json!(1)).await;
    act(&world.ben, &asked, "accept").await;
    world.account_policy(|policy| policy["max_delegates"] = json!(32)).await;
    let full = world.cleo.refused("POST", "/v1/delegations", Some(invitation(&to_user(world.ben.id)))).await;
    assert_eq!(full.0, "limit_reached");
    let own = world.cleo.refused("POST", "/v1/delegations", Some(invitation(&to_user(world.cleo.id)))).await;
    assert_eq!(own, ("invalid".into(), "delegate".into()));
}

async fn edit(world: &World, whom: &Person, change: impl FnOnce(&mut Value)) {
    let path = format!("/v1/users/{}", whom.id);
    let mut user = world.admin.get(&path).await;
    user.as_object_mut().unwrap().retain(|name, _| !["id", "email", "numbers"].contains(&name.as_str()));
    change(&mut user);
    world.admin.ok("PUT", &path, user).await;
}

#[tokio::test]
async fn what_hinders_suspends_and_ends_nothing() {
    let world = World::new().await;
    active(&world).await;
    world.account_policy(|policy| policy["delegation"] = json!(false)).await;
    assert_eq!((seen(&world.ann).await, seen(&world.ben).await), (suspended(), suspended()));
    let reasons = world.ann.entities("delegation").await[0]["suspended"]["reasons"].clone();
    assert_eq!(
        reasons,
        json!([{"party": "delegator", "hindrance": "policy_off"}, {"party": "delegate", "hindrance": "policy_off"}])
    );
    let refused =
        world.ann.refused("POST", "/v1/delegations", Some(invitation(&to_user(world.cleo.id)))).await;
    assert_eq!(refused.0, "hindered");
    world.account_policy(|policy| policy["delegation"] = json!(true)).await;
    assert_eq!(seen(&world.ben).await, state("active"));
    let mail = world.wait_for_mail(BEN, 3).await;
    assert_eq!(
        mail.iter().filter(|m| m.contains("is suspended, since delegation is switched off")).count(),
        1,
        "{mail:?}"
    );
    assert_eq!(
        mail.iter().filter(|m| m.contains("goes on")).count(),
        1 + 1,
        "and what the first one says: {mail:?}"
    );

    edit(&world, &world.ben, |user| user["licensed"] = json!(false)).await;
    assert_eq!(seen(&world.ann).await, suspended());
    edit(&world, &world.ben, |user| user["licensed"] = json!(true)).await;
    assert_eq!(seen(&world.ann).await, state("active"));
    edit(&world, &world.ben, |user| user["active"] = json!(false)).await;
    assert_eq!(seen(&world.ann).await, suspended());
    edit(&world, &world.ben, |user| user["active"] = json!(true)).await;
    assert_eq!(seen(&world.ann).await, state("active"));

    // The delegator goes to a site where delegation is off.
    let austin = world.admin.get(&format!("/v1/sites/{}", world.austin)).await;
    let off = json!({"policy": {"delegation": false}, "version": austin["version"]});
    world.admin.ok("PUT", &format!("/v1/policies/sites/{}", world.austin), off).await;
    world.settled().await;
    assert_eq!(seen(&world.ann).await, state("active"));
    edit(&world, &world.ann, |user| user["site"] = json!(world.austin)).await;
    assert_eq!(seen(&world.ann).await, suspended());
    edit(&world, &world.ann, |user| user["name"] = json!("Ann Long")).await;
    let seen = world.admin.get(&format!("/v1/shared-lines/{}", world.ann.id)).await;
    assert_eq!(seen["delegates"][0]["delegator"]["name"], "Ann Long");
    assert_eq!(seen["hindrance"], "Delegation is switched off at the delegator's site.");
}

#[tokio::test]
async fn temporary_cover_ends_by_itself() {
    let world = World::new().await;
    let until = world.clock.now() + SignedDuration::from_hours(2);
    let mut body = invitation(&to_user(world.ben.id));
    body["terms"] = json!({"privileges": {"place_calls": true, "answer_calls": true, "pick_up_held": true,
        "lock_calls": true}, "until": until.to_string()});
    let asked = world.ann.ok("POST", "/v1/delegations", body).await;
    act(&world.ben, &asked, "accept").await;
    let expire = async || {
        roamline_server::delegations::expire(&world.store, "https://roamline.example").await.unwrap()
    };
    expire().await;
    assert_eq!(seen(&world.ann).await, state("active"));
    world.clock.advance(SignedDuration::from_hours(3));
    expire().await;
    assert!(seen(&world.ann).await.is_empty() && seen(&world.ben).await.is_empty());
    let ended = world.ann.get(&path(&asked)).await;
    assert_eq!((ended["state"].as_str(), ended["by"].is_null()), (Some("ended"), true));
    assert!(world.wait_for_mail(ANN, 2).await.iter().any(|m| m.contains("came to its end, as planned")));
}

#[tokio::test]
async fn the_directory_says_who_cannot_be_asked() {
    let world = World::new().await;
    world.phone(world.leeds, "Reception").await;
    invite(&world.ann, world.ben.id).await;
    edit(&world, &world.cleo, |user| user["licensed"] = json!(false)).await;
    let all = world.ann.get("/v1/directory").await;
    let names: Vec<_> =
        all["items"].as_array().unwrap().iter().map(|e| e["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Ada Admin", "Ben Ray", "Cleo Fox", "Lea Leeds", "Otis Austin", "Reception"]);
    let why = |name: &str| {
        let entry = all["items"].as_array().unwrap().iter().find(|e| e["name"] == name).unwrap();
        entry["hindrance"].as_str().map(str::to_owned)
    };
    assert_eq!(why("Ben Ray").as_deref(), Some("Has been asked already."));
    assert_eq!(why("Cleo Fox").as_deref(), Some("The delegate has no phone licence."));
    assert_eq!((why("Reception"), why("Lea Leeds")), (None, None));
    assert!(all["items"][0].get("email").is_none());
    let page = world.ann.get("/v1/directory?q=RECEP&limit=1").await;
    assert_eq!((page["total"].as_u64(), page["items"][0]["who"]["kind"].as_str()), (Some(1), Some("phone")));
    let of_ann = world.leeds_admin.get(&format!("/v1/directory?delegator={}&q=ben", world.ann.id)).await;
    assert_eq!(of_ann["items"][0]["hindrance"], "Has been asked already.");
    for other in [&world.ben, &world.austin_admin] {
        let (code, _) =
            other.refused("GET", &format!("/v1/directory?delegator={}", world.ann.id), None).await;
        assert_eq!(code, "not_found");
    }
}

#[tokio::test]
async fn the_list_is_searched_paged_and_limited_to_a_site() {
    let world = World::new().await;
    active(&world).await;
    invite(&world.cleo, world.ann.id).await;
    let names = |page: &Value| -> Vec<String> {
        page["items"].as_array().unwrap().iter().map(|i| i["name"].as_str().unwrap().to_owned()).collect()
    };
    let all = world.admin.get("/v1/shared-lines").await;
    assert_eq!(
        (names(&all), all["total"].as_u64()),
        (vec!["Ann Lee".into(), "Ben Ray".into(), "Cleo Fox".into()], Some(3))
    );
    let ann = &all["items"][0];
    assert_eq!(
        (ann["delegates"][0]["name"].as_str(), ann["delegates"][0]["active"].as_bool()),
        (Some("Ben Ray"), Some(true))
    );
    assert_eq!(
        (ann["delegators"][0]["name"].as_str(), ann["delegators"][0]["active"].as_bool()),
        (Some("Cleo Fox"), Some(false))
    );
    assert_eq!(names(&world.admin.get("/v1/shared-lines?offset=1&limit=1").await), ["Ben Ray"]);
    assert_eq!(names(&world.admin.get("/v1/shared-lines?q=cleo").await), ["Cleo Fox"]);
    let number = world.admin.ok("POST", "/v1/numbers", json!({"number": "+44 113 496 0217"})).await;
    let to_ben = json!({"assignee": to_user(world.ben.id), "version": number["version"]});
    world.admin.ok("PUT", "/v1/numbers/+441134960217", to_ben).await;
    for typed in ["0113 496 0217", "%2B44 113 496 0217", "0217"] {
        let (lines, users) = (format!("/v1/shared-lines?q={typed}"), format!("/v1/users?q={typed}"));
        assert_eq!(names(&world.admin.get(&lines.replace(' ', "%20")).await), ["Ben Ray"], "{typed}");
        assert_eq!(names(&world.admin.get(&users.replace(' ', "%20")).await), ["Ben Ray"], "{typed}");
    }
    assert_eq!(
        names(&world.admin.get(&format!("/v1/shared-lines?site={}", world.austin)).await),
        ["Cleo Fox"]
    );
    assert_eq!(names(&world.austin_admin.get("/v1/shared-lines").await), ["Cleo Fox"]);
    let (code, _) =
        world.austin_admin.refused("GET", &format!("/v1/shared-lines?site={}", world.leeds), None).await;
    assert_eq!(code, "forbidden");
    assert_eq!(
        world.austin_admin.refused("GET", &format!("/v1/shared-lines/{}", world.ann.id), None).await.0,
        "not_found"
    );
}

/// Nobody is told of another's delegation: not in the snapshot, not in the events, not by its address.
#[tokio::test]
async fn nobody_receives_the_delegation_of_others() {
    let world = World::new().await;
    let reception = world.phone(world.leeds, "Reception").await;
    let start = world.cursor().await;
    let made = active(&world).await;
    let of_phone = world.ann.ok("POST", "/v1/delegations", invitation(&to_phone(reception))).await;
    act(&world.leeds_admin, &of_phone, "decline").await;
    act(&world.ann, &made, "end").await;
    let again = active(&world).await;
    for other in [&world.cleo, &world.admin, &world.leeds_admin, &world.austin_admin] {
        assert!(other.entities("delegation").await.is_empty());
        let told = serde_json::to_string(&world.told(other.id, start).await).unwrap();
        assert!(!told.contains("Ann Lee") && !told.contains("\"delegation\""), "{told}");
    }
    // Administrators of the site learn that something changed, and nobody else does.
    for (who, learns) in [
        (&world.admin, true),
        (&world.leeds_admin, true),
        (&world.austin_admin, false),
        (&world.ann, false),
        (&world.ben, false),
        (&world.cleo, false),
    ] {
        let told = serde_json::to_string(&world.told(who.id, start).await).unwrap();
        assert_eq!(told.contains("shared_lines"), learns, "{told}");
    }
    for other in [&world.cleo, &world.austin_admin] {
        assert_eq!(other.refused("GET", &path(&again), None).await.0, "not_found");
        for act in ["accept", "decline", "withdraw", "end", "dismiss"] {
            assert_eq!(refused(other, &again, act).await.1, "not_found");
        }
    }
    // The delegate sees nothing of the other delegate of the same line.
    let ben = serde_json::to_string(&world.told(world.ben.id, start).await).unwrap();
    assert!(!ben.contains("Reception"));
}

#[tokio::test]
async fn whoever_is_told_of_several_at_once_gets_one_mail() {
    let world = World::new().await;
    active(&world).await;
    let asked = invite(&world.ann, world.cleo.id).await;
    act(&world.cleo, &asked, "accept").await;
    world.wait_for_mail(ANN, 2).await;
    world.account_policy(|policy| policy["delegation"] = json!(false)).await;
    let mail = world.wait_for_mail(ANN, 3).await;
    let listed = mail.iter().find(|mail| mail.contains("2 delegations rest for now")).unwrap();
    assert!(
        listed.contains("to Ben Ray is suspended") && listed.contains("to Cleo Fox is suspended"),
        "{listed}"
    );
    assert!(world.wait_for_mail(BEN, 2).await.iter().any(|mail| mail.contains("to you is suspended")));
}

#[tokio::test]
async fn a_phone_that_leaves_takes_its_delegations_with_it() {
    let world = World::new().await;
    let reception = world.phone(world.leeds, "Reception").await;
    let assign = format!("/v1/shared-lines/{}/delegates", world.ann.id);
    world.leeds_admin.ok("POST", &assign, invitation(&to_phone(reception))).await;
    let asked = world.ben.ok("POST", "/v1/delegations", invitation(&to_phone(reception))).await;
    assert_eq!((seen(&world.ann).await, seen(&world.ben).await), (state("active"), state("invited")));
    let before = world.cursor().await;
    world.leeds_admin.delete_if(&json!(1), &format!("/v1/phones/{reception}")).await;
    assert!(seen(&world.ann).await.is_empty() && seen(&world.ben).await.is_empty());
    assert_eq!(
        (world.told(world.ann.id, before).await.len(), world.told(world.ben.id, before).await.len()),
        (1, 1)
    );
    assert!(
        world.wait_for_mail(ANN, 2).await.iter().any(|m| m.contains("ended the delegation of your lines"))
    );
    assert!(world.wait_for_mail(BEN, 1).await[0].contains("declined the request"));
    assert_eq!(world.ben.refused("GET", &path(&asked), None).await.0, "not_found");
    assert_eq!(world.admin.get("/v1/shared-lines").await["total"], 0);
}
