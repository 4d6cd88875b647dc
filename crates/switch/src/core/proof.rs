//! Who a request is from: proven by the password of an account.

use super::Core;
use super::refusals::RefusalReason;
use super::tx::Reply;
use crate::config::Account;
use roamline_sip::digest::{Answer, Secret, Verdict};
use roamline_sip::{Message, Name};
use std::net::IpAddr;

/// Phones that give up at a challenge with SHA-256, even beside one that they know (RFC 8760 has them ignore it).
const MD5_ONLY: [&str; 2] = ["baresip v0.", "baresip v1."];

/// Who a request is from, as far as it proves it.
pub(crate) enum Proof {
    /// Proven.
    Account(Box<Account>),
    /// To be answered with this: a challenge, or a refusal.
    Answer(Reply),
}

impl Core {
    /// Makes a phone prove who it is.
    pub(crate) fn prove_account(&mut self, source: IpAddr, message: &Message) -> Proof {
        self.prove_caller(source, message, false)
    }

    /// The same; in an emergency the password of somebody who may do nothing else is good enough.
    pub(crate) fn prove_caller(&mut self, source: IpAddr, message: &Message, emergency: bool) -> Proof {
        let register = message.method() == Some("REGISTER");
        let (given, challenge, code) = if register {
            (Name::Authorization, "WWW-Authenticate", 401)
        } else {
            (Name::ProxyAuthorization, "Proxy-Authenticate", 407)
        };
        let (mut stale, mut is_wrong) = (false, false);
        for answer in message.all(given).filter_map(Answer::parse) {
            // An unknown user takes the same way as a wrong password.
            let user = answer.get("username");
            let account =
                if emergency { self.directory.emergency_account(user) } else { self.directory.account(user) };
            let secret = account.as_ref().map_or_else(
                || Secret::from_hashes(String::new(), String::new()),
                |account| account.secret.clone(),
            );
            let asked = (message.method().unwrap_or_default(), message.uri().unwrap_or_default());
            match (self.auth.judge(&answer, &secret, asked, self.now), account) {
                (Verdict::Proven, Some(account)) => return Proof::Account(Box::new(account)),
                (Verdict::Stale, Some(_)) => stale = true,
                _ => is_wrong = true,
            }
        }
        if is_wrong {
            self.note_refusal(source, RefusalReason::WrongCredentials);
        }
        let mut reply = Reply::new(code);
        let software = message.get(Name::UserAgent).unwrap_or_default();
        let md5_only = self.cfg.md5_only || MD5_ONLY.iter().any(|old| software.starts_with(old));
        for value in self.auth.challenge(self.random(), stale, md5_only, self.now) {
            reply = reply.field(challenge, value);
        }
        Proof::Answer(reply)
    }
}
