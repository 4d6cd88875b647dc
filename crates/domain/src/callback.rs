//! The number at which whoever made an emergency call is called back: which one goes with the call, and whom it leads to
//! afterwards (docs/rules.md, Callback).

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{DeviceId, EmergencyCallId};
use crate::policy::Policy;

/// How long a number that went with an emergency call leads to the telephone that made it.
pub const BOUND_FOR: SignedDuration = SignedDuration::from_hours(24);
/// How many calls are remembered for one number, so that the one before counts when the last turns out not to have left.
const REMEMBERED: usize = 8;

/// Whose number goes with an emergency call, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallbackSource {
    /// The emergency callback number (ELIN) of the place, or of the nearest above it that has one.
    Elin,
    /// The caller's own direct number.
    DirectNumber,
    /// The fallback callback number of the site.
    SiteFallback,
    /// The fallback callback number of another site, since this one has none.
    OtherSite,
    /// The number by which the trunk knows the organisation.
    Trunk,
}

/// A number that can be called from outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Callback {
    /// E.164, with its plus sign.
    pub number: String,
    /// Whose it is.
    pub source: CallbackSource,
}

/// The numbers that an emergency call could go out with. What is no E.164 number, such as an extension, is passed over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallbackNumbers<'a> {
    /// The ELIN that holds at the place that the call is sent to.
    pub elin: Option<&'a str>,
    /// The caller's own direct number.
    pub direct: Option<&'a str>,
    /// The fallback callback number of the site.
    pub site: Option<&'a str>,
    /// The first fallback callback number of any site.
    pub other_site: Option<&'a str>,
    /// The trunk's own number.
    pub trunk: Option<&'a str>,
}

impl CallbackNumbers<'_> {
    /// The number that goes with the call; none where nobody could call back.
    ///
    /// ```
    /// use roamline_domain::callback::{CallbackNumbers, CallbackSource};
    ///
    /// let numbers = CallbackNumbers { direct: Some("2077"), site: Some("+441134960199"), ..Default::default() };
    /// let callback = numbers.callback().unwrap();
    /// assert_eq!((callback.number.as_str(), callback.source), ("+441134960199", CallbackSource::SiteFallback));
    /// ```
    #[must_use]
    pub fn callback(&self) -> Option<Callback> {
        let all = [
            (self.elin, CallbackSource::Elin),
            (self.direct, CallbackSource::DirectNumber),
            (self.site, CallbackSource::SiteFallback),
            (self.other_site, CallbackSource::OtherSite),
            (self.trunk, CallbackSource::Trunk),
        ];
        all.into_iter().find_map(|(number, source)| {
            let number = number.filter(|number| is_e164(number))?;
            Some(Callback { number: number.to_owned(), source })
        })
    }
}

/// Shape of an E.164 number (ITU-T E.164 section 6): a plus sign and 7 to 15 digits, the first not zero.
#[must_use]
pub fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

/// Whether a change would switch nomadic services on at a site at which nobody could be called back. A site where they are
/// on already goes on as it is.
#[must_use]
pub fn is_needed_first(before: Policy, after: Policy, fallback: Option<&str>) -> bool {
    after.nomadic && !before.nomadic && fallback.is_none()
}

/// That a number went out with an emergency call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoundCall {
    /// The call.
    pub call: EmergencyCallId,
    /// The telephone that made it.
    pub phone: DeviceId,
    /// When it left.
    pub at: Timestamp,
}

/// Which telephones the numbers lead to that went with emergency calls.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallbackBindings {
    /// By the digits of the number; the newest last.
    by_number: HashMap<String, Vec<BoundCall>>,
}

impl CallbackBindings {
    /// A call has left with this number.
    pub fn bind(&mut self, number: &str, bound: BoundCall) {
        let calls = self.by_number.entry(digits(number).to_owned()).or_default();
        calls.retain(|known| known.call != bound.call && bound.at.duration_since(known.at) < BOUND_FOR);
        let at = calls.partition_point(|known| known.at <= bound.at);
        calls.insert(at, bound);
        if calls.len() > REMEMBERED {
            calls.remove(0);
        }
    }

    /// A call turned out not to have reached anybody, so that nobody can know its number from it.
    pub fn unbind(&mut self, number: &str, call: EmergencyCallId) {
        if let Some(calls) = self.by_number.get_mut(digits(number)) {
            calls.retain(|known| known.call != call);
        }
    }

    /// Whether a number, by its digits, went with an emergency call that is remembered.
    #[must_use]
    pub fn knows(&self, digits: &str) -> bool {
        self.by_number.get(digits).is_some_and(|calls| !calls.is_empty())
    }

    /// The telephone that a number leads to: the last that made an emergency call with it, for [`BOUND_FOR`].
    #[must_use]
    pub fn phone(&self, dialled: &str, now: Timestamp) -> Option<DeviceId> {
        let last = self.by_number.get(digits(dialled))?.last()?;
        (now.duration_since(last.at) < BOUND_FOR).then_some(last.phone)
    }

    /// Forgets what no longer counts.
    pub fn expire(&mut self, now: Timestamp) {
        self.by_number.retain(|_, calls| {
            calls.retain(|known| now.duration_since(known.at) < BOUND_FOR);
            !calls.is_empty()
        });
    }
}

/// A number as it is dialled from outside, however it is written.
fn digits(number: &str) -> &str {
    number.strip_prefix('+').or_else(|| number.strip_prefix("00")).unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;
    use uuid::Uuid;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(second)
    }

    fn bound(call: u128, phone: u128, second: i64) -> BoundCall {
        BoundCall {
            call: EmergencyCallId(Uuid::from_u128(call)),
            phone: DeviceId(Uuid::from_u128(phone)),
            at: at(second),
        }
    }

    fn phone(number: u128) -> Option<DeviceId> {
        Some(DeviceId(Uuid::from_u128(number)))
    }

    #[test]
    fn a_number_leads_to_the_last_caller_for_a_day() {
        let mut bindings = CallbackBindings::default();
        bindings.bind("+441134960142", bound(1, 10, 0));
        bindings.bind("+441134960142", bound(2, 20, 5));
        for dialled in ["+441134960142", "00441134960142", "441134960142"] {
            assert_eq!(bindings.phone(dialled, at(6)), phone(20), "{dialled}");
        }
        assert_eq!(bindings.phone("+441134960143", at(6)), None);
        assert_eq!(bindings.phone("+441134960142", at(5 + 86_399)), phone(20));
        assert_eq!(bindings.phone("+441134960142", at(5 + 86_400)), None);
        bindings.expire(at(5 + 86_400));
        assert_eq!(bindings, CallbackBindings::default());
    }

    #[test]
    fn a_call_that_reached_nobody_leaves_the_number_with_the_caller_before() {
        let mut bindings = CallbackBindings::default();
        bindings.bind("+441134960142", bound(1, 10, 0));
        bindings.bind("+441134960142", bound(2, 20, 5));
        bindings.unbind("+441134960142", EmergencyCallId(Uuid::from_u128(2)));
        assert_eq!(bindings.phone("+441134960142", at(6)), phone(10));
    }

    #[test]
    fn what_is_read_late_does_not_stand_before_what_came_later() {
        let mut bindings = CallbackBindings::default();
        bindings.bind("+441134960142", bound(2, 20, 5));
        bindings.bind("+441134960142", bound(1, 10, 0));
        assert_eq!(bindings.phone("+441134960142", at(6)), phone(20));
    }

    #[test]
    fn nomadic_services_are_switched_on_only_where_somebody_can_be_called_back() {
        let on = Policy::default();
        let off = Policy { nomadic: false, ..on };
        assert!(is_needed_first(off, on, None));
        for (before, after, fallback) in
            [(off, on, Some("+441134960199")), (on, on, None), (on, off, None), (off, off, None)]
        {
            assert!(!is_needed_first(before, after, fallback));
        }
    }

    const SOME: [Option<&str>; 7] = [
        None,
        Some(""),
        Some("2077"),
        Some("112"),
        Some("01134960100"),
        Some("+441134960100"),
        Some("+15125550100"),
    ];

    proptest! {
        #[test]
        fn a_call_goes_out_with_the_first_number_that_can_be_called_and_never_with_an_extension(
            numbers in proptest::array::uniform5(select(&SOME[..]))
        ) {
            let [elin, direct, site, other_site, trunk] = numbers;
            let found = CallbackNumbers { elin, direct, site, other_site, trunk }.callback();
            let expected = numbers.into_iter().flatten().find(|number| number.starts_with('+'));
            prop_assert_eq!(found.as_ref().map(|found| found.number.as_str()), expected);
            prop_assert!(found.is_none_or(|found| is_e164(&found.number)));
        }

        #[test]
        fn the_last_of_any_callers_counts_and_memory_has_an_end(
            calls in proptest::collection::vec((0u128..4, 0i64..200_000), 0..40)
        ) {
            let mut bindings = CallbackBindings::default();
            let mut calls = calls;
            calls.sort_by_key(|(_, second)| *second);
            for (n, (phone, second)) in (0u128..).zip(&calls) {
                bindings.bind("+441134960142", bound(n, *phone, *second));
            }
            let now = 200_000;
            let last = calls.last().filter(|(_, second)| now - second < 86_400).map(|(phone, _)| *phone);
            prop_assert_eq!(bindings.phone("+441134960142", at(now)), last.and_then(phone));
            prop_assert!(bindings.by_number.values().all(|calls| calls.len() <= REMEMBERED));
        }
    }
}
