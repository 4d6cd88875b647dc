//! When a delegate covers a line: some hours of some days, in the delegator's time zone.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::field_error::FieldError;

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the days of the week need no words")]
pub enum Day {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl From<Weekday> for Day {
    fn from(day: Weekday) -> Self {
        match day {
            Weekday::Monday => Day::Monday,
            Weekday::Tuesday => Day::Tuesday,
            Weekday::Wednesday => Day::Wednesday,
            Weekday::Thursday => Day::Thursday,
            Weekday::Friday => Day::Friday,
            Weekday::Saturday => Day::Saturday,
            Weekday::Sunday => Day::Sunday,
        }
    }
}

/// Some hours that begin on some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// The days on which they begin.
    pub days: BTreeSet<Day>,
    /// First moment, on the wall clock, such as `09:00:00`.
    #[schema(value_type = String, pattern = r"^\d{2}:\d{2}:\d{2}$", example = "09:00:00")]
    pub from: Time,
    /// The moment after the last one. Not later than `from` means on the next day: a night, or 24 hours.
    #[schema(value_type = String, pattern = r"^\d{2}:\d{2}:\d{2}$", example = "09:00:00")]
    pub to: Time,
}

impl Hours {
    fn cover(&self, day: Day, day_before: Day, time: Time) -> bool {
        let over_midnight = self.to <= self.from;
        let today = self.days.contains(&day) && time >= self.from && (over_midnight || time < self.to);
        let since_yesterday = over_midnight && self.days.contains(&day_before) && time < self.to;
        today || since_yesterday
    }
}

/// When a delegate covers a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// The delegator's time zone, by its IANA name such as `Europe/London`.
    pub time_zone: String,
    /// Any of these.
    #[schema(min_items = 1, max_items = 21)]
    pub hours: Vec<Hours>,
}

/// Why a schedule is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSchedule {
    /// No such zone.
    #[error("choose a time zone such as Europe/London")]
    TimeZone,
    /// It never covers anything, or is far too long.
    #[error("give 1 to 21 lines of hours")]
    Hours,
    /// A line of hours on no day.
    #[error("choose at least one day for each line of hours")]
    Days,
}

impl From<InvalidSchedule> for FieldError {
    fn from(problem: InvalidSchedule) -> Self {
        let field = match problem {
            InvalidSchedule::TimeZone => "time_zone",
            InvalidSchedule::Hours | InvalidSchedule::Days => "hours",
        };
        FieldError::new(field, &problem.to_string())
    }
}

impl Schedule {
    /// What is wrong with it, if anything.
    #[must_use]
    pub fn check(&self) -> Option<InvalidSchedule> {
        if TimeZone::get(&self.time_zone).is_err() {
            Some(InvalidSchedule::TimeZone)
        } else if !(1..=21).contains(&self.hours.len()) {
            Some(InvalidSchedule::Hours)
        } else if self.hours.iter().any(|hours| hours.days.is_empty()) {
            Some(InvalidSchedule::Days)
        } else {
            None
        }
    }

    /// Does it cover this moment?
    ///
    /// A zone that this machine does not know covers always: a call that rings once too often is heard.
    #[must_use]
    pub fn covers(&self, now: Timestamp) -> bool {
        let Ok(zone) = TimeZone::get(&self.time_zone) else { return true };
        let local = now.to_zoned(zone);
        let (day, time) = (local.weekday(), local.time());
        self.hours.iter().any(|hours| hours.cover(day.into(), day.previous().into(), time))
    }
}
