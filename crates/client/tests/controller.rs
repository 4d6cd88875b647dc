//! The rules of what the user meets, one test each.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use jiff::SignedDuration;
use roamline_api::sync::Entity;
use roamline_client::controller::{Effect, Event};
use roamline_client::server::CallError;
use roamline_client::view::{
    Action, ActionErrorCode, Answer, Connection, Keychain, Permission, PromptQuestion, Settings, Snooze,
    Status, Step,
};
use roamline_domain::dispatch::Rung;
use roamline_domain::ids::LocationId;
use roamline_domain::mac::MacAddr;
use roamline_domain::readiness::LocationPermission;
use support::world::{FakeServer, Fate, World};
use support::*;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
const SECOND: SignedDuration = SignedDuration::from_secs(1);

fn router(number: u8) -> MacAddr {
    network(number).gateway.unwrap().mac.unwrap()
}

fn with_rule(number: u8, place: LocationId) -> World {
    let mut server = FakeServer::new();
    server.rules.insert(router(number), place);
    World::with_server(server)
}

fn arrived(number: u8) -> World {
    let mut world = World::signed_in();
    world.move_to(Some(network(number)));
    world.settle();
    world
}

#[test]
fn an_unknown_network_asks_to_add_and_the_answer_settles_it() {
    let mut world = arrived(1);
    assert_eq!(world.prompt().unwrap().question, PromptQuestion::Add);
    assert_eq!(world.view().status, Status::Add);
    assert_eq!(world.notified.len(), 1);
    world.new_home("Home").unwrap();
    assert_eq!(world.prompt(), None);
    assert_eq!(world.on_screen, None);
    assert_eq!(world.view().dispatch.location.unwrap().rung, Rung::PendingReport);
    world.settle();
    assert_eq!(world.server.reports.len(), 1);
    let view = world.view();
    assert_eq!(view.status, Status::Settled);
    assert_eq!(view.dispatch.location.unwrap().rung, Rung::ConfirmedLocation);
    assert_eq!(view.dispatch_lines, address("Home").lines());
    assert!(view.outbox.is_empty());
    assert_eq!(view.personal_locations.len(), 1);
    assert_eq!(view.recent.len(), 1);
}

#[test]
fn an_answer_given_in_the_portal_settles_the_question_here() {
    for device_first in [false, true] {
        let mut world = arrived(1);
        assert!(world.on_screen.is_some());
        let (network_key, stay) = (world.key().unwrap(), world.disk.values.stay.clone().unwrap().id);
        let mut told = world.server.told_elsewhere(&network(1), stay, "Home", world.now);
        if device_first {
            told.reverse();
        }
        for entity in told {
            let event = world.server.put(entity);
            world.hear(Event::Changed(Box::new(event)));
        }
        assert_eq!(world.prompt(), None);
        assert_eq!(world.on_screen, None, "the notification goes by itself");
        let view = world.view();
        assert_eq!(view.status, Status::Settled);
        assert_eq!(view.here.unwrap().network_key, Some(network_key));
        assert_eq!(view.dispatch.location.unwrap().label, "Home");
        assert!(view.outbox.is_empty(), "nothing is said a second time");
        world.settle();
        assert_eq!(world.prompt(), None, "nor does the next look bring the question back");
        assert_eq!(world.notified.len(), 1);
    }
}

#[test]
fn a_change_that_is_made_in_the_portal_ends_the_question_here() {
    let mut world = arrived(1);
    world.new_home("Home").unwrap();
    world.settle();
    world.act(Action::ChangeHere).unwrap();
    world.pass(SECOND);
    let stay = world.disk.values.stay.clone().unwrap().id;
    let told = world.server.told_elsewhere(&network(1), stay, "Cottage", world.now);
    for entity in told {
        assert!(world.prompt().is_some(), "still the question");
        let is_the_answer = matches!(&entity, Entity::KnownNetwork(known) if known.place.label == "Cottage");
        let event = world.server.put(entity);
        world.hear(Event::Changed(Box::new(event)));
        if is_the_answer {
            break;
        }
    }
    assert_eq!(world.prompt(), None);
    assert_eq!(world.view().dispatch.location.unwrap().label, "Cottage");
}

#[test]
fn the_view_names_this_device_while_somebody_is_signed_in() {
    let mut world = World::signed_in();
    assert_eq!(world.view().device, Some(device()));
    world.act(Action::SignOut).unwrap();
    assert_eq!(world.view().device, None);
}

#[test]
fn a_network_of_the_wiremap_asks_to_confirm() {
    let mut world = with_rule(1, location(4));
    world.move_to(Some(network(1)));
    assert_eq!(world.prompt(), None, "the server may know it, so nobody is asked before it has answered");
    world.settle();
    let PromptQuestion::Confirm { place } = world.prompt().unwrap().question else { panic!("confirm") };
    assert_eq!(place.label, "location 4");
    assert_eq!(world.view().status, Status::Confirm);
    assert_eq!(world.view().dispatch.location.unwrap().rung, Rung::SiteDefault, "nobody has said so yet");
    world.answer(Answer::Confirm { location: location(4) }).unwrap();
    world.settle();
    assert_eq!(world.view().dispatch.location.unwrap().label, "location 4");
}

#[test]
fn a_known_network_is_recognised_silently() {
    let mut world = arrived(1);
    world.new_home("Home").unwrap();
    world.settle();
    world.move_to(Some(network(2)));
    world.settle();
    world.new_home("Café").unwrap();
    world.settle();
    let before = world.notified.len();
    world.move_to(Some(network(1)));
    assert_eq!(
        world.view().dispatch.location.unwrap().label,
        "Home",
        "at once, before the server has answered"
    );
    world.settle();
    assert_eq!(world.notified.len(), before);
    assert_eq!(world.view().here.unwrap().place.unwrap().label, "Home");
}

#[test]
fn changed_evidence_asks_nobody_unless_the_place_is_another() {
    let mut world = with_rule(1, location(4));
    let floor5 = on_access_point(network(1), 5);
    world.server.rules.insert(floor5.wifi.as_ref().unwrap().bssid.unwrap(), location(5));
    world.move_to(Some(network(1)));
    world.settle();
    world.answer(Answer::Confirm { location: location(4) }).unwrap();
    world.settle();
    let before = world.notified.len();
    for last in 20..40 {
        world.move_to(Some(with_address(network(1), last)));
        world.settle();
    }
    world.move_to(Some(on_access_point(network(1), 4)));
    world.settle();
    assert_eq!(world.notified.len(), before);
    world.move_to(Some(floor5));
    world.settle();
    assert_eq!(world.notified.len(), before + 1);
    let PromptQuestion::Confirm { place } = world.prompt().unwrap().question else { panic!("confirm") };
    assert_eq!(place.label, "location 5");
}

#[test]
fn a_flap_of_the_carrier_is_no_move() {
    let mut world = arrived(1);
    let stay = world.disk.values.stay.clone().unwrap().id;
    world.act(Action::Snooze { until: Snooze::NextMove }).unwrap();
    world.move_to(None);
    assert_eq!(world.view().status, Status::Unavailable);
    world.now += SECOND;
    world.move_to(Some(network(1)));
    world.settle();
    assert_eq!(world.disk.values.stay.clone().unwrap().id, stay);
    assert!(world.prompt().unwrap().snoozed_until_move);
    assert_eq!(world.notified.len(), 1);
}

#[test]
fn a_snooze_ends_in_time_and_survives_a_restart() {
    let mut world = arrived(1);
    world.act(Action::Snooze { until: Snooze::QuarterHour }).unwrap();
    assert_eq!(world.on_screen, None);
    world.pass(MINUTE * 14);
    world.restart();
    world.move_to(Some(network(1)));
    world.settle();
    assert_eq!(world.notified.len(), 1, "still put off");
    world.pass(SECOND * 61);
    assert_eq!(world.notified.len(), 2);
    world.act(Action::Snooze { until: Snooze::NextMove }).unwrap();
    world.pass(MINUTE);
    assert_eq!(world.on_screen, None);
    world.move_to(Some(network(2)));
    world.settle();
    assert_eq!(world.notified.len(), 3, "another network is asked for");
    world.move_to(Some(network(1)));
    world.settle();
    assert_eq!(world.notified.len(), 4, "and so is the first, after the move");
}

#[test]
fn a_stay_goes_on_over_a_restart_but_not_over_a_long_absence() {
    let mut world = arrived(1);
    let stay = world.disk.values.stay.clone().unwrap().id;
    world.now += MINUTE * 14;
    world.restart();
    world.move_to(Some(network(1)));
    assert_eq!(world.disk.values.stay.clone().unwrap().id, stay);
    world.now += MINUTE * 16;
    world.restart();
    world.move_to(Some(network(1)));
    assert_ne!(world.disk.values.stay.clone().unwrap().id, stay);
}

#[test]
fn a_stay_ends_while_the_computer_sleeps_and_lasts_while_it_is_awake() {
    let mut world = arrived(1);
    let stay = world.disk.values.stay.clone().unwrap().id;
    for _ in 0..20 {
        world.pass(MINUTE * 5);
        world.settle();
    }
    assert_eq!(world.disk.values.stay.clone().unwrap().id, stay);
    world.pass(MINUTE * 40);
    assert_ne!(world.disk.values.stay.clone().unwrap().id, stay);
    assert_eq!(world.notified.len(), 1, "the prompt on the screen is the same");
}

#[test]
fn a_switch_port_that_becomes_known_asks_nobody_and_tells_the_server() {
    let mut world = arrived(1);
    world.new_home("Home").unwrap();
    world.settle();
    let stay = world.disk.values.stay.clone().unwrap().id;
    let before = world.notified.len();
    world.move_to(Some(on_port(network(1), "Gi1/0/1")));
    assert_eq!(world.view().dispatch.location.unwrap().label, "Home");
    world.settle();
    assert_eq!(world.notified.len(), before);
    assert_eq!(world.disk.values.stay.clone().unwrap().id, stay);
    assert_eq!(world.server.reports.len(), 2, "the exact key is on the server too");
    assert_eq!(world.server.reports[1].choice.place(), world.server.reports[0].choice.place());
    // The frames stop for a while: the same port, the same stay.
    world.move_to(Some(network(1)));
    world.settle();
    assert_eq!(world.view().status, Status::Settled);
    // Another port is another place.
    world.move_to(Some(on_port(network(1), "Gi1/0/2")));
    world.settle();
    assert_ne!(world.disk.values.stay.clone().unwrap().id, stay);
    assert_eq!(world.notified.len(), before + 1);
}

#[test]
fn a_network_that_could_be_anybodys_is_never_known() {
    let mut world = World::signed_in();
    world.move_to(Some(unqualified()));
    world.settle();
    world.new_home("Hotel").unwrap();
    world.settle();
    assert_eq!(world.view().status, Status::Settled);
    world.move_to(None);
    world.move_to(Some(unqualified()));
    // The server of this world knows no public address, so neither does the key.
    world.fail_all();
    assert_eq!(world.view().status, Status::Add);
    assert_eq!(world.view().dispatch.location.unwrap().rung, Rung::SiteDefault);
}

#[test]
fn a_portable_network_is_asked_for_in_each_stay() {
    let mut world = World::signed_in();
    world.move_to(Some(hotspot()));
    world.settle();
    let answer = Answer::NewPersonalLocation { name: "Train".to_owned(), address: address("Train") };
    let network_key = world.key().unwrap();
    world.act(Action::Report { network_key, answer, portable: true }).unwrap();
    world.settle();
    assert_eq!(world.view().status, Status::Settled);
    world.move_to(Some(network(2)));
    world.settle();
    world.move_to(Some(hotspot()));
    world.settle();
    assert_eq!(world.view().status, Status::Add);
    assert!(world.view().here.unwrap().portable);
    assert_eq!(world.view().recent[0].label, "Train");
}

#[test]
fn offline_the_prompt_comes_from_the_cache_and_the_report_waits() {
    let mut world = with_rule(1, location(4));
    world.move_to(Some(network(1)));
    world.settle();
    world.move_to(Some(network(2)));
    world.settle();
    world.hear(Event::Disconnected { error: CallError::Offline { reason: "Gone.".to_owned() } });
    world.fail_all();
    world.move_to(Some(network(1)));
    world.fail_all();
    let PromptQuestion::Confirm { place } = world.prompt().unwrap().question else { panic!("confirm") };
    assert_eq!(place.label, "location 4", "as the server had said before");
    world.answer(Answer::Confirm { location: location(4) }).unwrap();
    world.fail_all();
    assert_eq!(world.view().status, Status::Settled);
    assert_eq!(world.view().dispatch.location.unwrap().rung, Rung::PendingReport);
    assert!(matches!(world.view().connection, Connection::Offline { .. }));
    world.restart();
    world.pass(MINUTE);
    world.settle();
    assert_eq!(world.server.reports.len(), 1);
    assert!(world.view().outbox.is_empty());
}

#[test]
fn a_silent_server_does_not_keep_the_user_from_being_asked() {
    let mut world = World::signed_in();
    world.move_to(Some(network(1)));
    assert_eq!(world.prompt(), None);
    world.pass(SECOND * 4);
    assert_eq!(world.prompt().unwrap().question, PromptQuestion::Add);
    assert_eq!(world.notified.len(), 1);
}

#[test]
fn a_refused_report_is_shown_and_the_user_is_asked_again() {
    let mut world = arrived(1);
    world.new_home("Home").unwrap();
    world.respond(Fate::Refused);
    world.settle();
    let view = world.view();
    assert_eq!(view.outbox[0].refused.as_deref(), Some("This place is gone."));
    assert_eq!(view.status, Status::Add);
    assert_eq!(world.notified.len(), 2);
    assert_eq!(view.dispatch.location.unwrap().rung, Rung::SiteDefault);
    let report = view.outbox[0].report;
    world.act(Action::DiscardReport { report }).unwrap();
    assert!(world.view().outbox.is_empty());
}

#[test]
fn a_report_that_waits_cannot_be_discarded() {
    let mut world = arrived(1);
    world.new_home("Home").unwrap();
    let report = world.waiting()[0];
    let refused = world.act(Action::DiscardReport { report }).unwrap_err();
    assert_eq!(refused.code, ActionErrorCode::Invalid);
    assert_eq!(world.waiting(), vec![report]);
}

#[test]
fn nobody_is_asked_in_a_call() {
    let mut world = World::signed_in();
    world.talks(true);
    world.move_to(Some(network(1)));
    world.settle();
    assert_eq!(world.notified.len(), 0);
    world.talks(false);
    assert_eq!(world.notified.len(), 1);
}

#[test]
fn without_notifications_the_prompt_waits_in_the_window() {
    let mut world = World::signed_in();
    world
        .act(Action::SaveSettings { settings: Settings { notifications: false, ..Settings::default() } })
        .unwrap();
    world.move_to(Some(network(1)));
    world.settle();
    assert!(world.notified.is_empty());
    assert!(world.prompt().is_some());
}

#[test]
fn the_user_can_change_a_settled_place() {
    let mut world = arrived(1);
    world.new_home("Home").unwrap();
    world.settle();
    world.act(Action::ChangeHere).unwrap();
    assert!(matches!(world.prompt().unwrap().question, PromptQuestion::Change { .. }));
    assert_eq!(world.view().status, Status::Settled);
    assert!(world.effects.contains(&Effect::ShowPrompt));
    world.act(Action::CancelChange).unwrap();
    assert_eq!(world.prompt(), None);
    world.act(Action::ChangeHere).unwrap();
    world.now += SECOND;
    world.new_home("Garden").unwrap();
    assert_eq!(world.prompt(), None);
    world.settle();
    assert_eq!(world.view().dispatch.location.unwrap().label, "Garden");
}

#[test]
fn an_answer_for_a_network_that_was_left_is_refused() {
    let mut world = arrived(1);
    let network_key = world.key().unwrap();
    world.move_to(Some(network(2)));
    world.settle();
    let answer = Answer::NewPersonalLocation { name: "Home".to_owned(), address: address("Home") };
    let refused = world.act(Action::Report { network_key, answer, portable: false }).unwrap_err();
    assert_eq!(refused.code, ActionErrorCode::Outdated);
    assert!(world.waiting().is_empty());
}

#[test]
fn wrong_fields_are_named() {
    let mut world = arrived(1);
    let mut wrong = address("Home");
    wrong.pc = None;
    let refused =
        world.answer(Answer::NewPersonalLocation { name: " ".to_owned(), address: wrong }).unwrap_err();
    assert_eq!(refused.code, ActionErrorCode::Invalid);
    let fields: Vec<&str> = refused.fields.iter().map(|f| f.field.as_str()).collect();
    assert_eq!(fields, ["name", "address.pc"]);
    assert!(world.waiting().is_empty());
}

#[test]
fn a_policy_is_kept_before_the_server_has_to() {
    let mut server = FakeServer::new();
    server.me.policy.bootstrap = false;
    let mut world = World::with_server(server);
    world.move_to(Some(network(1)));
    world.settle();
    assert!(!world.prompt().unwrap().company_allowed);
    let answer = Answer::NewCompanyLocation {
        parent: location(1),
        name: "Annex".to_owned(),
        address: address("Annex"),
    };
    assert!(world.answer(answer).is_err());
    assert!(world.waiting().is_empty());
}

#[test]
fn a_proposal_counts_at_once_as_pending() {
    let mut world = arrived(1);
    let answer = Answer::NewCompanyLocation {
        parent: location(1),
        name: "Annex".to_owned(),
        address: address("Annex"),
    };
    world.answer(answer).unwrap();
    world.settle();
    let dispatch = world.view().dispatch;
    assert_eq!(dispatch.location.as_ref().unwrap().rung, Rung::PendingReport);
    assert_eq!(dispatch.location.unwrap().label, "Annex");
    assert_eq!(dispatch.next.unwrap().rung, Rung::SiteDefault);
}

#[test]
fn an_administrator_can_ask_again() {
    let mut world = arrived(1);
    world.new_home("Home").unwrap();
    world.settle();
    world.now += MINUTE;
    world.server.me.ask_again_since = Some(world.now);
    world.server.seq += 1;
    let change =
        roamline_api::sync::Change::Put { entity: roamline_api::sync::Entity::Me(world.server.me.clone()) };
    world.hear(Event::Changed(Box::new(roamline_api::sync::Event { seq: world.server.seq, change })));
    world.settle();
    assert_eq!(world.view().status, Status::Add);
    assert_eq!(world.notified.len(), 2);
}

#[test]
fn another_users_data_never_goes_out_under_a_new_name() {
    let mut world = arrived(1);
    world.new_home("Home").unwrap();
    world.fail_all();
    world.hear(Event::Disconnected { error: CallError::SignedOut });
    assert_eq!(world.view().connection, Connection::SignedOut);
    assert_eq!(world.view().step, Step::Permission, "what is known stays in use");
    world.hear(Event::Action { ticket: 1, action: Action::SignIn });
    world.hear(Event::SignInReady { url: "https://phones.example.com/oauth/authorize".to_owned() });
    assert!(matches!(world.view().step, Step::SigningIn { .. }));
    world.server.me.id = roamline_domain::ids::UserId(uuid::Uuid::from_u128(0xb0b));
    world.hear(Event::SignedIn { device: device(), keychain: Keychain::Ready });
    assert!(
        !world.requests.iter().any(|r| matches!(r, Effect::Deliver(_))),
        "not before it is known who that is"
    );
    world.settle();
    assert!(world.server.reports.is_empty());
    assert!(world.view().outbox.is_empty());
}

#[test]
fn the_same_user_who_signs_in_again_delivers_what_waits() {
    let mut world = arrived(1);
    world.new_home("Home").unwrap();
    let report = world.waiting()[0];
    world.requests.clear();
    world.hear(Event::DeliveryFailed { report, error: CallError::SignedOut });
    world.pass(MINUTE * 5);
    assert!(world.requests.is_empty(), "nothing is tried in vain");
    world.hear(Event::Action { ticket: 1, action: Action::SignIn });
    world.hear(Event::SignInReady { url: "https://phones.example.com/oauth/authorize".to_owned() });
    world.hear(Event::SignedIn { device: device(), keychain: Keychain::Ready });
    world.settle();
    assert_eq!(world.server.reports.len(), 1);
}

#[test]
fn sign_out_forgets_the_user() {
    let mut world = arrived(1);
    world.new_home("Home").unwrap();
    world.settle();
    world.act(Action::SignOut).unwrap();
    assert!(world.effects.contains(&Effect::DropTokens));
    let view = world.view();
    assert_eq!(
        (view.step, view.connection, view.status),
        (Step::SignIn, Connection::Idle, Status::Unavailable)
    );
    assert!(view.me.is_none() && view.personal_locations.is_empty() && view.recent.is_empty());
    assert!(world.disk.entities.is_empty() && world.disk.identified.is_empty());
    assert_eq!(view.dispatch.location, None);
}

#[test]
fn a_locked_keychain_can_be_unlocked() {
    let mut world = World::signed_in();
    world.restart();
    world.hear(Event::TokensLoaded { keychain: Keychain::Locked, present: false });
    assert_eq!(world.view().keychain, Keychain::Locked);
    assert!(matches!(world.view().connection, Connection::Offline { .. }));
    world.hear(Event::Action { ticket: 7, action: Action::UnlockKeychain });
    world.hear(Event::TokensLoaded { keychain: Keychain::Ready, present: true });
    assert!(world.replies.iter().any(|(ticket, result)| *ticket == 7 && result.is_ok()));
    world.settle();
    assert_eq!(world.view().connection, Connection::Online);
}

#[test]
fn the_permission_is_explained_once_and_every_answer_leads_on() {
    let mut world = World::signed_in();
    world.move_to(Some(network(1)));
    world.settle();
    assert_eq!(world.view().step, Step::Permission);
    world.act(Action::AskPermission).unwrap();
    assert_eq!(world.view().permission, Permission::Asking);
    world.hear(Event::PermissionAnswered(Permission::Denied));
    assert_eq!((world.view().permission, world.view().step), (Permission::Denied, Step::Permission));
    let told = world.requests.iter().find_map(|effect| match effect {
        Effect::Identify { request, .. } => Some(request.permission),
        _ => None,
    });
    assert_eq!(told, Some(Some(LocationPermission::Denied)), "the server is told, in the same network");
    world.act(Action::SkipPermission).unwrap();
    assert_eq!(world.view().step, Step::Ready);
    world.restart();
    assert_eq!(world.view().step, Step::Ready);
}

#[test]
fn only_the_portal_is_opened() {
    let mut world = World::signed_in();
    world.act(Action::OpenPortal { path: "/emergency".to_owned() }).unwrap();
    assert!(world.effects.contains(&Effect::OpenBrowser("https://phones.example.com/emergency".to_owned())));
    for path in
        ["//evil.example/", "https://evil.example/", "emergency", "/\\evil.example", "javascript:alert(1)"]
    {
        let opened = world.act(Action::OpenPortal { path: path.to_owned() });
        let beyond =
            world.effects.iter().any(|e| matches!(e, Effect::OpenBrowser(url) if url.contains("evil")));
        assert!(opened.is_err() && !beyond, "{path}");
    }
}

#[test]
fn after_a_move_everything_connects_anew() {
    let mut world = arrived(1);
    world.new_home("Home").unwrap();
    world.settle();
    world.move_to(Some(network(2)));
    world.settle();
    world.new_home("Café").unwrap();
    let under_way = world.requests.len();
    world.effects.clear();
    world.move_to(Some(network(1)));
    assert!(world.effects.contains(&Effect::CloseStream));
    assert!(
        world.requests.iter().skip(under_way).any(|r| matches!(r, Effect::Deliver(_))),
        "not after a time-out"
    );
    world.effects.clear();
    world.move_to(Some(network(1)));
    assert!(world.effects.is_empty(), "nothing has changed");
    world.settle();
    assert_eq!(world.server.reports.len(), 2);
    assert!(world.view().outbox.is_empty());
}
