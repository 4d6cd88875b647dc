//! Feature codes that are dialled on telephones. What they set is not decided here: whoever takes them from the switchboard does, and
//! ends the calls that they were dialled in.

use std::sync::Arc;
use std::time::Duration;

use roamline_domain::call_settings::DialledSetting;
use roamline_domain::feature_code::FeatureCode;
use roamline_domain::ids::UserId;
use roamline_domain::shared_line::Member;
use roamline_switch::{CallId, Cause, LegId, Switch, SwitchCommand};

use super::board::Board;

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
    /// Somebody dials a code. What is to be called in its place, and whether their number is withheld for that; none where that was all.
    pub(super) async fn feature_code(
        &self,
        (call, leg): (CallId, LegId),
        from: Option<Member>,
        code: FeatureCode,
    ) -> Option<(String, bool)> {
        let setting = match code {
            FeatureCode::Withhold(called) => return Some((called, true)),
            FeatureCode::Show(called) => return Some((called, false)),
            FeatureCode::Forward(calls, to) => match self.number_of(from, &to) {
                Ok(to) => DialledSetting::Forward(calls, Some(to)),
                Err(_) => {
                    self.refuse(call, Cause::NoSuchNumber).await;
                    return None;
                }
            },
            FeatureCode::StopForwarding(calls) => DialledSetting::Forward(calls, None),
            FeatureCode::DoNotDisturb(on) => DialledSetting::DoNotDisturb(on),
            FeatureCode::WithholdAlways(on) => DialledSetting::WithholdNumber(on),
        };
        // The telephone of a common area is nobody's.
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
