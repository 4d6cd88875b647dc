//! How each country writes an address and which elements it needs: one table for forms, checks and display.

use serde::Serialize;

use crate::civic::{CivicAddress, CivicElement};
use CivicElement::{A1, A2, A3, A4, Bld, Flr, Hno, Pc, Rd, Room, Unit};

/// How wide a field should be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Width {
    /// A number or code.
    Short,
    /// A town.
    Medium,
    /// A whole row.
    Long,
}

/// One field of a country's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Which element it fills.
    pub element: CivicElement,
    /// Message key of its label under `address.label.`: what this country calls it.
    pub label: &'static str,
    /// An address without it cannot be dispatched to.
    pub required: bool,
    /// How wide to draw it.
    pub width: Width,
}

/// A country's form and its way of writing. In `lines` a token is an element's name, or a separator that prints only
/// between two elements that are present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Format {
    /// The form, in the order in which people of that country fill it in.
    pub fields: &'static [Field],
    /// The written address, line by line, building details first.
    pub lines: &'static [&'static [&'static str]],
}

impl Format {
    pub(crate) fn requires(&self, element: CivicElement) -> bool {
        self.fields.iter().any(|f| f.element == element && f.required)
    }
}

const fn need(element: CivicElement, label: &'static str, width: Width) -> Field {
    Field { element, label, required: true, width }
}

const fn may(element: CivicElement, label: &'static str, width: Width) -> Field {
    Field { element, label, required: false, width }
}

const HOUSE: Field = need(Hno, "house_number", Width::Short);
const HOUSE_IF_ANY: Field = may(Hno, "house_number", Width::Short);
const STREET: Field = need(Rd, "street", Width::Long);
const CITY: Field = need(A3, "city", Width::Medium);
const BUILDING: Field = may(Bld, "building", Width::Medium);
const FLOOR: Field = may(Flr, "floor", Width::Short);
const ROOM: Field = may(Room, "room", Width::Short);
const UNIT: Field = may(Unit, "unit", Width::Short);

const INSIDE: &[&str] = &["seat", ", ", "room", ", ", "loc", ", ", "flr", ", ", "unit", ", ", "bld"];

/// House number before the street, then city and region with the postal code behind: United States and alike.
const NUMBER_FIRST_STATE: Format = Format {
    fields: &[
        HOUSE,
        STREET,
        UNIT,
        BUILDING,
        FLOOR,
        ROOM,
        CITY,
        need(A1, "state", Width::Short),
        need(Pc, "zip_code", Width::Short),
    ],
    lines: &[
        INSIDE,
        &["nam"],
        &["hno", " ", "hns", " ", "prd", " ", "rd", " ", "sts", " ", "pod"],
        &["a3", ", ", "a1", " ", "pc"],
    ],
};

const CANADA: Format = Format {
    fields: &[
        HOUSE,
        STREET,
        UNIT,
        BUILDING,
        FLOOR,
        ROOM,
        CITY,
        need(A1, "province", Width::Short),
        need(Pc, "postal_code", Width::Short),
    ],
    lines: NUMBER_FIRST_STATE.lines,
};

const AUSTRALIA: Format = Format {
    fields: &[
        UNIT,
        HOUSE,
        STREET,
        BUILDING,
        FLOOR,
        ROOM,
        need(A3, "suburb", Width::Medium),
        need(A1, "state", Width::Short),
        need(Pc, "postcode", Width::Short),
    ],
    lines: &[INSIDE, &["nam"], &["hno", " ", "hns", " ", "rd", " ", "sts"], &["a3", " ", "a1", " ", "pc"]],
};

/// House number before the street, post town, postcode on its own line. Many houses have a name instead of a number.
const UNITED_KINGDOM: Format = Format {
    fields: &[
        may(Bld, "building_or_house_name", Width::Medium),
        HOUSE_IF_ANY,
        STREET,
        UNIT,
        FLOOR,
        ROOM,
        may(A4, "locality", Width::Medium),
        need(A3, "town", Width::Medium),
        need(Pc, "postcode", Width::Short),
    ],
    lines: &[INSIDE, &["nam"], &["hno", "", "hns", " ", "rd", " ", "sts"], &["a4"], &["a3"], &["pc"]],
};

const IRELAND: Format = Format {
    fields: &[
        may(Bld, "building_or_house_name", Width::Medium),
        HOUSE_IF_ANY,
        STREET,
        UNIT,
        FLOOR,
        ROOM,
        need(A3, "town", Width::Medium),
        may(A2, "county", Width::Medium),
        may(Pc, "eircode", Width::Short),
    ],
    lines: &[INSIDE, &["nam"], &["hno", " ", "rd"], &["a3"], &["a2"], &["pc"]],
};

/// Street before the house number, postal code before the city: most of continental Europe.
const STREET_FIRST: Format = Format {
    fields: &[STREET, HOUSE, BUILDING, FLOOR, ROOM, need(Pc, "postal_code", Width::Short), CITY],
    lines: &[INSIDE, &["nam"], &["rd", " ", "hno", "", "hns"], &["pc", " ", "a3"]],
};

/// House number before the street, postal code before the city: France, Belgium's south, Luxembourg.
const NUMBER_FIRST: Format = Format {
    fields: &[HOUSE, STREET, BUILDING, FLOOR, ROOM, need(Pc, "postal_code", Width::Short), CITY],
    lines: &[INSIDE, &["nam"], &["hno", " ", "hns", " ", "rd"], &["pc", " ", "a3"]],
};

const SPAIN: Format = Format {
    fields: &[
        STREET,
        HOUSE,
        BUILDING,
        FLOOR,
        may(Room, "door", Width::Short),
        need(Pc, "postal_code", Width::Short),
        CITY,
        may(A2, "province", Width::Medium),
    ],
    lines: &[INSIDE, &["nam"], &["rd", ", ", "hno"], &["pc", " ", "a3"], &["a2"]],
};

const ITALY: Format = Format {
    fields: &[
        STREET,
        HOUSE,
        BUILDING,
        FLOOR,
        ROOM,
        need(Pc, "postal_code", Width::Short),
        CITY,
        need(A2, "province", Width::Short),
    ],
    lines: &[INSIDE, &["nam"], &["rd", ", ", "hno"], &["pc", " ", "a3", " ", "a2"]],
};

const BRAZIL: Format = Format {
    fields: &[
        STREET,
        HOUSE,
        BUILDING,
        FLOOR,
        UNIT,
        may(A4, "neighbourhood", Width::Medium),
        CITY,
        need(A1, "state", Width::Short),
        need(Pc, "postal_code", Width::Short),
    ],
    lines: &[INSIDE, &["rd", ", ", "hno"], &["a4"], &["a3", " - ", "a1"], &["pc"]],
};

const INDIA: Format = Format {
    fields: &[
        may(Hno, "house_number", Width::Short),
        BUILDING,
        FLOOR,
        ROOM,
        STREET,
        may(A4, "locality", Width::Medium),
        CITY,
        need(A1, "state", Width::Medium),
        need(Pc, "pin_code", Width::Short),
    ],
    lines: &[INSIDE, &["nam"], &["hno", ", ", "rd"], &["a4"], &["a3", " ", "pc"], &["a1"]],
};

/// Japan numbers districts, blocks and houses, not streets.
const JAPAN: Format = Format {
    fields: &[
        need(Pc, "postal_code", Width::Short),
        need(A1, "prefecture", Width::Medium),
        need(A3, "city", Width::Medium),
        need(A4, "district", Width::Medium),
        need(Hno, "block_and_house", Width::Short),
        BUILDING,
        FLOOR,
        ROOM,
    ],
    lines: &[
        &["bld", " ", "flr", " ", "loc", " ", "room", " ", "seat"],
        &["hno", " ", "a4"],
        &["a3", ", ", "a1"],
        &["pc"],
    ],
};

const GENERIC: Format = Format {
    fields: &[
        may(Hno, "house_number", Width::Short),
        STREET,
        UNIT,
        BUILDING,
        FLOOR,
        ROOM,
        CITY,
        may(A1, "region", Width::Medium),
        may(Pc, "postal_code", Width::Short),
    ],
    lines: &[INSIDE, &["nam"], &["hno", " ", "hns", " ", "rd"], &["a4"], &["pc", " ", "a3"], &["a1"]],
};

const SPECIFIC: &[(&str, &Format)] = &[
    ("AT", &STREET_FIRST),
    ("AU", &AUSTRALIA),
    ("BE", &STREET_FIRST),
    ("BR", &BRAZIL),
    ("CA", &CANADA),
    ("CH", &STREET_FIRST),
    ("CZ", &STREET_FIRST),
    ("DE", &STREET_FIRST),
    ("DK", &STREET_FIRST),
    ("ES", &SPAIN),
    ("FI", &STREET_FIRST),
    ("FR", &NUMBER_FIRST),
    ("GB", &UNITED_KINGDOM),
    ("GR", &STREET_FIRST),
    ("HR", &STREET_FIRST),
    ("IE", &IRELAND),
    ("IN", &INDIA),
    ("IS", &STREET_FIRST),
    ("IT", &ITALY),
    ("JP", &JAPAN),
    ("LI", &STREET_FIRST),
    ("LU", &NUMBER_FIRST),
    ("NL", &STREET_FIRST),
    ("NO", &STREET_FIRST),
    ("PL", &STREET_FIRST),
    ("PR", &NUMBER_FIRST_STATE),
    ("PT", &STREET_FIRST),
    ("SE", &STREET_FIRST),
    ("SI", &STREET_FIRST),
    ("SK", &STREET_FIRST),
    ("US", &NUMBER_FIRST_STATE),
];

/// Every ISO 3166-1 alpha-2 code.
const CODES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT \
BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM \
FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO \
JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT \
MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA \
SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US \
UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// Every country code that an address may have, sorted.
pub fn country_codes() -> impl Iterator<Item = &'static str> {
    CODES.split_ascii_whitespace()
}

/// The format of a country: its own where we have one, else a general one; `None` for what is no country.
#[must_use]
pub fn format_of(country: &str) -> Option<&'static Format> {
    let own = SPECIFIC.iter().find(|(code, _)| *code == country).map(|(_, format)| *format);
    own.or_else(|| country_codes().any(|code| code == country).then_some(&GENERIC))
}

/// The table as the user interfaces read it.
#[derive(Debug, Serialize)]
pub struct Forms {
    /// Every country that can be chosen.
    pub codes: Vec<&'static str>,
    /// Countries with a format of their own.
    pub countries: Vec<CountryForm>,
    /// The format of all others.
    pub generic: Format,
}

/// One country's entry in [`Forms`].
#[derive(Debug, Serialize)]
pub struct CountryForm {
    /// ISO 3166-1 alpha-2 code.
    pub code: &'static str,
    /// Its format.
    #[serde(flatten)]
    pub format: Format,
}

/// All formats, for the user interfaces.
#[must_use]
pub fn forms() -> Forms {
    Forms {
        codes: country_codes().collect(),
        countries: SPECIFIC.iter().map(|&(code, format)| CountryForm { code, format: *format }).collect(),
        generic: GENERIC,
    }
}

/// The written lines of an address; lines without a value are left out. Elements that the country has no place for stand in a
/// line of their own at the end: nothing is sent that is not shown.
#[must_use]
pub(crate) fn lines(address: &CivicAddress) -> Vec<String> {
    let format = format_of(&address.country).unwrap_or(&GENERIC);
    let has_place = |element: &CivicElement| format.lines.iter().any(|line| line.contains(&element.name()));
    let others = CivicElement::ALL.iter().filter(|element| !has_place(element));
    let others: Vec<&str> =
        others.filter_map(|&element| address.get(element)).filter(|value| !value.is_empty()).collect();
    let value_of = |token: &str| {
        CivicElement::ALL.iter().find(|e| e.name() == token).map(|&e| address.get(e).unwrap_or_default())
    };
    format
        .lines
        .iter()
        .filter_map(|tokens| {
            let mut line = String::new();
            let mut separator = "";
            for token in *tokens {
                match value_of(token) {
                    None => separator = token,
                    Some("") => {}
                    Some(value) => {
                        if !line.is_empty() {
                            line.push_str(separator);
                        }
                        line.push_str(value);
                    }
                }
            }
            (!line.is_empty()).then_some(line)
        })
        .chain((!others.is_empty()).then(|| others.join(", ")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(country: &str, values: &[(CivicElement, &str)]) -> CivicAddress {
        let mut address = CivicAddress { country: country.to_owned(), ..CivicAddress::default() };
        for &(element, value) in values {
            address.set(element, Some(value.to_owned()));
        }
        address
    }

    #[test]
    fn each_country_writes_its_own_way() {
        let leeds = address(
            "GB",
            &[(Hno, "12"), (Rd, "Mill Lane"), (A3, "Leeds"), (Pc, "LS1 4DY"), (Flr, "4th floor")],
        );
        assert_eq!(leeds.lines(), ["4th floor", "12 Mill Lane", "Leeds", "LS1 4DY"]);
        let berlin = address("DE", &[(Rd, "Torstraße"), (Hno, "140"), (Pc, "10119"), (A3, "Berlin")]);
        assert_eq!(berlin.one_line(), "Torstraße 140, 10119 Berlin");
        let austin =
            address("US", &[(Hno, "500"), (Rd, "Congress Ave"), (A3, "Austin"), (A1, "TX"), (Pc, "78701")]);
        assert_eq!(austin.lines(), ["500 Congress Ave", "Austin, TX 78701"]);
    }

    #[test]
    fn nothing_of_an_address_is_left_unwritten() {
        for country in country_codes() {
            let mut full = address(country, &[]);
            for element in CivicElement::ALL {
                full.set(*element, Some(format!("<{}>", element.name())));
            }
            let written = full.one_line();
            for element in CivicElement::ALL {
                let value = full.get(*element).unwrap_or_default();
                assert_eq!(written.matches(value).count(), 1, "{value} in {country}: {written}");
            }
        }
    }

    #[test]
    fn every_required_element_is_asked_for_by_name() {
        let fields: Vec<_> = address("US", &[(A3, "Austin")]).problems().iter().map(|p| p.field()).collect();
        assert_eq!(fields, ["hno", "rd", "a1", "pc"]);
    }

    #[test]
    fn what_is_no_country_is_refused() {
        assert_eq!(address("XX", &[]).problems().iter().map(|p| p.field()).collect::<Vec<_>>(), ["country"]);
    }

    #[test]
    fn every_token_of_every_format_is_an_element_or_a_separator() {
        for format in SPECIFIC.iter().map(|(_, f)| *f).chain([&GENERIC]) {
            for token in format.lines.iter().copied().flatten() {
                let known = CivicElement::ALL.iter().any(|e| e.name() == *token);
                assert!(known || token.chars().all(|c| " ,-".contains(c)), "{token:?}");
            }
            for field in format.fields {
                assert!(
                    format.lines.iter().any(|l| l.contains(&field.element.name())),
                    "{:?} is asked for but never written",
                    field.element
                );
            }
        }
    }
}
