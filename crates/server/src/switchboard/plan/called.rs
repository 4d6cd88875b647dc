//! Who is called by what a telephone or a trunk asks for, as [`roamline_domain::numbering`] decides it.

use roamline_domain::callback::CallbackBindings;
use roamline_domain::emergency::EmergencyNumbers;
use roamline_domain::ids::SiteId;
use roamline_domain::numbering::{self, Called, House, NumberingPlan};
use roamline_domain::shared_line::{InvalidNumber, Number};
use roamline_store::accounts::SiteRow;

use super::Plan;
use crate::switchboard::state::BoardState;

impl House for Plan {
    fn has_extension(&self, digits: &str) -> bool {
        self.extensions.contains_key(digits)
    }

    fn has_number(&self, digits: &str) -> bool {
        self.numbers.contains_key(digits)
    }
}

/// The same to whoever calls from outside: numbers that lead to telephones which made emergency calls are ours as well.
struct FromOutside<'a>(&'a Plan, &'a CallbackBindings);

impl House for FromOutside<'_> {
    fn has_extension(&self, digits: &str) -> bool {
        self.0.has_extension(digits)
    }

    fn has_number(&self, digits: &str) -> bool {
        self.0.has_number(digits) || self.1.knows(digits)
    }
}

impl Plan {
    /// How people dial at a site, where it has a plan of its own.
    fn numbering(&self, site: SiteId) -> Option<&NumberingPlan> {
        self.numbering.get(&site)
    }

    pub(super) fn set_numbering(&mut self, sites: &[SiteRow]) {
        // Beside the switchboard's task: a call would wait for it.
        numbering::load();
        for site in sites {
            let plan = site.numbering.clone();
            let written = plan.clone().unwrap_or_else(|| NumberingPlan::of_country(&site.address.country));
            if !self.written.contains(&written) {
                self.written.push(written);
            }
            self.numbering.extend(plan.map(|plan| (site.id, plan)));
        }
    }
}

impl BoardState {
    /// Who is called by what somebody at a site dials, or by what they ask for in a call; as dialled where they are at none.
    pub(in crate::switchboard) fn called(
        &self,
        site: Option<SiteId>,
        dialled: &str,
    ) -> Result<Called, InvalidNumber> {
        let plan = site.and_then(|site| self.plan.numbering(site));
        let from =
            |emergency: &EmergencyNumbers| numbering::from_phone(dialled, emergency, plan, &*self.plan);
        self.phonebook.emergency(from)
    }

    /// The extension or number of ours that is called from outside; none where that is nobody's here.
    pub(in crate::switchboard) fn called_from_outside(&self, dialled: &str) -> Option<Number> {
        numbering::from_trunk(dialled, &self.plan.written, &FromOutside(&self.plan, &self.callbacks))
    }
}
