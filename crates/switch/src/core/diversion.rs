//! Who has sent a call on, as others are told and as they tell it: Diversion (RFC 5806), which carriers know, and History-Info
//! (RFC 7044), which newer systems do.

use crate::switch::{Diversion, DiversionReason};
use roamline_sip::{Message, Name, NameAddr, Uri};

/// More have not sent a call on that is ever to arrive; what is beyond them is not read.
const MOST: usize = 10;

/// The words of Diversion (RFC 5806 section 5.2.2).
fn word(reason: Option<DiversionReason>) -> &'static str {
    match reason {
        Some(DiversionReason::Unconditional) => "unconditional",
        Some(DiversionReason::DoNotDisturb) => "do-not-disturb",
        Some(DiversionReason::Busy) => "user-busy",
        Some(DiversionReason::Unreachable) => "unavailable",
        Some(DiversionReason::NoAnswer) => "no-answer",
        Some(DiversionReason::Deflection) => "deflection",
        None => "unknown",
    }
}

/// The same as a cause of History-Info (RFC 4458 section 2, as RFC 7044 section 10.3 has it).
fn cause(reason: DiversionReason) -> u16 {
    match reason {
        DiversionReason::Unconditional => 302,
        DiversionReason::Busy | DiversionReason::DoNotDisturb => 486,
        DiversionReason::NoAnswer => 408,
        DiversionReason::Unreachable => 503,
        DiversionReason::Deflection => 487,
    }
}

/// What goes along with a call to `to` that these have sent on, the first one first.
pub(crate) fn fields(diverted: &[Diversion], to: &str, domain: &str) -> Vec<(&'static str, String)> {
    if diverted.is_empty() {
        return Vec::new();
    }
    let at = |number: &str| format!("sip:{}@{domain}", roamline_sip::uri::escape_user(number));
    // The last to send it on stands first (RFC 5806 section 5.2).
    let mut fields: Vec<_> = diverted
        .iter()
        .rev()
        .map(|by| ("Diversion", format!("<{}>;reason={}", at(&by.number), word(by.reason))))
        .collect();
    let mut index = "1".to_owned();
    let mut history = Vec::with_capacity(diverted.len() + 1);
    let mut came_by: Option<(Option<DiversionReason>, String)> = None;
    let numbers = diverted.iter().map(|by| by.number.as_str()).chain([to]);
    let reasons = diverted.iter().map(|by| Some(by.reason)).chain([None]);
    for (number, reason) in numbers.zip(reasons) {
        let target = at(number);
        history.push(match &came_by {
            None => format!("<{target}>;index={index}"),
            Some((why, from)) => {
                let why = why.map_or_else(String::new, |why| format!(";cause={}", cause(why)));
                format!("<{target}{why}>;index={index};mp={from}")
            }
        });
        if let Some(reason) = reason {
            came_by = Some((reason, index.clone()));
            index.push_str(".1");
        }
    }
    fields.push(("History-Info", history.join(", ")));
    fields
}

/// Who has sent a call on before it came, the first one first, as somebody says who is trusted with it: by Diversion, and where
/// there is none by the entries of History-Info that were given up for another number.
pub(crate) fn read(message: &Message) -> Vec<Diversion> {
    let readable = |value: &str| {
        let address = NameAddr::read(value)?;
        let number = Uri::parse(&address.uri).ok()?.dialled();
        let reason = address.params.get("reason").and_then(reason_of);
        (!number.is_empty()).then_some(Diversion { number, reason })
    };
    let mut told: Vec<Diversion> =
        message.addresses(Name::Diversion).filter_map(readable).take(MOST).collect();
    told.reverse();
    if !told.is_empty() {
        return told;
    }
    let mut history: Vec<(Diversion, bool)> = Vec::new();
    for value in message.addresses(Name::HistoryInfo).take(MOST + 1) {
        let Some(address) = NameAddr::read(value) else { continue };
        let Ok(uri) = Uri::parse(&address.uri) else { continue };
        // An entry that says from which it was mapped (`mp`, `rc`) or why it was tried gives that one up.
        let because = uri.params.get("cause").and_then(|code| code.parse().ok()).and_then(reason_of_cause);
        if let Some((before, given_up)) = history.last_mut().filter(|_| because.is_some()) {
            (before.reason, *given_up) = (because, true);
        }
        let number = uri.dialled();
        if !number.is_empty() {
            history.push((Diversion { number, reason: None }, false));
        }
    }
    history.into_iter().filter(|(_, given_up)| *given_up).map(|(diversion, _)| diversion).collect()
}

fn reason_of(word: &str) -> Option<DiversionReason> {
    Some(match word.trim_matches('"').to_ascii_lowercase().as_str() {
        "unconditional" => DiversionReason::Unconditional,
        "do-not-disturb" => DiversionReason::DoNotDisturb,
        "user-busy" => DiversionReason::Busy,
        "no-answer" => DiversionReason::NoAnswer,
        "unavailable" | "out-of-service" => DiversionReason::Unreachable,
        "deflection" => DiversionReason::Deflection,
        _ => return None,
    })
}

fn reason_of_cause(code: u16) -> Option<DiversionReason> {
    Some(match code {
        302 => DiversionReason::Unconditional,
        486 => DiversionReason::Busy,
        408 => DiversionReason::NoAnswer,
        503 | 404 => DiversionReason::Unreachable,
        480 | 487 => DiversionReason::Deflection,
        _ => return None,
    })
}

/// Where a phone that rings wants its call to go: the first Contact of its 3xx that is a number (RFC 3261 section 21.3).
pub(crate) fn deflected_to(message: &Message) -> Option<String> {
    let number = |value: &str| Some(Uri::parse(&NameAddr::read(value)?.uri).ok()?.dialled());
    message.addresses(Name::Contact).filter_map(number).find(|number| !number.is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn by(number: &str, reason: DiversionReason) -> Diversion {
        Diversion { number: number.to_owned(), reason: Some(reason) }
    }

    fn with(fields: &str) -> Message {
        let text = format!("INVITE sip:x@y SIP/2.0\r\n{fields}Content-Length: 0\r\n\r\n");
        Message::parse(&text.into()).unwrap()
    }

    #[test]
    fn what_is_told_is_read_again() {
        let diverted =
            [by("+441134960210", DiversionReason::Busy), by("+442079460018", DiversionReason::NoAnswer)];
        let told = fields(&diverted, "+15550100", "roamline");
        assert_eq!(
            told,
            [
                ("Diversion", "<sip:+442079460018@roamline>;reason=no-answer".to_owned()),
                ("Diversion", "<sip:+441134960210@roamline>;reason=user-busy".to_owned()),
                (
                    "History-Info",
                    "<sip:+441134960210@roamline>;index=1, <sip:+442079460018@roamline;cause=486>;index=1.1;mp=1, \
                     <sip:+15550100@roamline;cause=408>;index=1.1.1;mp=1.1"
                        .to_owned()
                ),
            ]
        );
        let text = |only: &[usize]| {
            only.iter()
                .filter_map(|n| told.get(*n))
                .map(|(name, value)| format!("{name}: {value}\r\n"))
                .collect::<String>()
        };
        assert_eq!(read(&with(&text(&[0, 1, 2]))), diverted);
        assert_eq!(read(&with(&text(&[2]))), diverted, "by the history alone");
        assert_eq!(fields(&[], "+15550100", "roamline"), []);
    }

    #[test]
    fn what_others_write_is_read_or_passed_over() {
        let odd = "Diversion: \"Ann\" <tel:+44-113-496-0210>;privacy=off;reason=\"unconditional\";counter=1, <>;reason=x\r\n";
        assert_eq!(read(&with(odd)), [by("+441134960210", DiversionReason::Unconditional)]);
        let unknown = "Diversion: <sip:204@pbx>;reason=time-of-day\r\n";
        assert_eq!(read(&with(unknown)), [Diversion { number: "204".into(), reason: None }]);
        // A call that went straight to who was called was sent on by nobody.
        assert_eq!(read(&with("History-Info: <sip:204@pbx>;index=1\r\n")), []);
        assert_eq!(
            read(&with("History-Info: <sip:204@pbx>;index=1, <sip:204@192.0.2.7>;index=1.1;rc=1\r\n")),
            []
        );
    }
}
