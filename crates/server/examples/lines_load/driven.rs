//! A telephone for another program, which says on standard input what it does and hears on standard output when that left.

use std::io::Write;
use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::made_up::REALM;
use crate::sip_phone::{At, Phone};

/// Takes `dial NUMBER`, `answer`, `end`; each is answered by the microseconds since 1970 at which its message was sent.
pub(crate) async fn serve(server: SocketAddr, user: &str, password: &str) {
    let phone = Phone::start(server, REALM, user, password).await;
    say("registered");
    // Nothing else is done by this thread.
    for order in std::io::stdin().lines() {
        let order = order.unwrap();
        let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros().to_string();
        let sent = match order.split_once(' ') {
            Some(("dial", number)) => {
                let at = now();
                phone.dial(number).await;
                at
            }
            _ if order == "answer" => {
                phone.one(At::Ringing).await;
                let at = now();
                phone.pick_up().await;
                at
            }
            _ => {
                let call = phone.one(At::Talking).await;
                let at = now();
                phone.hang_up(&call).await;
                at
            }
        };
        say(&sent);
    }
}

fn say(line: &str) {
    let mut out = std::io::stdout();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}
