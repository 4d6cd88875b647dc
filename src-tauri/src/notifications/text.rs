//! What a notification says and offers, worked out from the prompt or the request alone.

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use roamline_api::delegation::Delegation;
use roamline_api::emergency_call::EmergencyCall;
use roamline_client::view::{ActionError, Prompt, PromptQuestion, Ringing};
use roamline_domain::delegation::{Privileges, Terms};
use roamline_domain::emergency_call::Progress;
use roamline_domain::ids::LocationId;
use roamline_domain::report::Place;
use roamline_domain::shared_line::OtherParty;

use crate::messages;

/// What a notification says and offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    /// The question.
    pub(crate) summary: String,
    /// What it is about.
    pub(crate) body: String,
    /// What a click on the notification itself does, for those who hear it read.
    pub(crate) default_label: String,
    /// The buttons, the likeliest first.
    pub(crate) buttons: Vec<(Choice, &'static str)>,
    /// Somebody's life may hang on it.
    pub(crate) is_urgent: bool,
}

/// What the user chose on the notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// Yes, this is the place.
    Confirm,
    /// Show the window with the question.
    Open,
    /// Later.
    Later,
    /// Say yes to a request.
    Accept,
    /// Answer a call.
    Answer,
    /// Let a call ring with others only.
    Decline,
    /// Acknowledge an emergency call.
    Acknowledge,
}

impl Choice {
    const ALL: [Self; 7] = [
        Self::Confirm,
        Self::Open,
        Self::Later,
        Self::Accept,
        Self::Answer,
        Self::Decline,
        Self::Acknowledge,
    ];

    /// Identifier on the desktop's bus.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Open => "open",
            Self::Later => "later",
            Self::Accept => "accept",
            Self::Answer => "answer",
            Self::Decline => "decline",
            Self::Acknowledge => "acknowledge",
        }
    }

    /// The choice with this identifier.
    pub(crate) fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.id() == id)
    }
}

impl Text {
    /// The words for a prompt.
    pub(crate) fn of_prompt(prompt: &Prompt) -> Self {
        let later = (Choice::Later, messages::BUTTON_LATER);
        match &prompt.question {
            PromptQuestion::Confirm { place } if location_of(prompt).is_some() => Self {
                summary: messages::are_you_at(&place.label),
                body: messages::confirm_body(&place.lines.join(", ")),
                default_label: messages::OPEN.to_owned(),
                buttons: vec![
                    (Choice::Confirm, messages::BUTTON_CONFIRM),
                    (Choice::Open, messages::BUTTON_ELSEWHERE),
                    later,
                ],
                is_urgent: false,
            },
            PromptQuestion::Confirm { place } | PromptQuestion::Change { place } => Self {
                summary: messages::are_you_at(&place.label),
                body: messages::confirm_body(&place.lines.join(", ")),
                default_label: messages::OPEN.to_owned(),
                buttons: vec![(Choice::Open, messages::BUTTON_CHOOSE), later],
                is_urgent: false,
            },
            PromptQuestion::Choose { .. } => Self {
                summary: messages::WHICH_PLACE.to_owned(),
                body: String::new(),
                default_label: messages::OPEN.to_owned(),
                buttons: vec![(Choice::Open, messages::BUTTON_CHOOSE), later],
                is_urgent: false,
            },
            PromptQuestion::Add => Self {
                summary: messages::WHERE_ARE_YOU.to_owned(),
                body: messages::add_body(&prompt.network_name),
                default_label: messages::OPEN.to_owned(),
                buttons: vec![(Choice::Open, messages::BUTTON_ADD), later],
                is_urgent: false,
            },
        }
    }
}

impl Text {
    /// The words for a request to act on somebody's lines; days are those of `zone`.
    pub(crate) fn of_request(request: &Delegation, zone: &TimeZone) -> Self {
        let Delegation { delegator, made_by, made_by_name, terms, .. } = request;
        let made_by = (*made_by != delegator.user).then(|| messages::request_made_by(made_by_name));
        Self {
            summary: messages::request(&delegator.name),
            body: made_by.into_iter().chain(sentences(terms, zone)).collect::<Vec<_>>().join(" "),
            default_label: messages::OPEN.to_owned(),
            buttons: vec![(Choice::Accept, messages::BUTTON_ACCEPT), (Choice::Open, messages::BUTTON_OPEN)],
            is_urgent: false,
        }
    }

    /// The words when accepting a request did not work.
    pub(crate) fn of_failed_acceptance(request: &Delegation, error: &ActionError) -> Self {
        Self {
            summary: messages::not_accepted(&request.delegator.name),
            body: error.message.clone(),
            default_label: messages::OPEN.to_owned(),
            buttons: vec![(Choice::Open, messages::BUTTON_OPEN)],
            is_urgent: false,
        }
    }
}

impl Text {
    /// The words for an emergency call that the user is alerted of, or for a test of their own.
    pub(crate) fn of_emergency(call: &EmergencyCall) -> Self {
        let address = call.lines.join(", ");
        if !call.is_alert {
            return Self {
                summary: messages::TEST_MADE.to_owned(),
                body: messages::test_body(&address),
                default_label: messages::OPEN.to_owned(),
                buttons: vec![(Choice::Open, messages::BUTTON_DETAILS)],
                is_urgent: false,
            };
        }
        let who = [&call.caller, &call.callback].into_iter().find(|text| !text.is_empty());
        let who = who.map_or(messages::UNKNOWN_CALLER, String::as_str);
        let summary = match call.progress {
            Progress::Failed { .. } => messages::emergency_failed(who),
            Progress::Ended { .. } => messages::emergency_over(who),
            Progress::Lost { .. } => messages::emergency_lost(who),
            Progress::Leaving | Progress::Answered { .. } | Progress::Tested => messages::emergency(who),
        };
        Self {
            summary,
            body: messages::emergency_body(&call.dialled, &address, &call.callback),
            default_label: messages::OPEN.to_owned(),
            buttons: vec![
                (Choice::Acknowledge, messages::BUTTON_ACKNOWLEDGE),
                (Choice::Open, messages::BUTTON_DETAILS),
            ],
            is_urgent: true,
        }
    }
}

impl Text {
    /// The words for a call that rings.
    pub(crate) fn of_call(ringing: &Ringing) -> Self {
        let OtherParty { number, name } = &ringing.from;
        let number = number.as_ref().map(ToString::to_string);
        let (who, more) = match (name, number) {
            (Some(name), number) => (name.clone(), number),
            (None, Some(number)) => (number, None),
            (None, None) => (messages::WITHHELD.to_owned(), None),
        };
        let (summary, body) = match &ringing.delegator_name {
            Some(delegator) => (messages::call_for(delegator), messages::call_from(&who, more.as_deref())),
            None => (messages::call_of(&who), more.unwrap_or_default()),
        };
        Self {
            summary,
            body,
            default_label: messages::OPEN.to_owned(),
            buttons: vec![
                (Choice::Answer, messages::BUTTON_ANSWER),
                (Choice::Decline, messages::BUTTON_DECLINE),
            ],
            is_urgent: false,
        }
    }

    /// The words when a call could not be answered or declined.
    pub(crate) fn of_failed_call(answers: bool, error: &ActionError) -> Self {
        Self {
            summary: if answers { messages::NOT_ANSWERED } else { messages::NOT_DECLINED }.to_owned(),
            body: error.message.clone(),
            default_label: messages::OPEN.to_owned(),
            buttons: vec![(Choice::Open, messages::BUTTON_OPEN)],
            is_urgent: false,
        }
    }
}

fn sentences(terms: &Terms, zone: &TimeZone) -> impl Iterator<Item = String> {
    let Privileges { place_calls, answer_calls, pick_up_held, lock_calls } = terms.privileges;
    let privileges: Vec<&str> = [
        (answer_calls, messages::ANSWER_CALLS),
        (place_calls, messages::PLACE_CALLS),
        (pick_up_held, messages::PICK_UP_HELD),
        (lock_calls, messages::LOCK_CALLS),
    ]
    .into_iter()
    .filter_map(|(held, words)| held.then_some(words))
    .collect();
    let privileges = messages::request_privileges(&messages::list(&privileges));
    let schedule = terms.schedule.as_ref().map(|_| messages::REQUEST_SCHEDULE.to_owned());
    let until = terms.until.map(|until| {
        // The days are those of the schedule, and what ends at midnight lasts until the day before.
        let theirs = terms.schedule.as_ref().and_then(|schedule| TimeZone::get(&schedule.time_zone).ok());
        let zone = theirs.unwrap_or_else(|| zone.clone());
        let last_moment = until.saturating_sub(SignedDuration::from_nanos(1)).unwrap_or(until);
        messages::request_until(&last_moment.to_zoned(zone).strftime("%-d %B %Y").to_string())
    });
    [Some(privileges), schedule, until].into_iter().flatten()
}

/// The company location that one click can confirm, if the prompt asks about one.
pub(crate) fn location_of(prompt: &Prompt) -> Option<LocationId> {
    match &prompt.question {
        PromptQuestion::Confirm { place } => match place.place {
            Place::Company { location } => Some(location),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use roamline_client::view::ActionErrorCode;
    use roamline_domain::ids::PersonalLocationId;

    use super::*;
    use crate::sample;

    fn labels(text: &Text) -> Vec<&'static str> {
        text.buttons.iter().map(|(_, label)| *label).collect()
    }

    #[test]
    fn a_known_place_can_be_confirmed_by_one_click() {
        let text = Text::of_prompt(&sample::prompt(sample::confirm()));
        assert_eq!(text.summary, "Are you at Leeds office, 4th floor?");
        assert!(text.body.starts_with("12 Mill Lane, Leeds\n"), "{}", text.body);
        assert_eq!(labels(&text), ["Yes, I am here", "Somewhere else", "Later"]);
    }

    #[test]
    fn an_unknown_network_asks_for_an_address() {
        let text = Text::of_prompt(&sample::prompt(PromptQuestion::Add));
        assert_eq!(text.summary, "Where are you now?");
        assert_eq!(text.body, "The network Mill Lane has no emergency address yet.");
        assert_eq!(labels(&text), ["Add address", "Later"]);
    }

    #[test]
    fn only_a_company_location_is_confirmed_by_one_click() {
        let PromptQuestion::Confirm { mut place } = sample::confirm() else { unreachable!() };
        place.place = Place::Personal { personal: PersonalLocationId(Default::default()) };
        let prompt = sample::prompt(PromptQuestion::Confirm { place });
        assert_eq!(location_of(&prompt), None);
        assert_eq!(labels(&Text::of_prompt(&prompt)), ["Choose", "Later"]);
    }

    #[test]
    fn an_alert_says_who_where_and_how_to_call_back_and_a_test_what_would_be_said() {
        let mut call = sample::emergency_call();
        let text = Text::of_emergency(&call);
        assert_eq!(text.summary, "Emergency call: Tom Aldous");
        assert_eq!(text.body, "Dialled 112. 12 Mill Lane, Leeds\nCall back: +441134960212");
        assert_eq!((labels(&text), text.is_urgent), (vec!["Acknowledge", "Details"], true));
        call.progress = call.progress.failed(call.at);
        assert_eq!(Text::of_emergency(&call).summary, "Emergency call did not get through: Tom Aldous");
        (call.caller, call.callback, call.lines) = Default::default();
        call.progress = Progress::Ended { answered_at: None, at: call.at };
        let text = Text::of_emergency(&call);
        assert_eq!(text.summary, "Emergency call ended: Somebody unknown");
        assert_eq!(text.body, "Dialled 112. No address is known\nNobody can call back");
        call.progress = Progress::Leaving.lost(call.at, call.at);
        assert_eq!(Text::of_emergency(&call).summary, "Emergency call ended unseen: Somebody unknown");
        let test = EmergencyCall { is_alert: false, progress: Progress::Tested, ..sample::emergency_call() };
        let text = Text::of_emergency(&test);
        assert!(text.body.ends_with("carries: 12 Mill Lane, Leeds"), "{}", text.body);
        assert!(!text.is_urgent);
    }

    #[test]
    fn a_request_says_who_asks_and_for_what() {
        let request = sample::request(1, "Priya Shah");
        let text = Text::of_request(&request, &TimeZone::UTC);
        assert_eq!(text.summary, "Priya Shah asks you to act on their lines");
        assert_eq!(
            text.body,
            "You would be allowed to answer calls, place calls, pick up held calls and lock calls."
        );
        assert_eq!(labels(&text), ["Accept", "Open"]);
    }

    #[test]
    fn a_request_tells_its_limits_and_who_made_it() {
        let mut request = sample::request(1, "Priya Shah");
        request.made_by = roamline_domain::ids::UserId(Default::default());
        request.made_by_name = "Dana Brook".to_owned();
        request.terms = serde_json::from_value(serde_json::json!({
            "privileges": {
                "place_calls": false, "answer_calls": true, "pick_up_held": false, "lock_calls": false
            },
            "schedule": { "time_zone": "Asia/Tokyo", "hours": [] },
            "until": "2026-12-25T15:00:00Z",
        }))
        .unwrap();
        assert_eq!(
            Text::of_request(&request, &TimeZone::UTC).body,
            "Asked by Dana Brook. You would be allowed to answer calls. Only at certain hours. \
             Until 25 December 2026."
        );
    }

    #[test]
    fn a_failed_acceptance_says_why_and_leads_to_the_window() {
        let error = ActionError {
            code: ActionErrorCode::Offline,
            message: "This needs the server.".to_owned(),
            fields: Vec::new(),
            refusal: None,
        };
        let text = Text::of_failed_acceptance(&sample::request(1, "Priya Shah"), &error);
        assert_eq!(text.summary, "The request of Priya Shah was not accepted");
        assert_eq!((text.body.as_str(), labels(&text)), ("This needs the server.", vec!["Open"]));
    }

    #[test]
    fn a_call_says_for_whom_it_is_and_who_calls() {
        let said = |delegator: Option<&str>, number: Option<&str>, name: Option<&str>| {
            let text = Text::of_call(&sample::ringing(delegator, number, name));
            assert_eq!(labels(&text), ["Answer", "Decline"]);
            (text.summary, text.body)
        };
        let of = |summary: &str, body: &str| (summary.to_owned(), body.to_owned());
        let number = Some("+442079460018");
        assert_eq!(
            said(Some("Priya Shah"), number, Some("Tom Reed")),
            of("Call for Priya Shah", "From Tom Reed, +442079460018")
        );
        assert_eq!(said(Some("Priya Shah"), number, None), of("Call for Priya Shah", "From +442079460018"));
        assert_eq!(said(Some("Priya Shah"), None, None), of("Call for Priya Shah", "From a withheld number"));
        assert_eq!(said(None, number, Some("Tom Reed")), of("Tom Reed is calling", "+442079460018"));
        assert_eq!(said(None, None, None), of("A withheld number is calling", ""));
    }

    #[test]
    fn the_loser_of_a_race_is_told_who_has_the_call() {
        let error = ActionError {
            code: ActionErrorCode::Server(roamline_api::ErrorCode::AppearanceTaken),
            message: "Ben Okafor has this call.".to_owned(),
            fields: Vec::new(),
            refusal: None,
        };
        let text = Text::of_failed_call(true, &error);
        assert_eq!(text.summary, "The call was not answered");
        assert_eq!((text.body.as_str(), labels(&text)), ("Ben Okafor has this call.", vec!["Open"]));
    }

    #[test]
    fn every_choice_is_found_by_its_identifier() {
        for choice in Choice::ALL {
            assert_eq!(Choice::from_id(choice.id()), Some(choice));
        }
        assert_eq!(Choice::from_id("default"), None);
    }
}
