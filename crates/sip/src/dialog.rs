//! Dialogs (RFC 3261 section 12): what both sides of a call, and both sides of a subscription, know of one another.

use crate::body::Body;
use crate::message::{Message, Name};
use crate::text::NameAddr;
use crate::transaction::Outgoing;
use crate::uri::{Scheme, Uri};

/// One side of a dialog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dialog {
    /// Call-ID.
    pub call_id: String,
    /// Our tag.
    pub local_tag: String,
    /// The other side's tag; none before it has answered.
    pub remote_tag: Option<String>,
    /// Our name and address, without a tag.
    pub local: String,
    /// The other side's name and address, without a tag.
    pub remote: String,
    /// Where its requests go: what the other side's Contact says.
    pub target: String,
    /// The hops on the way there.
    pub routes: Vec<String>,
    /// The number of our last request.
    pub local_cseq: u32,
    /// The number of the other side's last request; 0 before there was any.
    pub remote_cseq: u32,
}

impl Dialog {
    /// What tells it from all others of ours: a request of the other side names both.
    pub fn key(&self) -> (String, String) {
        (self.call_id.clone(), self.local_tag.clone())
    }

    /// Whether a request or response with this tag is the other side's.
    pub fn is_with(&self, tag: Option<&str>) -> bool {
        self.remote_tag.is_none() || self.remote_tag.as_deref() == tag
    }

    /// Our next request within it (section 12.2.1.1).
    pub fn request(
        &mut self,
        method: &'static str,
        fields: Vec<(&'static str, String)>,
        body: Option<Body>,
    ) -> Outgoing {
        self.local_cseq += 1;
        self.with_number(method, self.local_cseq, fields, body)
    }

    /// The ACK of a 2xx. It has the number of its INVITE, whatever was sent in the dialog meanwhile (section 13.2.2.4).
    pub fn ack(&self, invite: u32, body: Option<Body>) -> Outgoing {
        self.with_number("ACK", invite, Vec::new(), body)
    }

    fn with_number(
        &self,
        method: &'static str,
        cseq: u32,
        fields: Vec<(&'static str, String)>,
        body: Option<Body>,
    ) -> Outgoing {
        let to = match &self.remote_tag {
            Some(tag) => format!("{};tag={tag}", self.remote),
            None => self.remote.clone(),
        };
        Outgoing {
            method,
            uri: self.target.clone(),
            from: format!("{};tag={}", self.local, self.local_tag),
            to,
            call_id: self.call_id.clone(),
            cseq,
            routes: self.routes.clone(),
            fields,
            body,
            ..Outgoing::default()
        }
    }

    /// Takes the number of a request by the other side. False where it comes out of order and is to be refused with 500
    /// (section 12.2.2); what acknowledges something (PRACK) is judged by what it acknowledges.
    pub fn takes(&mut self, method: &str, cseq: u32) -> bool {
        if self.remote_cseq != 0 && cseq <= self.remote_cseq && method != "PRACK" {
            return false;
        }
        self.remote_cseq = self.remote_cseq.max(cseq);
        true
    }

    /// Takes what a response to our INVITE says of the other side (section 12.1.2). Once it is `confirmed`, the hops stay.
    pub fn established(&mut self, message: &Message, confirmed: bool) {
        self.refreshed(message);
        self.remote_tag = message.to_tag();
        if self.routes.is_empty() || !confirmed {
            self.routes = routes_of(message, Name::RecordRoute);
            self.routes.reverse();
        }
    }

    /// Takes where the other side wants to be reached from now on (section 12.2).
    pub fn refreshed(&mut self, message: &Message) {
        if let Some(target) = target_of(message) {
            self.target = target;
        }
    }
}

/// Where a phone wants to be reached: an address that can stand in a request of ours.
pub fn target_of(message: &Message) -> Option<String> {
    let mut contacts = message.addresses(Name::Contact).filter_map(NameAddr::read);
    contacts.find(|contact| usable(&contact.uri)).map(|contact| contact.uri)
}

/// Whether requests can be sent to an address: it names a place, and can stand in a request line (RFC 3986 section 2).
pub fn usable(uri: &str) -> bool {
    let legal = |b: u8| b.is_ascii_graphic() && !br#""<>\^`{|}"#.contains(&b);
    uri.bytes().all(legal)
        && Uri::parse(uri).is_ok_and(|uri| uri.scheme == Scheme::Sip && uri.headers.is_none())
}

/// The hops of Record-Route or Path, those that can be read.
pub fn routes_of(message: &Message, name: Name) -> Vec<String> {
    let good = |route: &&str| NameAddr::parse(route).is_some_and(|route| usable(&route.uri));
    message.list(name).filter(good).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use bytes::Bytes;

    fn dialog() -> Dialog {
        Dialog {
            call_id: "c".into(),
            local_tag: "ours".into(),
            local: "<sip:a@b>".into(),
            remote: "<sip:c@d>".into(),
            target: "sip:c@d".into(),
            ..Dialog::default()
        }
    }

    #[test]
    fn the_ack_has_its_invites_number_whatever_was_sent_meanwhile() {
        let mut dialog = dialog();
        let invite = dialog.request("INVITE", vec![], None).cseq;
        for method in ["PRACK", "UPDATE", "INFO"] {
            dialog.request(method, vec![], None);
        }
        assert_eq!(dialog.ack(invite, None).cseq, invite);
        assert_eq!(dialog.request("BYE", vec![], None).cseq, 5);
    }

    #[test]
    fn what_answers_first_gives_tag_target_and_hops() {
        let mut dialog = dialog();
        let text = "SIP/2.0 180 x\r\nTo: <sip:c@d>;tag=theirs\r\nContact: <sip:c@10.0.0.9>\r\n\
                    Record-Route: <sip:p1;lr>, <sip:p2;lr>\r\n\r\n";
        dialog.established(&Message::parse(&Bytes::from(text)).unwrap(), false);
        let request = dialog.request("PRACK", vec![], None);
        assert_eq!(request.to, "<sip:c@d>;tag=theirs");
        assert_eq!(request.uri, "sip:c@10.0.0.9");
        assert_eq!(request.routes, ["<sip:p2;lr>", "<sip:p1;lr>"]);
        assert!(dialog.is_with(Some("theirs")) && !dialog.is_with(Some("another")) && !dialog.is_with(None));
    }

    #[test]
    fn what_comes_out_of_order_is_not_taken() {
        let mut dialog = dialog();
        assert!(dialog.takes("INVITE", 5) && !dialog.takes("INFO", 5) && !dialog.takes("INFO", 4));
        assert!(dialog.takes("PRACK", 5) && dialog.takes("BYE", 9));
    }
}
