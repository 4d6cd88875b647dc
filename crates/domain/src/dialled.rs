//! What was dialled, free of the ways in which it can be written: in an address, with separators, escaped.

/// Pauses that diallers write between an outside line and the number, or before digits that are sent once the call is
/// answered (the `pause` and `wait` signs of RFC 2806 section 2.2, and the comma of modems).
const PAUSES: [char; 5] = [',', 'p', 'P', 'w', 'W'];

/// The zeros of the decimal digits that keyboards write besides the ASCII ones: fullwidth, Arabic-Indic, Persian,
/// Devanagari, Bengali, Gurmukhi, Gujarati, Tamil, Telugu, Kannada, Malayalam, Thai, Lao, Tibetan, Myanmar, Khmer.
const ZEROS: [char; 16] = [
    '\u{ff10}', '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{be6}', '\u{c66}',
    '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}', '\u{17e0}',
];

/// What was dialled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Dialled {
    /// A service by its name, without `urn:service:`, in lower case: names are compared without regard to case (RFC 5031
    /// section 4.2).
    Service(String),
    /// A number, or the name of somebody.
    Number {
        /// Without separators, and without `#` at its end, which only says that it is complete.
        number: String,
        /// What comes after the first pause, without separators.
        after: Option<String>,
    },
}

impl Dialled {
    /// Reads what a person typed, or what an address asks for.
    pub(crate) fn read(text: &str) -> Self {
        let text = within_address(text);
        if let Some(service) = service(&text) {
            return Self::Service(service);
        }
        let text: String = text.chars().filter(|c| !separates(*c)).map(ascii_digit).collect();
        // Letters that are no pauses make a name of it.
        let is_pause = |c: char| PAUSES.contains(&c);
        let is_dialled = text.chars().all(|c| c.is_ascii_digit() || "+*#".contains(c) || is_pause(c));
        let (number, after) = match text.split_once(is_pause) {
            Some((number, after)) if is_dialled => {
                (number, Some(after.trim_start_matches(is_pause).to_owned()))
            }
            _ => (text.as_str(), None),
        };
        Self::Number { number: number.trim_end_matches('#').to_owned(), after }
    }
}

/// Whether a sign only makes a number easier to read (RFC 3966 section 3, and what people paste).
pub(crate) fn separates(c: char) -> bool {
    c.is_whitespace()
        || "-.()/[]_\u{ad}\u{b7}\u{2022}\u{2212}\u{feff}\u{ff08}\u{ff09}\u{ff0d}\u{ff0e}".contains(c)
        // Hyphens and dashes; marks without width, and those that say in which direction is written.
        || matches!(c, '\u{2010}'..='\u{2015}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
}

/// A decimal digit of another script as the ASCII digit that it is.
pub(crate) fn ascii_digit(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    let value = ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(u32::from(*zero)).filter(|v| *v < 10));
    value.and_then(|value| char::from_digit(value, 10)).unwrap_or(c)
}

/// What stands in an address before host and parameters, unescaped: of `sip:911@host;user=phone` the `911`, of
/// `tel:911;phone-context=+1` too. What is no address is only unescaped.
pub(crate) fn within_address(text: &str) -> String {
    let text = text.trim();
    let text = match (text.find('<'), text.rfind('>')) {
        (Some(open), Some(close)) if open < close => &text[open + 1..close],
        _ => text,
    };
    let mut text = text.trim().to_owned();
    // An address may stand escaped in the user part of another one.
    for _ in 0..3 {
        let (scheme, rest) = text.split_once(':').unwrap_or(("", &text));
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        let inner = match scheme.trim().to_ascii_lowercase().as_str() {
            "sip" | "sips" => {
                let user = rest.rsplit_once('@').map_or(rest, |(user, _host)| user);
                if service(user).is_some() { user } else { user.split(':').next().unwrap_or(user) }
            }
            "tel" | "callto" => rest,
            _ => break,
        };
        text = unescaped(inner).trim().to_owned();
    }
    let text = unescaped(&text);
    text.split([';', '?']).next().unwrap_or_default().trim().to_owned()
}

/// The service of a `urn:service:`, in lower case.
pub(crate) fn service(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let service = text.strip_prefix("urn:service:")?;
    Some(service.split([';', '?', '@', '#']).next().unwrap_or_default().trim().to_owned())
}

/// Takes `%xx` off; what is no such escape stays (RFC 3986 section 2.1).
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let hex = |at: usize| behind.get(at).and_then(|b| char::from(*b).to_digit(16));
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = behind.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("sip:204@host;user=phone", "204")]
    #[case("SIPS:204:secret@[2001:db8::1]:5061", "204")]
    #[case("tel:204;phone-context=+1", "204")]
    #[case("tel://204", "204")]
    #[case("sip:tel%3A204@host", "204")]
    #[case("\"Reception\" <sip:204@host>;tag=1", "204")]
    #[case("2%204", "2 4")]
    #[case("100%", "100%")]
    #[case("sip:host", "host")]
    fn an_address_says_whom_it_asks_for(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(within_address(text), expected);
    }

    proptest! {
        #[test]
        fn any_text_can_be_read(text in "\\PC{0,60}") {
            Dialled::read(&text);
        }
    }
}
