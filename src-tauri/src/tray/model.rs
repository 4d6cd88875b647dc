//! What the tray shows, worked out from the view alone.

use roamline_client::view::{Prompt, PromptQuestion, Snooze, Status, Step, View};

use crate::messages;

/// What the tray shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TrayModel {
    /// Which of the four icons.
    pub(crate) icon: Status,
    /// The first line of the menu.
    pub(crate) status: String,
    /// The entry that answers the open question.
    pub(crate) ask: Option<Ask>,
    /// The question can be put off, or put off anew.
    pub(crate) can_snooze: bool,
    /// The entry that leads to the requests that wait for an answer.
    pub(crate) requests: Option<String>,
}

/// What is being asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Confirm, update or choose.
    Confirm,
    /// Add an address.
    Add,
}

impl Ask {
    /// The kind of a prompt's question.
    pub(crate) fn of(prompt: &Prompt) -> Self {
        match prompt.question {
            PromptQuestion::Add => Self::Add,
            PromptQuestion::Confirm { .. }
            | PromptQuestion::Choose { .. }
            | PromptQuestion::Change { .. } => Self::Confirm,
        }
    }

    /// The words of the menu entry.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Confirm => messages::CONFIRM,
            Self::Add => messages::ADD,
        }
    }
}

/// An entry of the menu; the identifier travels through the desktop's menu protocol and comes back when it is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Show the main window.
    Open,
    /// Show the prompt window.
    Ask,
    /// Put the question off.
    Snooze(Snooze),
    /// Show the requests that wait for an answer.
    Requests,
    /// End the program.
    Quit,
}

impl Entry {
    /// Every entry that can be chosen.
    pub(crate) const ALL: [Self; 7] = [
        Self::Open,
        Self::Ask,
        Self::Snooze(Snooze::QuarterHour),
        Self::Snooze(Snooze::Hour),
        Self::Snooze(Snooze::NextMove),
        Self::Requests,
        Self::Quit,
    ];

    /// The stable identifier.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Ask => "ask",
            Self::Snooze(Snooze::QuarterHour) => "later-quarter-hour",
            Self::Snooze(Snooze::Hour) => "later-hour",
            Self::Snooze(Snooze::NextMove) => "later-next-move",
            Self::Requests => "requests",
            Self::Quit => "quit",
        }
    }

    /// The entry with this identifier.
    pub(crate) fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|entry| entry.id() == id)
    }
}

impl TrayModel {
    /// What the tray shows before the client's mind is awake.
    pub(crate) fn starting() -> Self {
        Self {
            icon: Status::Unavailable,
            status: messages::PRODUCT.to_owned(),
            ask: None,
            can_snooze: false,
            requests: None,
        }
    }

    /// What the tray shows for a view.
    pub(crate) fn of(view: &View) -> Self {
        let prompt = view.prompt.as_ref();
        Self {
            icon: view.status,
            status: status_line(view),
            ask: prompt.map(Ask::of),
            can_snooze: prompt.is_some_and(|p| !matches!(p.question, PromptQuestion::Change { .. })),
            requests: view
                .requests()
                .next()
                .map(|first| messages::requests_wait(view.requests().count(), &first.delegator.name)),
        }
    }
}

fn status_line(view: &View) -> String {
    match view.status {
        Status::Settled => match view.dispatch.location.as_ref() {
            Some(location) => messages::status_settled_at(&location.label),
            None => messages::STATUS_SETTLED.to_owned(),
        },
        Status::Confirm => messages::STATUS_CONFIRM.to_owned(),
        Status::Add => messages::STATUS_ADD.to_owned(),
        Status::Unavailable if view.me.is_none() || !matches!(view.step, Step::Ready | Step::Permission) => {
            messages::STATUS_SIGNED_OUT.to_owned()
        }
        Status::Unavailable if view.here.is_none() => messages::STATUS_NO_NETWORK.to_owned(),
        Status::Unavailable => messages::STATUS_UNAVAILABLE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use roamline_domain::delegation::DelegationState;

    use super::*;
    use crate::sample;

    #[test]
    fn every_entry_is_found_by_its_identifier() {
        for entry in Entry::ALL {
            assert_eq!(Entry::from_id(entry.id()), Some(entry));
        }
        assert_eq!(Entry::from_id("status"), None);
    }

    #[test]
    fn a_settled_client_says_where_calls_go_and_asks_nothing() {
        let model = TrayModel::of(&sample::settled_at("Leeds office, 4th floor"));
        assert_eq!(model.status, "Emergency calls go to Leeds office, 4th floor");
        assert_eq!((model.icon, model.ask, model.can_snooze), (Status::Settled, None, false));
    }

    #[test]
    fn an_open_question_can_be_answered_and_put_off() {
        let model = TrayModel::of(&sample::asking(sample::prompt(sample::confirm())));
        assert_eq!((model.icon, model.ask, model.can_snooze), (Status::Confirm, Some(Ask::Confirm), true));
        let model = TrayModel::of(&sample::asking(sample::prompt(PromptQuestion::Add)));
        assert_eq!((model.icon, model.ask, model.can_snooze), (Status::Add, Some(Ask::Add), true));
    }

    #[test]
    fn a_question_of_the_users_own_cannot_be_put_off() {
        let PromptQuestion::Confirm { place } = sample::confirm() else { unreachable!() };
        let model = TrayModel::of(&sample::asking(sample::prompt(PromptQuestion::Change { place })));
        assert_eq!((model.ask, model.can_snooze), (Some(Ask::Confirm), false));
    }

    #[test]
    fn requests_that_wait_are_in_the_menu_until_they_are_answered() {
        let mut view = sample::view();
        view.me = Some(sample::me());
        assert_eq!(TrayModel::of(&view).requests, None);
        view.delegations = vec![sample::request(1, "Priya Shah")];
        assert_eq!(TrayModel::of(&view).requests.as_deref(), Some("1 request waits: Priya Shah"));
        view.delegations.push(sample::request(2, "Sam Okafor"));
        assert_eq!(TrayModel::of(&view).requests.as_deref(), Some("2 requests wait"));
        for delegation in &mut view.delegations {
            delegation.state = DelegationState::Active { since: jiff::Timestamp::UNIX_EPOCH };
        }
        assert_eq!(TrayModel::of(&view).requests, None);
    }

    #[test]
    fn what_is_unavailable_says_why() {
        let mut view = sample::view();
        assert_eq!(TrayModel::of(&view).status, messages::STATUS_SIGNED_OUT);
        view.step = Step::Ready;
        view.me = Some(sample::me());
        assert_eq!(TrayModel::of(&view).status, messages::STATUS_NO_NETWORK);
        view.here = Some(sample::here());
        assert_eq!(TrayModel::of(&view).status, messages::STATUS_UNAVAILABLE);
    }
}
