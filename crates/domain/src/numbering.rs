//! How numbers are dialled at a site, and what they mean there (`docs/rules.md`, Dialling).
//!
//! What a country's digits mean is known to [`world`]. What is decided here is which plan applies, and what wins.

mod called;
#[cfg(test)]
mod tests;
mod world;

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use self::called::{Called, House, from_phone, from_trunk};
use self::world::Country;
use crate::field_error::FieldError;
use crate::shared_line::Number;

/// How people dial at a site.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberingPlan {
    /// The country whose numbers are dialled without its code: two letters (ISO 3166). What stands in front of national
    /// and of international numbers there follows from it.
    #[schema(example = "GB")]
    pub country: String,
    /// The area whose numbers are dialled without its code; absent where no number is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "113")]
    pub area_code: Option<String>,
    /// What is dialled first for an outside line; absent where nothing is. Numbers that are dialled without it are understood
    /// as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "9")]
    pub outside_prefix: Option<String>,
}

/// Why people cannot dial so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidNumberingPlan {
    /// None that has a numbering plan.
    #[error("choose the country that the site's numbers belong to")]
    Country,
    /// No digits, or too many.
    #[error("write the area code with 1 to 6 digits, such as 113 or 0113")]
    AreaCode,
    /// Longer than any that is in use.
    #[error("write the prefix with 1 to 3 digits")]
    OutsidePrefix,
}

impl From<InvalidNumberingPlan> for FieldError {
    fn from(problem: InvalidNumberingPlan) -> Self {
        let field = match problem {
            InvalidNumberingPlan::Country => "country",
            InvalidNumberingPlan::AreaCode => "area_code",
            InvalidNumberingPlan::OutsidePrefix => "outside_prefix",
        };
        FieldError::new(field, &problem.to_string())
    }
}

/// How much of a number was given: the more, the better it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// All of it: `+44 113 496 0212`, `0044…`, `011 44…`.
    International,
    /// With the country's code, and nothing that says so: `44 113 496 0212`.
    WithCode,
    /// As within the country: `0113 496 0212`.
    National,
    /// The same without what stands in front: `113 496 0212`.
    Significant,
    /// As within the area: `496 0212`.
    Local,
}

impl NumberingPlan {
    const AREA_CODE_MAX: usize = 6;
    const OUTSIDE_PREFIX_MAX: usize = 3;

    /// The plan of a site that has none but an address: numbers are read as in that country.
    #[must_use]
    pub fn of_country(country: &str) -> Self {
        Self { country: country.to_ascii_uppercase(), area_code: None, outside_prefix: None }
    }

    /// As it is kept, out of what was typed: without blanks, brackets and dashes, and the area code without what stands in
    /// front of it within the country.
    ///
    /// # Errors
    /// [`InvalidNumberingPlan`] for each field.
    ///
    /// ```
    /// use roamline_domain::numbering::NumberingPlan;
    ///
    /// let typed = NumberingPlan { area_code: Some("(0113)".into()), ..NumberingPlan::of_country("gb") };
    /// assert_eq!(typed.normalized().unwrap().area_code.as_deref(), Some("113"));
    /// ```
    pub fn normalized(self) -> Result<Self, Vec<InvalidNumberingPlan>> {
        let mut problems = Vec::new();
        let code = self.country.trim().to_ascii_uppercase();
        let country = Country::new(&code);
        if country.is_none() {
            problems.push(InvalidNumberingPlan::Country);
        }
        let mut digits = |typed: Option<String>, most: usize, problem| {
            let typed: String =
                typed?.chars().filter(|c| !c.is_whitespace() && !"()-/.".contains(*c)).collect();
            if typed.len() > most || !typed.bytes().all(|b| b.is_ascii_digit()) {
                problems.push(problem);
            }
            Some(typed).filter(|typed| !typed.is_empty())
        };
        let prefix = country.map(Country::national_prefix).unwrap_or_default();
        let area_max = Self::AREA_CODE_MAX + prefix.len();
        let area_code = digits(self.area_code, area_max, InvalidNumberingPlan::AreaCode);
        let outside_prefix =
            digits(self.outside_prefix, Self::OUTSIDE_PREFIX_MAX, InvalidNumberingPlan::OutsidePrefix);
        // Where something else than a zero is dialled first, area codes begin with it as well (8 in Russia).
        let zero = if prefix.starts_with('0') { prefix } else { "" };
        let area_code = area_code.map(|area| area.strip_prefix(zero).unwrap_or(&area).to_owned());
        if area_code.as_ref().is_some_and(|area| area.is_empty() || area.len() > Self::AREA_CODE_MAX)
            && !problems.contains(&InvalidNumberingPlan::AreaCode)
        {
            problems.push(InvalidNumberingPlan::AreaCode);
        }
        if problems.is_empty() {
            Ok(Self { country: code, area_code, outside_prefix })
        } else {
            Err(problems)
        }
    }

    /// What stands behind the prefix for an outside line; none where it does not stand in front.
    fn behind_prefix<'a>(&self, digits: &'a str) -> Option<&'a str> {
        let behind = digits.strip_prefix(self.outside_prefix.as_deref()?)?;
        (!behind.is_empty()).then_some(behind)
    }

    /// The numbers that digits may stand for, in E.164, in the order in which somebody who dials them means them.
    fn readings(&self, dialled: &Number) -> Vec<(Form, Number)> {
        let text = dialled.as_str();
        if let Some(digits) = text.strip_prefix('+') {
            let number = world::international(digits);
            return number.map(|number| (Form::International, number)).into_iter().collect();
        }
        let Some(country) = Country::new(&self.country) else { return Vec::new() };
        let mut readings: Vec<_> =
            self.behind_prefix(text).map(|behind| self.within(country, behind)).unwrap_or_default();
        readings.extend(self.within(country, text));
        readings
    }

    fn within(&self, country: Country, digits: &str) -> Vec<(Form, Number)> {
        let prefix = country.national_prefix();
        // 00 is what the ITU recommends (E.164), and understood where a country has something else.
        let abroad = country.abroad(digits).or_else(|| world::international(digits.strip_prefix("00")?));
        if let Some(number) = abroad {
            return vec![(Form::International, number)];
        }
        let national = country.number(digits).map(|(with_code, number)| {
            let form = match with_code {
                true => Form::WithCode,
                false if digits.starts_with(prefix) => Form::National,
                false => Form::Significant,
            };
            (form, number)
        });
        // What stands in front of national numbers begins no local one.
        let is_local = prefix.is_empty() || !digits.starts_with(prefix);
        let area = self.area_code.as_deref().filter(|_| is_local);
        let local = area.and_then(|area| country.with_code(&format!("{area}{digits}")));
        let local = local.map(|number| (Form::Local, number));
        // Without what stands in front of a national number, the one of the area is meant.
        let (first, last) = match national {
            Some((Form::Significant, _)) => (local, national),
            _ => (national, local),
        };
        first.into_iter().chain(last).collect()
    }
}

/// A country's code in international numbers, and what stands in front of its national ones: `44` and `0`. None for what is no
/// country that has a numbering plan.
#[must_use]
pub fn national(country: &str) -> Option<(String, String)> {
    let country = Country::new(country)?;
    Some((country.code()?, country.national_prefix().to_owned()))
}

/// Reads what is known of the world's numbers, once, so that no call waits for it.
pub fn load() {
    world::load();
}

impl fmt::Display for NumberingPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "country {}", self.country)?;
        if let Some(area) = &self.area_code {
            write!(f, ", area code {area}")?;
        }
        if let Some(prefix) = &self.outside_prefix {
            write!(f, ", {prefix} for an outside line")?;
        }
        Ok(())
    }
}
