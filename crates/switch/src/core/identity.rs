//! Who is shown as calling, and who withholds it (RFC 3323, RFC 3325).

use crate::switch::Party;
use roamline_sip::{Message, Name, NameAddr, Uri};

/// Who calls, where that is withheld (RFC 3323 section 4.1).
const ANONYMOUS: &str = "\"Anonymous\" <sip:anonymous@anonymous.invalid>";
const NOWHERE: &str = "anonymous.invalid";

/// The name and address of a party for From, To and P-Asserted-Identity.
pub(crate) fn address(party: &Party, domain: &str) -> String {
    let user = roamline_sip::uri::escape_user(&party.number);
    let at = if user.is_empty() { String::new() } else { format!("{user}@") };
    if party.name.is_empty() {
        format!("<sip:{at}{domain}>")
    } else {
        format!("{} <sip:{at}{domain}>", roamline_sip::text::quote(&party.name))
    }
}

/// Whether a caller asks for their number to be kept from people: `id` keeps what is asserted from them (RFC 3325 section 7),
/// `user` all that says who they are (RFC 3323 section 4.2). What `header` and `session` ask for is so of each call: our messages
/// name nobody else's hops. `none` asks for nothing, and wins.
pub(crate) fn is_withheld(message: &Message) -> bool {
    let asked = || message.all(Name::Privacy).flat_map(|value| value.split([';', ','])).map(str::trim);
    let asks = |what: &str| asked().any(|value| value.eq_ignore_ascii_case(what));
    (asks("id") || asks("user")) && !asks("none")
}

/// Who calls, as a peer that is trusted says it; nobody where that is withheld.
pub(crate) fn asserted(message: &Message) -> Party {
    if is_withheld(message) {
        return Party::default();
    }
    // What cannot be read counts as not said.
    let mut said = message.addresses(Name::PAssertedIdentity).chain(message.get(Name::From));
    let readable = |value: &str| {
        let value = NameAddr::read(value)?;
        Some((Uri::parse(&value.uri).ok()?, value.name))
    };
    match said.find_map(readable) {
        Some((uri, name)) if uri.host != NOWHERE => Party { number: uri.dialled(), name, withheld: false },
        _ => Party::default(),
    }
}

impl Party {
    fn is_nobody(&self) -> bool {
        self.number.is_empty() && self.name.is_empty()
    }
}

/// How somebody is shown as calling: From, and what goes with it.
pub(crate) struct Shown {
    pub(crate) from: String,
    pub(crate) fields: Vec<(&'static str, String)>,
}

impl Shown {
    /// To a telephone, and so to a person.
    pub(crate) fn to_phone(party: &Party, withheld: bool, domain: &str) -> Self {
        if withheld || party.withheld || party.is_nobody() {
            return Self { from: ANONYMOUS.to_owned(), fields: Vec::new() };
        }
        let from = address(party, domain);
        Self { fields: vec![("P-Asserted-Identity", from.clone())], from }
    }

    /// To a carrier, of a call that was sent on: it is the caller's to who is called, and to the carrier the call of who has sent
    /// it on, whose number is all that it lets out.
    pub(crate) fn diverted(caller: &Party, of: &Party, withheld: bool, domain: &str) -> Self {
        let withheld = withheld || caller.number.is_empty();
        let mut shown = Self::to_trusted(of, withheld, domain);
        if !withheld {
            shown.from = address(caller, domain);
        }
        shown
    }

    /// To a carrier, or to another call of ours: they are trusted with who it is, and with keeping it (RFC 3325 section 9.1).
    pub(crate) fn to_trusted(party: &Party, withheld: bool, domain: &str) -> Self {
        let known = address(party, domain);
        let asserted = ("P-Asserted-Identity", known.clone());
        match (withheld || party.withheld, party.is_nobody()) {
            (_, true) => Self { from: ANONYMOUS.to_owned(), fields: vec![("Privacy", "id".to_owned())] },
            (true, _) => {
                Self { from: ANONYMOUS.to_owned(), fields: vec![asserted, ("Privacy", "id".to_owned())] }
            }
            (false, _) => Self { from: known, fields: vec![asserted] },
        }
    }
}
