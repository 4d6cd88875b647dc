//! What becomes of an open prompt window when the view changes.

use roamline_client::view::Prompt;

/// What becomes of an open prompt window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It stays.
    Stay,
    /// It is closed at once: the user put the question off.
    Close,
    /// It is closed after the user has seen what came of the answer.
    CloseSoon,
}

/// Decides from the prompt before and after a change.
///
/// A prompt that was put off may be opened again from the tray, so what closes the window is the act of putting it
/// off, not the state.
pub(crate) fn fate(before: Option<&Prompt>, after: Option<&Prompt>) -> Fate {
    match (before, after) {
        (Some(_), None) => Fate::CloseSoon,
        (Some(before), Some(after)) if is_put_off(after) && put_off(before) != put_off(after) => Fate::Close,
        _ => Fate::Stay,
    }
}

/// True while the user does not want to be asked.
pub(crate) fn is_put_off(prompt: &Prompt) -> bool {
    prompt.snoozed_until.is_some() || prompt.snoozed_until_move
}

fn put_off(prompt: &Prompt) -> (Option<impl PartialEq>, bool) {
    (prompt.snoozed_until, prompt.snoozed_until_move)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_window_closes_when_the_question_is_put_off_or_answered() {
        let open = sample::prompt(sample::confirm());
        let put_off = Prompt { snoozed_until_move: true, ..open.clone() };
        assert_eq!(fate(Some(&open), Some(&put_off)), Fate::Close);
        assert_eq!(fate(Some(&open), None), Fate::CloseSoon);
        assert_eq!(fate(Some(&put_off), None), Fate::CloseSoon);
    }

    #[test]
    fn the_window_stays_for_a_question_that_was_put_off_before_it_was_opened() {
        let open = sample::prompt(sample::confirm());
        let put_off = Prompt { snoozed_until_move: true, ..open.clone() };
        assert_eq!(fate(Some(&put_off), Some(&put_off)), Fate::Stay);
        assert_eq!(fate(Some(&put_off), Some(&open)), Fate::Stay);
        assert_eq!(fate(None, Some(&open)), Fate::Stay);
        assert_eq!(fate(None, None), Fate::Stay);
    }
}
