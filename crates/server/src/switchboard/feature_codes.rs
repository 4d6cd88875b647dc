//! Feature codes that are dialled on telephones. What they set is not decided here: whoever takes them from the switchboard does, and
//! ends the calls that they were dialled in.

use std::sync::Arc;
use std::time::Duration;

use roamline_domain::feature_code::{FeatureCode, ForwardedCalls};
use roamline_domain::ids::UserId;
use roamline_domain::shared_line::{Forwarding, Member, Number};
use roamline_switch::{CallId, Cause, LegId, Switch, SwitchCommand};

use super::board::Board;

/// What somebody's lines are to do.
#[derive(Debug, Clone)]
pub(crate) enum DialledSetting {
    /// Send these calls to this number, or on no longer.
    Forward(ForwardedCalls, Option<Number>),
    /// Be quiet, or no longer.
    DoNotDisturb(bool),
}

impl DialledSetting {
    /// The settings of a line with this.
    pub(crate) fn set(&self, settings: &Forwarding) -> Forwarding {
        match self {
            Self::Forward(calls, to) => calls.set(settings, to.clone()),
            Self::DoNotDisturb(on) => Forwarding { do_not_disturb: *on, ..settings.clone() },
        }
    }
}

/// A code that was dialled.
#[derive(Debug)]
pub(crate) struct DialledCode {
    /// Whose telephone it was.
    pub(crate) by: UserId,
    /// What it sets.
    pub(crate) setting: DialledSetting,
    /// The call that it was dialled in.
    pub(crate) call: CallId,
    /// The telephone's leg of it.
    pub(crate) leg: LegId,
}

impl Board {
    /// Somebody dials a code. What is to be called in its place; none where that was all.
    pub(super) async fn feature_code(
        &self,
        (call, leg): (CallId, LegId),
        from: Option<Member>,
        code: FeatureCode,
    ) -> Option<String> {
        let setting = match code {
            FeatureCode::Withhold(called) => {
                self.command(SwitchCommand::Withhold { leg }).await;
                return Some(called);
            }
            FeatureCode::Forward(calls, to) => match self.number_of(from, &to) {
                Ok(to) => DialledSetting::Forward(calls, Some(to)),
                Err(_) => {
                    self.refuse(call, Cause::NoSuchNumber).await;
                    return None;
                }
            },
            FeatureCode::StopForwarding(calls) => DialledSetting::Forward(calls, None),
            FeatureCode::DoNotDisturb(on) => DialledSetting::DoNotDisturb(on),
        };
        // The telephone of a common area has no line of its own.
        let Some(Member::User(by)) = from else {
            self.refuse(call, Cause::Declined).await;
            return None;
        };
        if self.codes.try_send(DialledCode { by, setting, call, leg }).is_err() {
            self.refuse(call, Cause::Congestion).await;
        }
        None
    }
}

/// Nobody is called: the switch answers, and hangs up after a while.
pub(crate) async fn answer_and_let_go(
    switch: &Arc<dyn Switch>,
    (call, leg): (CallId, LegId),
    after: Duration,
) {
    // Whoever has hung up by then is gone.
    drop(switch.command(SwitchCommand::AnswerHere { leg }).await);
    let switch = Arc::clone(switch);
    tokio::spawn(async move {
        tokio::time::sleep(after).await;
        drop(switch.command(SwitchCommand::HangUp { call, cause: Cause::HungUp }).await);
    });
}
