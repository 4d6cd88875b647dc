//! Names of single phones of an account (GRUU, RFC 5627): who calls one reaches this very phone, wherever it is now.

use super::{Binding, Core};
use crate::switch::PhoneInstance;
use roamline_sip::uri::{Scheme, escape_user, unescape};
use roamline_sip::{Message, Uri};

/// The public name of an instance.
pub(super) fn public(user: &str, realm: &str, instance: &str) -> String {
    let mut escaped = String::with_capacity(instance.len());
    for byte in instance.bytes() {
        // What may stand in the value of a parameter (RFC 3261 section 25.1).
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()[]/:&+$".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("sip:{}@{realm};gr={escaped}", escape_user(user))
}

impl Core {
    /// The phone that an address names as the very one that is meant; none where it names somebody, and no phone of theirs.
    pub(crate) fn instance_named(&self, uri: &Uri) -> Option<PhoneInstance> {
        let named = uri.params.get("gr").filter(|named| !named.is_empty())?;
        if uri.scheme != Scheme::Sip || !uri.host.eq_ignore_ascii_case(&self.cfg.realm) {
            return None;
        }
        let phone = self.directory.account(&uri.user)?.phone;
        Some(PhoneInstance { phone, instance: unescape(named)?.to_ascii_lowercase() })
    }

    /// The same for what a request asks for.
    pub(crate) fn instance_asked_for(&self, message: &Message) -> Option<PhoneInstance> {
        self.instance_named(&Uri::parse(message.uri()?).ok()?)
    }

    /// The places of one phone of an account, the newest last.
    pub(crate) fn places_of(&self, wanted: &PhoneInstance) -> Vec<Binding> {
        let mut places = self.places(&wanted.phone);
        places.retain(|place| place.device.instance.as_deref() == Some(wanted.instance.as_str()));
        places.sort_by_key(|place| place.registered);
        places
    }

    /// Where a request of ours is to go: a phone that we have given a name gives that as its contact, and knows itself by the
    /// contact that it has registered (RFC 5627 section 5.4).
    pub(crate) fn target_now(&self, target: &str) -> Option<String> {
        let uri = Uri::parse(target).ok().filter(|uri| uri.params.get("gr").is_some())?;
        let place = self.places_of(&self.instance_named(&uri)?).pop()?;
        Some(place.uri)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn nothing_in_an_instance_ends_its_name() {
        for instance in ["urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "a;b=\"c\">, <sip:x@y", "50%"] {
            let name = public("ada 7;k", "example.org", instance);
            let uri = Uri::parse(&name).unwrap();
            assert_eq!((uri.user.as_str(), uri.host.as_str()), ("ada 7;k", "example.org"), "{name}");
            assert_eq!(unescape(uri.params.get("gr").unwrap()).unwrap(), instance);
            assert!(roamline_sip::usable(&name), "{name}");
        }
    }
}
