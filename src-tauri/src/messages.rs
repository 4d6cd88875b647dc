//! Every word that the shell itself says, in one place: the tray's menu and the notifications. The windows have their
//! own catalogue.

/// The product.
pub(crate) const PRODUCT: &str = "Roamline";

/// Menu: show the main window.
pub(crate) const OPEN: &str = "Open Roamline";
/// Menu: end the program.
pub(crate) const QUIT: &str = "Quit";
/// Menu: answer the question whether this is the place.
pub(crate) const CONFIRM: &str = "Confirm where you are…";
/// Menu: say where an unknown network is.
pub(crate) const ADD: &str = "Add an address…";
/// Menu: put the question off.
pub(crate) const LATER: &str = "Ask me later";
/// Menu: put it off by 15 minutes.
pub(crate) const LATER_QUARTER_HOUR: &str = "In 15 minutes";
/// Menu: put it off by an hour.
pub(crate) const LATER_HOUR: &str = "In an hour";
/// Menu: put it off until the computer moves.
pub(crate) const LATER_NEXT_MOVE: &str = "When I move again";

/// Status line: a question is open.
pub(crate) const STATUS_CONFIRM: &str = "Please confirm where you are";
/// Status line: nobody knows this network.
pub(crate) const STATUS_ADD: &str = "This network has no emergency address yet";
/// Status line: no server was chosen or nobody is signed in.
pub(crate) const STATUS_SIGNED_OUT: &str = "Sign in to keep your emergency address right";
/// Status line: there is no network.
pub(crate) const STATUS_NO_NETWORK: &str = "Not connected to a network";
/// Status line: nothing can be said.
pub(crate) const STATUS_UNAVAILABLE: &str = "No emergency address is kept for this computer";
/// Status line: all is well, and the address is the default one.
pub(crate) const STATUS_SETTLED: &str = "Your emergency address is settled";

/// Status line: all is well.
pub(crate) fn status_settled_at(place: &str) -> String {
    format!("Emergency calls go to {place}")
}

/// Notification button: yes.
pub(crate) const BUTTON_CONFIRM: &str = "Yes, I am here";
/// Notification button: another place.
pub(crate) const BUTTON_ELSEWHERE: &str = "Somewhere else";
/// Notification button: choose among candidates.
pub(crate) const BUTTON_CHOOSE: &str = "Choose";
/// Notification button: add an address.
pub(crate) const BUTTON_ADD: &str = "Add address";
/// Notification button: put off.
pub(crate) const BUTTON_LATER: &str = "Later";

/// Notification: the question whether this is the place.
pub(crate) fn are_you_at(place: &str) -> String {
    format!("Are you at {place}?")
}

/// Notification: the question among candidates.
pub(crate) const WHICH_PLACE: &str = "Which of these places are you at?";
/// Notification: the question on an unknown network.
pub(crate) const WHERE_ARE_YOU: &str = "Where are you now?";

/// Notification: what the answer is good for, below the address.
pub(crate) fn confirm_body(address: &str) -> String {
    format!("{address}\nEmergency calls from this computer will carry this address.")
}

/// Notification button: say yes to a request.
pub(crate) const BUTTON_ACCEPT: &str = "Accept";
/// Notification button: look at it in the window.
pub(crate) const BUTTON_OPEN: &str = "Open";

/// Menu: requests wait for an answer; the name where there is only one.
pub(crate) fn requests_wait(count: usize, first: &str) -> String {
    if count == 1 { format!("1 request waits: {first}") } else { format!("{count} requests wait") }
}

/// Notification: who asks to act on whose lines.
pub(crate) fn request(delegator: &str) -> String {
    format!("{delegator} asks you to act on their lines")
}

/// Notification: an administrator asks for somebody.
pub(crate) fn request_made_by(name: &str) -> String {
    format!("Asked by {name}.")
}

/// Notification: what the delegate may do, such as "place calls and answer calls".
pub(crate) fn request_privileges(privileges: &str) -> String {
    format!("You would be allowed to {privileges}.")
}

/// Privilege: place calls.
pub(crate) const PLACE_CALLS: &str = "place calls";
/// Privilege: answer calls.
pub(crate) const ANSWER_CALLS: &str = "answer calls";
/// Privilege: pick up calls that were put on hold.
pub(crate) const PICK_UP_HELD: &str = "pick up held calls";
/// Privilege: lock calls.
pub(crate) const LOCK_CALLS: &str = "lock calls";

/// Several things in a row: "a, b and c".
pub(crate) fn list(items: &[&str]) -> String {
    match items {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// Notification: calls ring at some hours only.
pub(crate) const REQUEST_SCHEDULE: &str = "Only at certain hours.";

/// Notification: it ends by itself.
pub(crate) fn request_until(day: &str) -> String {
    format!("Until {day}.")
}

/// Notification: accepting did not work.
pub(crate) fn not_accepted(delegator: &str) -> String {
    format!("The request of {delegator} was not accepted")
}

/// Notification: what is missing on an unknown network.
pub(crate) fn add_body(network: &str) -> String {
    format!("The network {network} has no emergency address yet.")
}

/// Who calls, where the number is not shown.
pub(crate) const WITHHELD: &str = "a withheld number";

/// Notification: a call on somebody's line.
pub(crate) fn call_for(delegator: &str) -> String {
    format!("Call for {delegator}")
}

/// Notification: who calls, and the number where `who` is a name.
pub(crate) fn call_from(who: &str, number: Option<&str>) -> String {
    match number {
        Some(number) => format!("From {who}, {number}"),
        None => format!("From {who}"),
    }
}

/// Notification: a call on the user's own line.
pub(crate) fn call_of(who: &str) -> String {
    let who = if who == WITHHELD { "A withheld number" } else { who };
    format!("{who} is calling")
}

/// Notification button: answer a call.
pub(crate) const BUTTON_ANSWER: &str = "Answer";
/// Notification button: let a call ring with others only.
pub(crate) const BUTTON_DECLINE: &str = "Decline";
/// Notification: answering did not work.
pub(crate) const NOT_ANSWERED: &str = "The call was not answered";
/// Notification: declining did not work.
pub(crate) const NOT_DECLINED: &str = "The call was not declined";

/// Notification: the user has tested what an emergency call would say.
pub(crate) const TEST_MADE: &str = "Your emergency call was tested";
/// Nobody knows who calls.
pub(crate) const UNKNOWN_CALLER: &str = "Somebody unknown";
/// Notification button: acknowledge an emergency call.
pub(crate) const BUTTON_ACKNOWLEDGE: &str = "Acknowledge";
/// Notification button: everything that is known of an emergency call.
pub(crate) const BUTTON_DETAILS: &str = "Details";

/// Notification: what a test found.
pub(crate) fn test_body(address: &str) -> String {
    if address.is_empty() {
        return "Nobody was called. An emergency call from that telephone carries no address.".to_owned();
    }
    format!("Nobody was called. An emergency call from that telephone carries: {address}")
}

/// Notification: somebody makes an emergency call.
pub(crate) fn emergency(who: &str) -> String {
    format!("Emergency call: {who}")
}

/// Notification: nobody took the emergency call.
pub(crate) fn emergency_failed(who: &str) -> String {
    format!("Emergency call did not get through: {who}")
}

/// Notification: the emergency call is over, and nobody has acknowledged it.
pub(crate) fn emergency_over(who: &str) -> String {
    format!("Emergency call ended: {who}")
}

/// Notification: nobody saw how an emergency call ended, since the server was not there.
pub(crate) fn emergency_lost(who: &str) -> String {
    format!("Emergency call ended unseen: {who}")
}

/// Notification: what was dialled, where the caller is, and how to call back.
pub(crate) fn emergency_body(dialled: &str, address: &str, callback: &str) -> String {
    let address = if address.is_empty() { "No address is known" } else { address };
    let callback = if callback.is_empty() {
        "\nNobody can call back".to_owned()
    } else {
        format!("\nCall back: {callback}")
    };
    format!("Dialled {dialled}. {address}{callback}")
}
