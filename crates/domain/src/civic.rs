//! Civic addresses in the elements of RFC 5139 (and RFC 4776 for their meaning).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::field_error::FieldError;

/// Longest value of one element, in bytes. RFC 4776 section 3.4 gives its length field one octet.
pub const ELEMENT_MAX: usize = 255;

macro_rules! civic {
    ($($(#[$doc:meta])* $field:ident $variant:ident $xml:literal),* $(,)?) => {
        /// A civic address (RFC 5139 section 3.1). Elements that do not apply are absent, never empty.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields, default)]
        pub struct CivicAddress {
            /// ISO 3166-1 alpha-2 code, upper case.
            #[schema(min_length = 2, max_length = 2, example = "GB")]
            #[serde(default)]
            pub country: String,
            $($(#[$doc])*
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schema(max_length = 255)]
            pub $field: Option<String>,)*
        }

        /// The name of one element of a [`CivicAddress`] other than its country.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum CivicElement { $($(#[$doc])* $variant),* }

        impl CivicElement {
            /// Every element, in the order of RFC 5139.
            pub const ALL: &'static [CivicElement] = &[$(CivicElement::$variant),*];

            /// Name as in JSON and in the forms, lower case.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(CivicElement::$variant => stringify!($field)),* }
            }

            /// Name as in the XML of RFC 5139.
            #[must_use]
            pub fn xml_name(self) -> &'static str {
                match self { $(CivicElement::$variant => $xml),* }
            }
        }

        impl CivicAddress {
            /// The value of one element.
            #[must_use]
            pub fn get(&self, element: CivicElement) -> Option<&str> {
                match element { $(CivicElement::$variant => self.$field.as_deref()),* }
            }

            /// Sets or clears one element.
            pub fn set(&mut self, element: CivicElement, value: Option<String>) {
                match element { $(CivicElement::$variant => self.$field = value),* }
            }
        }
    };
}

civic! {
    /// Region, state or province.
    a1 A1 "A1",
    /// County, parish or district.
    a2 A2 "A2",
    /// City or town.
    a3 A3 "A3",
    /// City division or borough.
    a4 A4 "A4",
    /// Neighbourhood or block.
    a5 A5 "A5",
    /// Group of streets below the neighbourhood.
    a6 A6 "A6",
    /// Leading street direction, such as N.
    prd Prd "PRD",
    /// Primary road or street name.
    rd Rd "RD",
    /// Street suffix or type, such as Avenue.
    sts Sts "STS",
    /// Trailing street direction, such as SW.
    pod Pod "POD",
    /// House number.
    hno Hno "HNO",
    /// House number suffix, such as A or 1/2.
    hns Hns "HNS",
    /// Landmark or vanity address.
    lmk Lmk "LMK",
    /// Additional location information, such as "South wing".
    loc Loc "LOC",
    /// Name of the residence, business or office occupant.
    nam Nam "NAM",
    /// Postal code.
    pc Pc "PC",
    /// Building.
    bld Bld "BLD",
    /// Unit, such as apartment or suite.
    unit Unit "UNIT",
    /// Floor.
    flr Flr "FLR",
    /// Room.
    room Room "ROOM",
    /// Seat, such as desk or cubicle.
    seat Seat "SEAT",
    /// Postal community name.
    pcn Pcn "PCN",
}

impl CivicElement {
    /// What leads somewhere: a street, a settlement or part of one, a building or what people know by name.
    const STREETS_AND_PLACES: [CivicElement; 8] = [
        CivicElement::Rd,
        CivicElement::A3,
        CivicElement::A4,
        CivicElement::A5,
        CivicElement::A6,
        CivicElement::Lmk,
        CivicElement::Nam,
        CivicElement::Bld,
    ];
}

/// One element of an address is missing or wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressProblem {
    /// The country is not an ISO 3166-1 alpha-2 code.
    #[error("choose a country")]
    Country,
    /// The country's format needs this element.
    #[error("is needed for an address in this country")]
    Missing(CivicElement),
    /// Empty, too long, or with control characters.
    #[error("must be a text of 1 to 255 bytes without control characters")]
    Text(CivicElement),
}

impl AddressProblem {
    /// Name of the element concerned, as in JSON.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            AddressProblem::Country => "country",
            AddressProblem::Missing(element) | AddressProblem::Text(element) => element.name(),
        }
    }
}

impl From<AddressProblem> for FieldError {
    fn from(problem: AddressProblem) -> Self {
        FieldError::new(problem.field(), &problem.to_string())
    }
}

impl CivicAddress {
    /// Trims every value and drops those that are empty, as a form hands them over.
    #[must_use]
    pub fn normalized(mut self) -> Self {
        self.country = self.country.trim().to_ascii_uppercase();
        for &element in CivicElement::ALL {
            let value = self.get(element).map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned);
            self.set(element, value);
        }
        self
    }

    /// Everything that keeps this from being an address that a responder can be sent to: the country's required
    /// elements (see [`crate::address_format`]) and the bounds of each value. Empty when it is good.
    #[must_use]
    pub fn problems(&self) -> Vec<AddressProblem> {
        let Some(format) = crate::address_format::format_of(&self.country) else {
            return vec![AddressProblem::Country];
        };
        let missing = format
            .fields
            .iter()
            .filter(|f| f.required && self.get(f.element).is_none_or(|v| v.trim().is_empty()))
            .map(|f| AddressProblem::Missing(f.element));
        let wrong = CivicElement::ALL.iter().copied().filter_map(|element| {
            let value = self.get(element)?;
            let fine =
                !value.is_empty() && value.len() <= ELEMENT_MAX && !value.chars().any(char::is_control);
            let reported_as_missing = value.trim().is_empty() && format.requires(element);
            (!fine && !reported_as_missing).then_some(AddressProblem::Text(element))
        });
        missing.chain(wrong).collect()
    }

    /// Whether a responder can be sent there at all: it has a country, and a street or a place. Far less than
    /// [`CivicAddress::problems`] asks of whoever enters one, since in an emergency half an address is better than that of
    /// another place.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        let has = |element: &CivicElement| self.get(*element).is_some_and(|value| !value.trim().is_empty());
        !self.country.trim().is_empty() && CivicElement::STREETS_AND_PLACES.iter().any(has)
    }

    /// The lines in which the country writes this address, floor and room included.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        crate::address_format::lines(self)
    }

    /// The lines on one line, as a headline shows it.
    #[must_use]
    pub fn one_line(&self) -> String {
        self.lines().join(", ")
    }

    /// True when `self` says the same as `outer` and possibly more: a floor within its building.
    #[must_use]
    pub fn is_within(&self, outer: &CivicAddress) -> bool {
        self.country == outer.country
            && CivicElement::ALL.iter().all(|&e| outer.get(e).is_none() || outer.get(e) == self.get(e))
    }
}
