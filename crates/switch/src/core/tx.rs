//! Who asks for what in a transaction (`roamline_sip::Transactions`), and what the engine does with what comes of it.

use super::trunk::TrunkKey;
use super::{Core, Route};
use crate::config::Login;
use crate::switch::{Cause, LegId};
use bytes::Bytes;
use roamline_sip::{Ask, Due, LIFE, Message, Response, T2};
pub(crate) use roamline_sip::{Outgoing, Reply, T1, TxId, server_key};

/// Why a phone stops ringing whose call somebody else has answered.
pub(crate) const ELSEWHERE: &str = "SIP;cause=200;text=\"Call completed elsewhere\"";

/// The engine's transactions.
pub(crate) type Transactions = roamline_sip::Transactions<User, LegId>;

/// Who asked, and what for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum User {
    /// A leg.
    Leg(LegId, Purpose),
    /// Our registration at a trunk.
    Trunk(TrunkKey),
    /// Whether a trunk is there.
    Check(TrunkKey),
    /// A phone that watches is told.
    Watch(super::watch::WatchId),
    /// A trunk is told goodbye; it may ask who we are.
    Goodbye(Box<Goodbye>),
    /// A leg has gone on to another trunk; if this one answers all the same, it is told goodbye.
    Abandoned(Box<Goodbye>),
    /// Nobody waits for the answer.
    Nobody,
}

/// What a leg's request is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The INVITE that rings it.
    Initial,
    /// The offer or refresh of another leg, passed on; its own request waits as this transaction.
    Relay { from: LegId, server: TxId },
    /// The party of a hold is made still; by whom.
    Hold { by: LegId },
    /// Makes a leg still, whether it works or not.
    Still,
    /// A leg is asked for an offer, to be connected with another.
    Ask { keep: LegId },
    /// A phone that picks up is offered what a waiting caller has.
    Meet { keep: LegId },
    /// A pressed key of another leg, passed on; its own request waits as this transaction.
    Key { from: LegId, server: TxId },
    /// A leg is offered what another one, whose answer is owed, has.
    Offer { asker: LegId },
    /// Makes sure that it is still there.
    Refresh,
    /// Tells how a transfer goes, acknowledges a provisional response, ends it: nothing depends on the answer.
    Tell,
}

/// A BYE to a trunk, whose leg is forgotten already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Goodbye {
    /// What proves to it who we are.
    pub(crate) login: Option<Login>,
    pub(crate) route: Route,
    pub(crate) request: Outgoing,
}

impl Core {
    /// Sends a request and waits for its answer.
    pub(crate) fn send_request(&mut self, route: Route, mut request: Outgoing, user: User) -> TxId {
        if let Some(target) = self.target_now(&request.uri) {
            request.uri = target;
        }
        let rings = request.method == "INVITE" && matches!(user, User::Leg(_, Purpose::Initial));
        // A leg that does not even say "trying" is given up sooner than RFC 3261's 32 s, so that the next trunk is tried.
        // A registration that UDP may take instead is not waited for long.
        let patience = match &user {
            User::Trunk(key) if !route.is_datagram() && self.takes_any_transport(*key, route.peer) => T2,
            // Whoever has not answered three copies by then is not there, for all that calls need.
            User::Check(_) => T2,
            // A phone to which a connection can be opened at all answers it soon.
            User::Leg(leg, _) if rings && self.is_reopened(*leg) => T2,
            _ if rings => LIFE / 2,
            _ => LIFE,
        };
        let ask = Ask { user, patience, rings };
        let id = self.tx.request(route, self.local(&route), request, ask, self.now);
        self.send_out();
        id
    }

    /// Sends what transactions have to say.
    fn send_out(&mut self) {
        for (route, bytes) in self.tx.take_output() {
            self.send(route, bytes);
        }
    }

    /// Gives an INVITE up for another trunk.
    pub(crate) fn abandon(&mut self, id: TxId) {
        let Some((route, request)) = self.tx.open_request(id) else { return };
        let goodbye = Goodbye { login: None, route, request: request.clone() };
        self.tx.set_user(id, User::Abandoned(Box::new(goodbye)));
        self.cancel_request(id, Cause::Cancelled);
    }

    /// Gives an INVITE up, for this cause. The answer to it is still waited for.
    pub(crate) fn cancel_request(&mut self, id: TxId, cause: Cause) {
        // What no phone is to list as a missed call (RFC 3326).
        let elsewhere = (cause == Cause::AnsweredElsewhere).then(|| ("Reason", ELSEWHERE.to_owned()));
        self.tx.cancel(id, elsewhere.into_iter().collect(), self.now);
        self.send_out();
    }

    /// The leg whose request a response answers.
    pub(crate) fn asked_by(&self, message: &Message) -> Option<LegId> {
        match self.tx.asked_by(message)? {
            User::Leg(leg, _) => Some(*leg),
            _ => None,
        }
    }

    /// A response has come.
    pub(crate) fn receive_response(&mut self, message: &Message) {
        let response = self.tx.receive_response(message, self.now);
        self.send_out();
        match response {
            Some(Response::First { user, tx }) => self.response(user, tx, message),
            Some(Response::Again { user, cseq }) => self.response_again(user, cseq, message),
            None => {}
        }
    }

    /// A received request gets its transaction.
    pub(crate) fn begin_server(&mut self, message: &Message, route: &Route, key: String) -> TxId {
        self.tx.begin_server(message, route, key)
    }

    /// The same request came again, or the ACK of its refusal.
    pub(crate) fn server_again(&mut self, id: TxId, method: &str) {
        self.tx.server_again(id, method, self.now);
        self.send_out();
    }

    /// Sends a response.
    pub(crate) fn reply(&mut self, id: TxId, reply: &Reply) {
        self.tx.reply(id, reply, self.now);
        self.send_out();
    }

    /// Answers without remembering: the other side will ask again if it did not hear.
    pub(crate) fn reply_stateless(&mut self, message: &Message, route: &Route, reply: Reply) {
        self.tx.reply_stateless(message, route, reply);
        self.send_out();
    }

    /// Writes a request that has no transaction: an ACK of an answer.
    pub(crate) fn encode_alone(&self, route: &Route, request: &Outgoing) -> Bytes {
        if let Some(uri) = self.target_now(&request.uri) {
            return Outgoing { uri, ..request.clone() }.encode_alone(route, self.local(route));
        }
        request.encode_alone(route, self.local(route))
    }

    /// What transactions have waited for until now. False where nothing is due.
    pub(crate) fn advance_transactions(&mut self) -> bool {
        let due = self.tx.advance(self.now);
        self.send_out();
        match due {
            Some(Due::Unanswered { user, tx }) => self.no_response(user, tx),
            Some(Due::Unacknowledged(leg)) => self.never_acknowledged(leg),
            None => return false,
        }
        true
    }

    /// A connection broke: what was asked over it is answered by nobody.
    pub(crate) fn fail_route(&mut self, dead: impl Fn(&Route) -> bool) {
        for (user, id) in self.tx.fail(dead) {
            self.no_response(user, id);
        }
    }
}
