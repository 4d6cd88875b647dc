//! Who is called by what was dialled: the one answer for calls and for whoever asks what a call would do.

use super::{Form, NumberingPlan, world};
use crate::emergency::{DialledEmergency, EmergencyNumbers};
use crate::shared_line::{InvalidNumber, Number};

/// The organisation's own extensions and numbers.
pub trait House {
    /// Whether these digits are an extension of somebody.
    fn has_extension(&self, digits: &str) -> bool;
    /// Whether this is a number of the organisation's: E.164, without the plus sign.
    fn has_number(&self, digits: &str) -> bool;
}

/// Who is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Called {
    /// The emergency services, or a test of them: the number or service without what was written around it.
    Emergency(DialledEmergency, String),
    /// Whoever has this extension.
    Extension(Number),
    /// Whoever has this number of the organisation's, in E.164.
    Own(Number),
    /// Somebody outside: in E.164, or as it was dialled where it is no public number (a short number, a service code).
    Outside(Number),
}

/// Who is called by somebody at a site with this plan; none where it has no plan of its own.
///
/// # Errors
/// [`InvalidNumber`] for what nobody can dial.
pub fn from_phone(
    dialled: &str,
    emergency: &EmergencyNumbers,
    plan: Option<&NumberingPlan>,
    house: &impl House,
) -> Result<Called, InvalidNumber> {
    if let Some(kind) = emergency.classify(dialled) {
        return Ok(Called::Emergency(kind, emergency.canonical(dialled)));
    }
    let number: Number = dialled.parse()?;
    if house.has_extension(number.as_str()) {
        return Ok(Called::Extension(number));
    }
    let meant = plan.and_then(|plan| plan.readings(&number).into_iter().next());
    if let Some((_, number)) = meant {
        let is_own = own(&number, house);
        return Ok(if is_own { Called::Own(number) } else { Called::Outside(number) });
    }
    if let Some(number) = spelled_out(&number, house) {
        return Ok(Called::Own(number));
    }
    Ok(short(number, emergency, plan, house))
}

/// What is no public number leaves as it was dialled, without what was dialled for an outside line.
fn short(
    number: Number,
    emergency: &EmergencyNumbers,
    plan: Option<&NumberingPlan>,
    house: &impl House,
) -> Called {
    let behind = plan.and_then(|plan| plan.behind_prefix(number.as_str()));
    match behind.and_then(|behind| behind.parse::<Number>().ok()) {
        Some(behind) if house.has_extension(behind.as_str()) => Called::Extension(behind),
        // What was dialled makes no emergency call, and so nothing that is left of it does.
        Some(behind) if emergency.classify(behind.as_str()).is_none() => Called::Outside(behind),
        _ => Called::Outside(number),
    }
}

/// Which of the organisation's extensions and numbers (those in E.164) is called from outside, however it is written at any of
/// its sites. None where it is no one's, and where nobody can tell which of several is meant.
#[must_use]
pub fn from_trunk<'a>(
    dialled: &str,
    plans: impl IntoIterator<Item = &'a NumberingPlan>,
    house: &impl House,
) -> Option<Number> {
    let number: Number = dialled.parse().ok()?;
    if house.has_extension(number.as_str()) {
        return Some(number);
    }
    if let Some(number) = spelled_out(&number, house) {
        return Some(number);
    }
    // A plus sign in front of a national number, by a trunk that puts one in front of everything.
    let plain = number.as_str().strip_prefix('+').and_then(|digits| digits.parse::<Number>().ok());
    let mut best: Option<(Form, Option<Number>)> = None;
    for plan in plans {
        let readings = [Some(&number), plain.as_ref()].into_iter().flatten().flat_map(|n| plan.readings(n));
        for (form, found) in readings.filter(|(_, number)| own(number, house)) {
            best = match best {
                Some((known, number)) if known < form => Some((known, number)),
                Some((known, number)) if known == form => {
                    Some((known, number.filter(|known| *known == found)))
                }
                _ => Some((form, Some(found))),
            };
        }
    }
    best.and_then(|(_, number)| number)
}

fn own(number: &Number, house: &impl House) -> bool {
    number.as_str().strip_prefix('+').is_some_and(|digits| house.has_number(digits))
}

/// An own number that was dialled with the code of its country, whichever plan there is.
fn spelled_out(number: &Number, house: &impl House) -> Option<Number> {
    let text = number.as_str();
    let digits = text.strip_prefix('+').or_else(|| text.strip_prefix("00")).unwrap_or(text);
    match [digits, text].into_iter().find(|digits| house.has_number(digits)) {
        Some(digits) => format!("+{digits}").parse().ok(),
        // +44 (0)113 …: the zero is dialled at home only.
        None => world::international(digits).filter(|number| digits != text && own(number, house)),
    }
}
