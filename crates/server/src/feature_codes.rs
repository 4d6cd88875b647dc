//! What people set by dialling: written like what they type, and the telephone is told by its call whether that worked. It is answered
//! and let go where it did, and refused where it did not.

use std::sync::Arc;
use std::time::Duration;

use roamline_switch::{Cause, Switch, SwitchCommand};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::call_settings;
use crate::database::Store;
use crate::switchboard::{DialledCode, Switchboard, answer_and_let_go};

/// So many wait at most; more are refused, and dialled again.
pub(crate) const WAITING: usize = 64;
/// How long the call stays up that a code was dialled in: long enough for a telephone to show that it was answered.
const CONFIRMED_FOR: Duration = Duration::from_secs(2);

/// Sets what is dialled, one after another, until told to stop.
pub(crate) async fn run(
    store: Store,
    switch: Arc<dyn Switch>,
    switchboard: Switchboard,
    mut codes: mpsc::Receiver<DialledCode>,
    shutdown: CancellationToken,
) {
    loop {
        let DialledCode { by, setting, call, leg } = tokio::select! {
            () = shutdown.cancelled() => return,
            Some(dialled) = codes.recv() => dialled,
            // Nobody dials any more: the server ends.
            else => return shutdown.cancelled().await,
        };
        match call_settings::set_by_code(&store, by, &setting).await {
            Ok(()) => {
                // Who is told so can count on it.
                switchboard.until_lines_followed().await;
                answer_and_let_go(&switch, (call, leg), CONFIRMED_FOR).await;
            }
            Err(refusal) => {
                tracing::info!(user = %by, code = ?refusal.code(), "a feature code is refused");
                drop(switch.command(SwitchCommand::HangUp { call, cause: Cause::Declined }).await);
            }
        }
    }
}
