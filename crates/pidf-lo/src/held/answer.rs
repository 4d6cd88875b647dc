//! What is answered (RFC 5985 sections 5.2 and 5.3).

use jiff::Timestamp;

use crate::document::Document;
use crate::names::{HELD, PIDF};
use crate::read::ReadError;
use crate::write::time;
use crate::xml::{Element, Writer, XmlError};

/// Why there is no location: the names of RFC 5985 section 6.3, and the one that RFC 6155 adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorCode {
    /// The request asks for something that makes no sense.
    RequestError,
    /// Its XML is malformed, hostile, or not as its schema has it.
    XmlError,
    /// The server failed.
    GeneralLisError,
    /// The device is known, or may be, and its location is not.
    LocationUnknown,
    /// It is no message that is understood here.
    UnsupportedMessage,
    /// The answer would have taken longer than was allowed.
    Timeout,
    /// The location is known, but not in the form that is insisted on.
    CannotProvideLiType,
    /// The device is none of those whose location is known here.
    NotLocatable,
    /// The identity of the device is not understood.
    BadIdentifier,
}

impl ErrorCode {
    /// All of them.
    pub const ALL: [ErrorCode; 9] = [
        ErrorCode::RequestError,
        ErrorCode::XmlError,
        ErrorCode::GeneralLisError,
        ErrorCode::LocationUnknown,
        ErrorCode::UnsupportedMessage,
        ErrorCode::Timeout,
        ErrorCode::CannotProvideLiType,
        ErrorCode::NotLocatable,
        ErrorCode::BadIdentifier,
    ];

    /// The registered name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ErrorCode::RequestError => "requestError",
            ErrorCode::XmlError => "xmlError",
            ErrorCode::GeneralLisError => "generalLisError",
            ErrorCode::LocationUnknown => "locationUnknown",
            ErrorCode::UnsupportedMessage => "unsupportedMessage",
            ErrorCode::Timeout => "timeout",
            ErrorCode::CannotProvideLiType => "cannotProvideLiType",
            ErrorCode::NotLocatable => "notLocatable",
            ErrorCode::BadIdentifier => "badIdentifier",
        }
    }
}

/// There is no location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Why, for programs.
    pub code: ErrorCode,
    /// Why, for people, in English; empty where there is nothing to add.
    pub message: String,
}

impl Failure {
    /// As XML, in UTF-8.
    #[must_use]
    pub fn write(&self) -> String {
        let mut out = Writer::begin();
        out.open("error", &[("xmlns", HELD), ("code", self.code.as_str())]);
        out.text("message", &[("xml:lang", "en")], &self.message);
        out.close("error");
        out.finish()
    }
}

/// Where the location can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocationUriSet {
    /// URIs of the same location.
    pub uris: Vec<String>,
    /// Until when they are good, in whole seconds.
    pub expires: Timestamp,
}

/// Where the device is: by value, by reference, or both.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LocationResponse {
    /// Where it can be asked for, again and again.
    pub uri_set: Option<LocationUriSet>,
    /// Where it is.
    pub document: Option<Document>,
}

impl LocationResponse {
    /// As XML, in UTF-8.
    #[must_use]
    pub fn write(&self) -> String {
        let mut out = Writer::begin();
        out.open("locationResponse", &[("xmlns", HELD)]);
        if let Some(set) = &self.uri_set {
            out.open("locationUriSet", &[("expires", &time(set.expires))]);
            for uri in &set.uris {
                out.text("locationURI", &[], uri);
            }
            out.close("locationUriSet");
        }
        if let Some(document) = &self.document {
            document.write_into(&mut out);
        }
        out.close("locationResponse");
        out.finish()
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// There is a location.
    Located(Box<LocationResponse>),
    /// There is none.
    Failed(Failure),
}

/// Why an answer is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// It is no XML that is read here.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// It is neither a locationResponse nor an error with a registered code.
    #[error("the document is no answer")]
    NoAnswer,
    /// The URIs cannot be understood.
    #[error("the locationUriSet cannot be understood")]
    UriSet,
    /// The location cannot be understood.
    #[error("the location cannot be understood")]
    Location(#[source] ReadError),
}

impl Answer {
    /// Reads an answer, as whoever has asked gets it.
    ///
    /// # Errors
    /// [`AnswerError`], which names what is wrong.
    pub fn read(text: &str) -> Result<Self, AnswerError> {
        let root = Element::read(text)?;
        if root.is(HELD, "error") {
            let code = ErrorCode::ALL.into_iter().find(|code| root.attribute("code") == Some(code.as_str()));
            let message = root.child(HELD, "message").map(Element::text).unwrap_or_default();
            return Ok(Answer::Failed(Failure { code: code.ok_or(AnswerError::NoAnswer)?, message }));
        }
        if !root.is(HELD, "locationResponse") {
            return Err(AnswerError::NoAnswer);
        }
        let uri_set = root.child(HELD, "locationUriSet").map(uri_set).transpose()?;
        let document = root.child(PIDF, "presence").map(Document::of_element).transpose();
        let document = document.map_err(AnswerError::Location)?;
        Ok(Answer::Located(Box::new(LocationResponse { uri_set, document })))
    }
}

fn uri_set(element: &Element) -> Result<LocationUriSet, AnswerError> {
    let expires = element.attribute("expires").and_then(|text| text.parse().ok());
    let uris =
        element.children_of(HELD).filter(|(name, _)| *name == "locationURI").map(|(_, uri)| uri.text());
    Ok(LocationUriSet { uris: uris.collect(), expires: expires.ok_or(AnswerError::UriSet)? })
}
