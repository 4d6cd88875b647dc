//! What the switchboard decides by, apart from the calls themselves: as of one moment, and cheap to copy. The switchboard's task
//! owns it and publishes it after each change; whoever only asks (HELD, the dashboard) works on a copy of their own.

use std::sync::Arc;

use roamline_domain::callback::CallbackBindings;
use roamline_store::clock::Clock;

use super::called_from::Calls;
use super::contacts::Contacts;
use super::locations::DeviceLocations;
use super::plan::{Phonebook, Plan};
use super::routing::Routing;
use crate::presence::Presence;
use crate::trunks::TrunkFacts;

/// What is known of people, phones and places at one moment.
#[derive(Debug, Clone)]
pub(super) struct BoardState {
    pub(super) clock: Clock,
    /// The domain of phones' addresses.
    pub(super) domain: Arc<str>,
    pub(super) plan: Arc<Plan>,
    /// How often people, phones and numbers had changed when each line and phone was last as the plan has it.
    pub(super) lines_as_of: u64,
    /// What the switch asks as well.
    pub(super) phonebook: Phonebook,
    /// The telephones that callback numbers lead to.
    pub(super) callbacks: Arc<CallbackBindings>,
    /// What calls have to know of the trunks, at every moment.
    pub(super) trunks: TrunkFacts,
    /// Where the emergency calls of the last day came from.
    pub(super) called_from: Calls,
    /// Where computers are.
    pub(super) device_locations: DeviceLocations,
    /// When computers were last heard of.
    pub(super) presence: Presence,
    /// Whose line is which, for routing.
    pub(super) routing: Routing,
    /// Where telephones are registered.
    pub(super) contacts: Contacts,
}

impl BoardState {
    /// Of a switchboard that knows nobody yet.
    pub(super) fn new(clock: Clock, domain: &str, phonebook: Phonebook) -> Self {
        Self {
            clock,
            domain: domain.into(),
            plan: Arc::default(),
            lines_as_of: 0,
            phonebook,
            callbacks: Arc::default(),
            trunks: TrunkFacts::default(),
            called_from: Calls::default(),
            device_locations: DeviceLocations::default(),
            presence: Presence::default(),
            routing: Routing::default(),
            contacts: Contacts::default(),
        }
    }
}
