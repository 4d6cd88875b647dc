//! The document of a device: where its emergency call is sent to, and how that is known.

use jiff::Timestamp;
use roamline_domain::dispatch::{self, Determination, DispatchableLocation};
use roamline_domain::ids::DeviceId;

use crate::confidence::{Confidence, Percentage};
use crate::document::{Document, Location, Method};

impl Document {
    /// What is told of where `device` is: in its emergency call, to whoever follows the call's link, and by the location
    /// service. It names the device, in the SIP domain `domain`, and no person: who calls is told by their number.
    ///
    /// How, when and how surely the location was determined is told as docs/rules.md, Dispatch ladder, has it. What is worked
    /// out only when it is asked for was determined `now`.
    #[must_use]
    pub fn of_device(device: DeviceId, domain: &str, found: &DispatchableLocation, now: Timestamp) -> Self {
        let Determination { method, at, confidence } = found.determination();
        Self {
            entity: format!("pres:{device}@{domain}"),
            device: format!("urn:uuid:{device}"),
            determined_at: at.unwrap_or(now),
            location: Location { civic: Some(found.address.clone()), shape: None },
            confidence: Some(confidence.into()),
            method: match confidence {
                dispatch::Confidence::Assumed => Method::BestGuess,
                _ => method.into(),
            },
            may_be_passed_on: true,
            keep_until: None,
        }
    }
}

impl From<dispatch::Confidence> for Confidence {
    fn from(confidence: dispatch::Confidence) -> Self {
        match confidence {
            dispatch::Confidence::Confirmed => Confidence::Percent(Percentage::CONFIRMED),
            dispatch::Confidence::Reported => Confidence::Percent(Percentage::REPORTED),
            dispatch::Confidence::Matched => Confidence::Percent(Percentage::MATCHED),
            dispatch::Confidence::Assumed => Confidence::Unknown,
        }
    }
}

impl From<dispatch::Method> for Method {
    fn from(method: dispatch::Method) -> Self {
        match method {
            dispatch::Method::Manual => Method::Manual,
            dispatch::Method::Wiremap => Method::Wiremap,
            dispatch::Method::AccessPoint => Method::AccessPoint,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use roamline_domain::civic::CivicAddress;
    use roamline_domain::dispatch::Rung;
    use roamline_domain::wiremap::Rank;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn each_rung_tells_the_truth_about_itself() {
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        let (since, now) = (at("2026-11-01T08:00:00Z"), at("2026-11-23T08:00:00Z"));
        let percent = |percent| Confidence::Percent(Percentage::new(percent).unwrap());
        for (rung, rank, method, determined_at, confidence) in [
            (Rung::ConfirmedLocation, None, "Manual", since, percent(95.0)),
            (Rung::PendingReport, None, "Manual", since, percent(90.0)),
            (Rung::AutomaticWiremap, Some(Rank::Bssid), "802.11", now, percent(80.0)),
            (Rung::AutomaticWiremap, Some(Rank::SwitchPort), "Wiremap", now, percent(80.0)),
            (Rung::AutomaticWiremap, Some(Rank::GatewayMac), "Wiremap", now, percent(80.0)),
            (Rung::DefaultAddress, None, "best-guess", now, Confidence::Unknown),
            (Rung::SiteDefault, None, "best-guess", now, Confidence::Unknown),
        ] {
            let address = CivicAddress { country: "GB".into(), ..CivicAddress::default() };
            let is_here = rung.is_about_present_network();
            let since = is_here.then_some(since);
            let found = DispatchableLocation {
                rung,
                label: String::new(),
                address,
                place: None,
                since,
                heard_at: since,
                rank,
            };
            let told = Document::of_device(DeviceId(Uuid::nil()), "phones.example", &found, now);
            assert_eq!(told.method.as_str(), method, "{rung:?}");
            assert_eq!((told.determined_at, told.confidence), (determined_at, Some(confidence)), "{rung:?}");
            assert_eq!(told.entity, "pres:00000000-0000-0000-0000-000000000000@phones.example");
        }
    }
}
