//! Location as the emergency networks read it: PIDF-LO documents (RFC 4119, RFC 5139, RFC 5491, RFC 7459), written and read; and
//! [`held`], the words in which somebody asks where a device is.
//!
//! Pure: no I/O, no clock. A document says where one device is, as a civic address, a point or circle, or both.
//!
//! ```
//! use roamline_domain::civic::CivicAddress;
//! use roamline_pidf_lo::{Confidence, Document, Location, Method, Percentage};
//!
//! let address = CivicAddress { country: "GB".into(), a3: Some("Leeds".into()), ..CivicAddress::default() };
//! let document = Document {
//!     entity: "pres:caller@example.org".into(),
//!     device: "urn:uuid:8d6f0b0e-9a3c-4b8f-8f53-7d7ad4a3d6f1".into(),
//!     determined_at: "2026-11-23T08:00:00Z".parse().unwrap(),
//!     location: Location { civic: Some(address), shape: None },
//!     confidence: Some(Confidence::Percent(Percentage::DEFAULT)),
//!     method: Method::Manual,
//!     may_be_passed_on: true,
//!     keep_until: None,
//! };
//! assert_eq!(Document::read(&document.write()).unwrap(), document);
//! ```

mod confidence;
mod dispatch;
mod document;
pub mod held;
mod names;
mod read;
mod shape;
mod write;
mod xml;

pub use confidence::{Confidence, NoPercentage, Percentage};
pub use document::{Document, Location, Method};
pub use read::ReadError;
pub use shape::{NoPosition, NoRadius, Position, Radius, Shape};
pub use xml::XmlError;

/// The media type of a document (RFC 3863 section 4).
pub const MEDIA_TYPE: &str = "application/pidf+xml";
