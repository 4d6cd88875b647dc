//! XML, as little of it as is needed: a tree of elements within bounds, and a writer that cannot write anything malformed.

use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

/// The largest document that is read, in bytes.
const LARGEST: usize = 65_536;
/// The deepest.
const DEEPEST: usize = 32;
/// The most attributes of one element.
const ATTRIBUTES: usize = 32;

/// Why a text is not read as XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    /// It is too long.
    #[error("the document is longer than {LARGEST} bytes")]
    TooLarge,
    /// Its elements are nested too deeply, or have too many attributes.
    #[error("the document is nested too deeply or has too many attributes")]
    TooDeep,
    /// It declares a type, or uses an entity of its own: neither is needed, and both are ways to attack.
    #[error("the document declares a type or entities, which is not allowed here")]
    Declares,
    /// It is not well formed.
    #[error("the document is not well-formed XML")]
    Malformed,
}

/// An element with what is in it.
#[derive(Debug, Default)]
pub(crate) struct Element {
    namespace: String,
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// Reads a document.
    pub(crate) fn read(text: &str) -> Result<Self, XmlError> {
        if text.len() > LARGEST {
            return Err(XmlError::TooLarge);
        }
        // A byte order mark is no part of the document (XML 1.0 section 4.3.3).
        let mut reader = NsReader::from_str(text.strip_prefix('\u{FEFF}').unwrap_or(text));
        reader.config_mut().check_comments = true;
        let mut open: Vec<Element> = Vec::new();
        let mut root = None;
        loop {
            let (namespace, event) = reader.read_resolved_event().map_err(|_| XmlError::Malformed)?;
            let namespace = match namespace {
                ResolveResult::Bound(namespace) => namespace.0.to_owned(),
                ResolveResult::Unbound => String::new(),
                ResolveResult::Unknown(_) => return Err(XmlError::Malformed),
            };
            match event {
                Event::Start(start) => {
                    if open.len() == DEEPEST {
                        return Err(XmlError::TooDeep);
                    }
                    // There is one root.
                    if open.is_empty() && root.is_some() {
                        return Err(XmlError::Malformed);
                    }
                    open.push(Self::begun(namespace, &start)?);
                }
                Event::Empty(start) => {
                    let element = Self::begun(namespace, &start)?;
                    close(element, &mut open, &mut root)?;
                }
                Event::End(_) => {
                    let element = open.pop().ok_or(XmlError::Malformed)?;
                    close(element, &mut open, &mut root)?;
                }
                Event::Text(text) => add(&mut open, &text.xml10_content())?,
                Event::CData(text) => add(&mut open, &text.xml10_content())?,
                Event::GeneralRef(reference) => {
                    let character = match reference.resolve_char_ref().map_err(|_| XmlError::Malformed)? {
                        Some(character) if is_allowed(character) => character,
                        Some(_) => return Err(XmlError::Malformed),
                        None => match &*reference {
                            "amp" => '&',
                            "lt" => '<',
                            "gt" => '>',
                            "quot" => '"',
                            "apos" => '\'',
                            _ => return Err(XmlError::Declares),
                        },
                    };
                    add(&mut open, character.encode_utf8(&mut [0; 4]))?;
                }
                Event::DocType(_) => return Err(XmlError::Declares),
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
                Event::Eof => break,
            }
        }
        if open.is_empty() { root.ok_or(XmlError::Malformed) } else { Err(XmlError::Malformed) }
    }

    fn begun(namespace: String, start: &BytesStart<'_>) -> Result<Self, XmlError> {
        let mut attributes: Vec<(String, String)> = Vec::new();
        // Whether one comes twice is looked at here, within the bound.
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| XmlError::Malformed)?;
            let value = quick_xml::escape::unescape(&attribute.value).map_err(|_| XmlError::Declares)?;
            if !value.chars().all(is_allowed) {
                return Err(XmlError::Malformed);
            }
            let name = attribute.key.0.to_owned();
            if attributes.len() == ATTRIBUTES {
                return Err(XmlError::TooDeep);
            }
            if attributes.iter().any(|(known, _)| *known == name) {
                return Err(XmlError::Malformed);
            }
            attributes.push((name, value.into_owned()));
        }
        let name = start.local_name().into_inner().to_owned();
        Ok(Self { namespace, name, attributes, ..Self::default() })
    }

    /// Whether it is this element.
    pub(crate) fn is(&self, namespace: &str, name: &str) -> bool {
        self.namespace == namespace && self.name == name
    }

    /// The first child of this name.
    pub(crate) fn child(&self, namespace: &str, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.is(namespace, name))
    }

    /// All children of a vocabulary, by their names.
    pub(crate) fn children_of<'a>(
        &'a self,
        namespace: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a Element)> {
        let own = self.children.iter().filter(move |child| child.namespace == namespace);
        own.map(|child| (child.name.as_str(), child))
    }

    /// All children, of whatever vocabulary.
    pub(crate) fn children(&self) -> &[Element] {
        &self.children
    }

    /// Its name, without the vocabulary.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The vocabulary that it is of; empty where it is of none.
    pub(crate) fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The first element of this name in the order of the document, itself included.
    pub(crate) fn find(&self, namespace: &str, name: &str) -> Option<&Element> {
        if self.is(namespace, name) {
            return Some(self);
        }
        self.children.iter().find_map(|child| child.find(namespace, name))
    }

    /// What a prefix stands for where this element says so; the empty prefix is that of names without one.
    pub(crate) fn declares(&self, prefix: &str) -> Option<&str> {
        match prefix {
            "" => self.attribute("xmlns"),
            prefix => self.attribute(&format!("xmlns:{prefix}")),
        }
    }

    /// The value of an attribute that is in no vocabulary.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The text in it, with single spaces.
    pub(crate) fn text(&self) -> String {
        token(&self.text)
    }
}

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) -> Result<(), XmlError> {
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None if root.is_none() => *root = Some(element),
        None => return Err(XmlError::Malformed),
    }
    Ok(())
}

fn add(open: &mut [Element], text: &str) -> Result<(), XmlError> {
    if !text.chars().all(is_allowed) {
        return Err(XmlError::Malformed);
    }
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        // Outside of the root there is nothing but white space.
        None if text.trim().is_empty() => {}
        None => return Err(XmlError::Malformed),
    }
    Ok(())
}

/// What XML 1.0 can carry (its section 2.2).
fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Without what XML cannot carry, with single spaces and none at the ends: its schemas' type `token`.
pub(crate) fn token(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if is_allowed(c) && !matches!(c, '\t' | '\n' | '\r') { c } else { ' ' })
        .collect();
    let words: Vec<&str> = spaced.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// A document in the making.
pub(crate) struct Writer(String);

impl Writer {
    /// Begins a document.
    pub(crate) fn begin() -> Self {
        Self("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned())
    }

    /// Begins an element.
    pub(crate) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.0.push('<');
        self.0.push_str(name);
        for (key, value) in attributes {
            self.0.push_str(&format!(" {key}=\"{}\"", escape(token(value).as_str())));
        }
        self.0.push('>');
    }

    /// Ends an element.
    pub(crate) fn close(&mut self, name: &str) {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    /// An element with a text; nothing where the text is empty.
    pub(crate) fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        let text = token(text);
        if text.is_empty() {
            return;
        }
        self.open(name, attributes);
        self.0.push_str(&escape(text.as_str()));
        self.close(name);
    }

    /// The document.
    pub(crate) fn finish(mut self) -> String {
        self.0.push('\n');
        self.0
    }
}
