//! Views to test with, as the client's mind would send them.
#![allow(clippy::unwrap_used)]

use roamline_api::account::Me;
use roamline_api::delegation::Delegation;
use roamline_api::emergency_call::EmergencyCall;
use roamline_client::view::{Here, Prompt, PromptQuestion, Ringing, Status, View};
use serde_json::json;

const ID: &str = "0193b1e0-0000-7000-8000-000000000001";

/// A client that was never used.
pub(crate) fn view() -> View {
    serde_json::from_value(json!({
        "step": { "step": "choose_server" },
        "server": null,
        "connection": { "state": "idle" },
        "keychain": "ready",
        "permission": { "state": "not_asked" },
        "me": null,
        "device": null,
        "status": "unavailable",
        "dispatch": { "skipped": [] },
        "dispatch_lines": [],
        "next_lines": [],
        "here": null,
        "prompt": null,
        "outbox": [],
        "personal_locations": [],
        "recent": [],
        "proposals": [],
        "delegations": [],
        "lines": [],
        "emergency_calls": [],
        "desk_phones": [],
        "chosen_phone": null,
        "settings": { "start_at_login": true, "notifications": true, "theme": "system" },
    }))
    .unwrap()
}

/// An emergency call that the user is alerted of.
pub(crate) fn emergency_call() -> EmergencyCall {
    serde_json::from_value(json!({
        "id": ID,
        "is_test": false,
        "at": "2026-11-23T09:30:05Z",
        "dialled": "112",
        "caller": "Tom Aldous",
        "callback": "+441134960212",
        "dispatch": { "skipped": [] },
        "lines": ["12 Mill Lane", "Leeds"],
        "progress": { "state": "leaving" },
        "is_alert": true,
    }))
    .unwrap()
}

/// A client at a confirmed place.
pub(crate) fn settled_at(label: &str) -> View {
    let mut view = view();
    view.status = Status::Settled;
    view.dispatch.location = Some(
        serde_json::from_value(json!({
            "rung": "confirmed_location", "label": label, "address": { "country": "GB" },
        }))
        .unwrap(),
    );
    view
}

/// A client with an open question.
pub(crate) fn asking(prompt: Prompt) -> View {
    let mut view = view();
    view.status = if prompt.question == PromptQuestion::Add { Status::Add } else { Status::Confirm };
    view.prompt = Some(prompt);
    view
}

/// A question that nobody has put off.
pub(crate) fn prompt(question: PromptQuestion) -> Prompt {
    let mut prompt: Prompt = serde_json::from_value(json!({
        "network_key": "gw 00:1b:21:3c:4d:5e 192.168.1.1 192.168.1.0/24",
        "network_name": "Mill Lane",
        "question": { "ask": "add" },
        "snoozed_until": null,
        "snoozed_until_move": false,
        "company_allowed": true,
        "personal_allowed": true,
    }))
    .unwrap();
    prompt.question = question;
    prompt
}

/// "Are you at this company location?"
pub(crate) fn confirm() -> PromptQuestion {
    serde_json::from_value(json!({ "ask": "confirm", "place": {
        "place": { "at": "company", "location": ID },
        "label": "Leeds office, 4th floor",
        "address": { "country": "GB" },
        "lines": ["12 Mill Lane", "Leeds"],
    }}))
    .unwrap()
}

/// A signed-in user.
pub(crate) fn me() -> Me {
    serde_json::from_value(json!({
        "id": ID, "name": "Dana", "email": "dana@example.com", "site": ID, "site_name": "Leeds",
        "account": "Example", "site_address": { "country": "GB" },
        "roles": { "safety_team": false },
        "licensed": true,
        "policy": roamline_domain::policy::Policy::default(),
    }))
    .unwrap()
}

/// A request of somebody to the user.
pub(crate) fn request(number: u8, delegator: &str) -> Delegation {
    let other = "0193b1e0-0000-7000-8000-0000000000aa";
    serde_json::from_value(json!({
        "id": format!("0193b1e0-0000-7000-8000-1000000000{number:02}"),
        "delegator": {
            "user": other, "name": delegator, "site": ID, "site_name": "Leeds",
            "numbers": ["+441130000000"], "locked": false,
        },
        "delegate": { "who": { "kind": "user", "id": ID }, "name": "Dana", "site": ID, "site_name": "Leeds" },
        "made_by": other, "made_by_name": delegator,
        "state": "invited", "at": "2026-11-22T09:00:00Z",
        "terms": { "privileges": {
            "place_calls": true, "answer_calls": true, "pick_up_held": true, "lock_calls": true,
        }},
        "rings": true, "version": 1,
    }))
    .unwrap()
}

/// A call that rings with the user.
pub(crate) fn ringing(delegator: Option<&str>, number: Option<&str>, name: Option<&str>) -> Ringing {
    Ringing {
        line: serde_json::from_value(json!(ID)).unwrap(),
        call: serde_json::from_value(json!(ID)).unwrap(),
        delegator_name: delegator.map(str::to_owned),
        from: serde_json::from_value(json!({ "number": number, "name": name })).unwrap(),
    }
}

/// A network without a question.
pub(crate) fn here() -> Here {
    serde_json::from_value(json!({
        "network_key": null, "name": "Mill Lane",
        "evidence": { "network": { "interface": "eth0", "medium": "wired" } },
        "matched": null, "place": null, "portable": false, "lacking": [],
    }))
    .unwrap()
}
