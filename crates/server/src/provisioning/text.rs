//! What people have named, so that it ends no line and no element of a file.

/// On one line: whatever would end it, or is no character of a text, becomes a blank.
pub(super) fn line(value: &str) -> String {
    let is_text =
        |c: char| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}');
    let text: String = value.chars().map(|c| if is_text(c) { c } else { ' ' }).collect();
    text.trim().to_owned()
}

/// As text or the value of an attribute of an XML document, on one line.
pub(super) fn xml(value: &str) -> String {
    quick_xml::escape::escape(line(value)).into_owned()
}
