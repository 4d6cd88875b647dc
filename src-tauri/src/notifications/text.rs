//! What a notification says and offers, worked out from the prompt alone.

use roamline_client::view::{Prompt, PromptQuestion};
use roamline_domain::ids::LocationId;
use roamline_domain::report::Place;

use crate::messages;

/// What a notification says and offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PromptText {
    /// The question.
    pub(crate) summary: String,
    /// What it is about.
    pub(crate) body: String,
    /// What a click on the notification itself does, for those who hear it read.
    pub(crate) default_label: String,
    /// The buttons, the likeliest first.
    pub(crate) buttons: Vec<(Choice, &'static str)>,
}

/// What the user chose on the notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// Yes, this is the place.
    Confirm,
    /// Show the prompt window.
    Open,
    /// Later.
    Later,
}

impl Choice {
    /// Identifier on the desktop's bus.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Open => "open",
            Self::Later => "later",
        }
    }

    /// The choice with this identifier.
    pub(crate) fn from_id(id: &str) -> Option<Self> {
        [Self::Confirm, Self::Open, Self::Later].into_iter().find(|choice| choice.id() == id)
    }
}

impl PromptText {
    /// The words for a prompt.
    pub(crate) fn of(prompt: &Prompt) -> Self {
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
            },
            PromptQuestion::Confirm { place } | PromptQuestion::Change { place } => Self {
                summary: messages::are_you_at(&place.label),
                body: messages::confirm_body(&place.lines.join(", ")),
                default_label: messages::OPEN.to_owned(),
                buttons: vec![(Choice::Open, messages::BUTTON_CHOOSE), later],
            },
            PromptQuestion::Choose { .. } => Self {
                summary: messages::WHICH_PLACE.to_owned(),
                body: String::new(),
                default_label: messages::OPEN.to_owned(),
                buttons: vec![(Choice::Open, messages::BUTTON_CHOOSE), later],
            },
            PromptQuestion::Add => Self {
                summary: messages::WHERE_ARE_YOU.to_owned(),
                body: messages::add_body(&prompt.network_name),
                default_label: messages::OPEN.to_owned(),
                buttons: vec![(Choice::Open, messages::BUTTON_ADD), later],
            },
        }
    }
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
mod tests {
    use roamline_domain::ids::PersonalLocationId;

    use super::*;
    use crate::sample;

    fn labels(text: &PromptText) -> Vec<&'static str> {
        text.buttons.iter().map(|(_, label)| *label).collect()
    }

    #[test]
    fn a_known_place_can_be_confirmed_by_one_click() {
        let text = PromptText::of(&sample::prompt(sample::confirm()));
        assert_eq!(text.summary, "Are you at Leeds office, 4th floor?");
        assert!(text.body.starts_with("12 Mill Lane, Leeds\n"), "{}", text.body);
        assert_eq!(labels(&text), ["Yes, I am here", "Somewhere else", "Later"]);
    }

    #[test]
    fn an_unknown_network_asks_for_an_address() {
        let text = PromptText::of(&sample::prompt(PromptQuestion::Add));
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
        assert_eq!(labels(&PromptText::of(&prompt)), ["Choose", "Later"]);
    }

    #[test]
    fn every_choice_is_found_by_its_identifier() {
        for choice in [Choice::Confirm, Choice::Open, Choice::Later] {
            assert_eq!(Choice::from_id(choice.id()), Some(choice));
        }
        assert_eq!(Choice::from_id("default"), None);
    }
}
