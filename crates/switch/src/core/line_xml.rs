//! The documents that tell phones of lines: `application/dialog-info+xml` (RFC 4235), and the list that holds several of
//! them, `application/rlmi+xml` (RFC 4662).

use crate::switch::{CallId, LineKey, Party, ShownState};
use roamline_sip::uri::escape_user;
use std::fmt::Write as _;

/// One call of a line, as one phone may see it.
pub(crate) struct Face<'a> {
    pub(crate) call: CallId,
    /// The line's tag and the other side's, by which the phone may ask for the call.
    pub(crate) tags: Option<(&'a str, &'a str)>,
    pub(crate) placed: bool,
    pub(crate) state: ShownState,
    pub(crate) remote: Option<&'a Party>,
    pub(crate) by: Option<&'a Party>,
}

/// The address of a line.
pub(crate) fn address_of(line: &LineKey, realm: &str) -> String {
    format!("sip:{}@{realm}", escape_user(line.as_str()))
}

/// Text that can stand in an attribute or element: nothing in it ends either, and what XML 1.0 has no place for is left out.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

fn identity(out: &mut String, name: &str, address: &str) {
    let display = if name.is_empty() { String::new() } else { format!(" display=\"{}\"", escaped(name)) };
    let _ = write!(out, "<identity{display}>{}</identity>", escaped(address));
}

fn dialog(out: &mut String, line: &str, realm: &str, face: &Face<'_>) {
    let id = face.call.uuid();
    let _ = write!(out, "<dialog id=\"{id}\"");
    if let Some((own, other)) = face.tags {
        let _ = write!(out, " call-id=\"{id}\" local-tag=\"{own}\" remote-tag=\"{other}\"");
    }
    let _ = write!(out, " direction=\"{}\">", if face.placed { "initiator" } else { "recipient" });
    let state = match face.state {
        ShownState::Ringing => "early",
        ShownState::Talking | ShownState::Held => "confirmed",
    };
    let _ = write!(out, "<state>{state}</state><local>");
    identity(out, face.by.map_or("", |by| &by.name), line);
    let _ = write!(out, "<target uri=\"{}\">", escaped(line));
    if face.state == ShownState::Held {
        out.push_str("<param pname=\"+sip.rendering\" pval=\"no\"/>");
    }
    out.push_str("</target></local>");
    if let Some(remote) = face.remote {
        let user = escape_user(&remote.number);
        let address = if user.is_empty() { format!("sip:{realm}") } else { format!("sip:{user}@{realm}") };
        out.push_str("<remote>");
        identity(out, &remote.name, &address);
        let _ = write!(out, "<target uri=\"{}\"/></remote>", escaped(&address));
    }
    out.push_str("</dialog>");
}

/// All calls of a line, and those that have ended since the phone was told last.
pub(crate) fn dialog_info(
    line: &LineKey,
    realm: &str,
    version: u32,
    faces: &[Face<'_>],
    ended: &[CallId],
) -> String {
    let line = address_of(line, realm);
    let mut out = String::with_capacity(300 + 600 * faces.len());
    let _ = write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" \
         version=\"{version}\" state=\"full\" entity=\"{}\">",
        escaped(&line)
    );
    for face in faces {
        dialog(&mut out, &line, realm, face);
    }
    for call in ended {
        let _ = write!(out, "<dialog id=\"{}\"><state>terminated</state></dialog>", call.uuid());
    }
    out.push_str("</dialog-info>\r\n");
    out
}

/// One line in a list.
pub(crate) struct Item {
    pub(crate) line: LineKey,
    pub(crate) label: String,
    /// Its document; none where it comes with the next message.
    pub(crate) document: Option<String>,
}

/// A list of lines with their documents: the parts of a `multipart/related` body.
pub(crate) struct List<'a> {
    pub(crate) address: &'a str,
    pub(crate) realm: &'a str,
    pub(crate) version: u32,
    /// Every line of the list is in it, and not only those that changed.
    pub(crate) full: bool,
    /// What separates the parts: a random word, which stands in none of them.
    pub(crate) boundary: &'a str,
}

impl List<'_> {
    /// The type of the body.
    pub(crate) fn kind(&self) -> String {
        let (boundary, realm) = (self.boundary, self.realm);
        format!(
            "multipart/related;type=\"application/rlmi+xml\";start=\"<list.{boundary}@{realm}>\";boundary=\"{boundary}\""
        )
    }

    /// The body.
    pub(crate) fn body(&self, items: &[Item]) -> String {
        let (boundary, realm) = (self.boundary, self.realm);
        let mut out = format!(
            "--{boundary}\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <list.{boundary}@{realm}>\r\n\
             Content-Type: application/rlmi+xml;charset=\"UTF-8\"\r\n\r\n\
             <?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<list xmlns=\"urn:ietf:params:xml:ns:rlmi\" uri=\"{}\" \
             version=\"{}\" fullState=\"{}\">",
            escaped(self.address),
            self.version,
            self.full
        );
        for (index, item) in items.iter().enumerate() {
            let _ = write!(out, "<resource uri=\"{}\">", escaped(&address_of(&item.line, realm)));
            if !item.label.is_empty() {
                let _ = write!(out, "<name>{}</name>", escaped(&item.label));
            }
            if item.document.is_some() {
                let _ = write!(
                    out,
                    "<instance id=\"line\" state=\"active\" cid=\"{index}.{boundary}@{}\"/>",
                    escaped(realm)
                );
            }
            out.push_str("</resource>");
        }
        out.push_str("</list>\r\n");
        for (index, item) in items.iter().enumerate() {
            let Some(document) = &item.document else { continue };
            let _ = write!(
                out,
                "--{boundary}\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <{index}.{boundary}@{realm}>\r\n\
                 Content-Type: application/dialog-info+xml\r\n\r\n{document}"
            );
        }
        let _ = write!(out, "--{boundary}--\r\n");
        out
    }
}
