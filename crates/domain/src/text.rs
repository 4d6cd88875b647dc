//! How what rules say becomes text for people.

/// What somebody says as a sentence: it begins with a capital letter and ends with one full stop.
///
/// ```
/// assert_eq!(roamline_domain::text::sentence("choose a country"), "Choose a country.");
/// ```
#[must_use]
pub fn sentence(said: &str) -> String {
    let mut text = capitalized(said.trim_end_matches('.'));
    text.push('.');
    text
}

/// The same text with a capital letter at its beginning.
#[must_use]
pub fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    let mut capitalized: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    capitalized.push_str(chars.as_str());
    capitalized
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_begins_and_ends_as_one() {
        assert_eq!(sentence("écrivez-le.."), "Écrivez-le.");
        assert_eq!(sentence(""), ".");
        assert_eq!(capitalized("ﬁne"), "FIne");
        assert_eq!(capitalized(""), "");
    }
}
