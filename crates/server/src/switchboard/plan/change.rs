//! What has become otherwise from one plan to the next, in steps that are small however large the account is. Made beside
//! the switchboard's task, which takes the plan at once and does the steps one by one between calls.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use roamline_domain::ids::{DeviceId, UserId};
use roamline_domain::shared_line::{Member, Number};

use super::{Plan, PlannedLine, PlannedPhone};

/// A new plan, and what follows from it.
#[derive(Debug)]
pub(in crate::switchboard) struct PlanChange {
    pub(in crate::switchboard) plan: Arc<Plan>,
    /// In the order in which they are to be done.
    pub(in crate::switchboard) steps: Vec<PlanStep>,
}

/// One thing that follows from a new plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::switchboard) enum PlanStep {
    /// A phone has lost what it had proven itself with.
    Account(DeviceId),
    /// A phone shows other lines than before.
    Keys(DeviceId),
    /// A number is somebody else's, or nobody's: its line goes.
    RemoveLine { number: Number, delegator: UserId },
    /// A line is new, or is set up otherwise.
    SetLine(PlannedLine),
    /// Somebody has other phones, or is called otherwise, on whatever line they are.
    Member(Member),
}

impl PlanChange {
    /// Everything that `plan` has, and the end of lines that it has no longer.
    pub(in crate::switchboard) fn whole(
        plan: Plan,
        there: impl IntoIterator<Item = (Number, UserId)>,
    ) -> Self {
        let planned: BTreeSet<_> = plan.lines.iter().map(|line| (&line.number, line.delegator)).collect();
        let gone = there.into_iter().filter(|(number, delegator)| !planned.contains(&(number, *delegator)));
        let gone = gone.map(|(number, delegator)| PlanStep::RemoveLine { number, delegator });
        let steps = gone.chain(plan.lines.iter().cloned().map(PlanStep::SetLine)).collect();
        Self { plan: Arc::new(plan), steps }
    }

    /// What `plan` has otherwise than the one `before`.
    pub(in crate::switchboard) fn between(before: &Plan, plan: Plan) -> Self {
        let mut steps = phones(before, &plan);
        let key = |line: &PlannedLine| (line.number.clone(), line.delegator);
        let was: HashMap<_, _> = before.lines.iter().map(|line| (key(line), line)).collect();
        let is: BTreeSet<_> = plan.lines.iter().map(key).collect();
        let gone = was.keys().filter(|line| !is.contains(line)).cloned().collect::<BTreeSet<_>>();
        steps.extend(gone.into_iter().map(|(number, delegator)| PlanStep::RemoveLine { number, delegator }));
        let set = plan.lines.iter().filter(|line| was.get(&key(line)) != Some(line));
        steps.extend(set.cloned().map(PlanStep::SetLine));
        steps.extend(members(before, &plan).into_iter().map(PlanStep::Member));
        Self { plan: Arc::new(plan), steps }
    }
}

fn phones(before: &Plan, plan: &Plan) -> Vec<PlanStep> {
    let step = |(id, was): (&DeviceId, &PlannedPhone)| match plan.phones.get(id) {
        Some(now) if now.secret == was.secret && now.view == was.view => None,
        Some(now) if now.secret == was.secret => Some(PlanStep::Keys(*id)),
        _ => Some(PlanStep::Account(*id)),
    };
    before.phones.iter().filter_map(step).collect()
}

/// Whose phones ring otherwise, who is to be disturbed otherwise, or whose name is another.
fn members(before: &Plan, plan: &Plan) -> BTreeSet<Member> {
    let mut changed = BTreeSet::new();
    let rings = |of: &Plan, phone: &DeviceId| of.phones.get(phone).map(|phone| (phone.owner, phone.rings));
    for phone in before.phones.keys().chain(plan.phones.keys()) {
        let (was, is) = (rings(before, phone), rings(plan, phone));
        if was != is {
            changed.extend(was.into_iter().chain(is).map(|(owner, _)| owner));
        }
    }
    let settings =
        before.call_settings.keys().chain(plan.call_settings.keys()).map(|user| Member::User(*user));
    changed.extend(settings.filter(|who| before.is_not_disturbed(*who) != plan.is_not_disturbed(*who)));
    let renamed = plan.people.keys().filter(|who| before.name(**who) != plan.name(**who));
    changed.extend(renamed);
    changed
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use roamline_domain::call_settings::CallSettings;
    use roamline_domain::delegation::DelegateId;
    use roamline_domain::dispatch::Dispatch;
    use roamline_domain::ids::SiteId;
    use roamline_domain::shared_line::Forwarding;
    use roamline_store::parties::PartyRow;
    use roamline_switch::Secret;
    use uuid::Uuid;

    use super::*;

    fn user(n: u128) -> UserId {
        UserId(Uuid::from_u128(n))
    }

    fn line(n: u128, delegator: u128) -> PlannedLine {
        PlannedLine {
            number: format!("+4411349600{n:02}").parse().unwrap(),
            delegator: user(delegator),
            delegates: Vec::new(),
            forwarding: Forwarding::default(),
        }
    }

    fn phone(owner: u128, rings: bool, password: &str) -> PlannedPhone {
        PlannedPhone {
            owner: DelegateId::User(user(owner)),
            rings,
            secret: Secret::hash("phone", "roamline", password),
            view: Arc::default(),
            dispatch: Dispatch::default(),
            said: HashMap::new(),
        }
    }

    fn person(n: u128, name: &str) -> (Member, PartyRow) {
        let who = DelegateId::User(user(n));
        let row = PartyRow {
            who,
            name: name.into(),
            site: SiteId(Uuid::nil()),
            site_name: "Leeds".into(),
            extension: None,
            numbers: Vec::new(),
            licensed: true,
            active: true,
        };
        (who, row)
    }

    fn plan() -> Plan {
        Plan {
            lines: vec![line(1, 1), line(2, 2)],
            phones: [(DeviceId(Uuid::from_u128(9)), phone(1, true, "a"))].into(),
            people: [person(1, "Ann"), person(2, "Ben")].into(),
            ..Plan::default()
        }
    }

    #[test]
    fn the_same_plan_asks_for_nothing() {
        assert_eq!(PlanChange::between(&plan(), plan()).steps, []);
    }

    #[test]
    fn a_number_that_goes_to_somebody_else_is_another_line() {
        let after = Plan { lines: vec![line(1, 2), line(2, 2)], ..plan() };
        let gone = PlanStep::RemoveLine { number: line(1, 1).number, delegator: user(1) };
        assert_eq!(PlanChange::between(&plan(), after).steps, [gone, PlanStep::SetLine(line(1, 2))]);
    }

    #[test]
    fn a_name_a_password_and_a_silenced_phone_concern_whoever_has_them() {
        let ann = DelegateId::User(user(1));
        let (device, members) = (DeviceId(Uuid::from_u128(9)), [PlanStep::Member(ann)]);
        let renamed = Plan { people: [person(1, "Anne"), person(2, "Ben")].into(), ..plan() };
        assert_eq!(PlanChange::between(&plan(), renamed).steps, members);
        let silenced = Plan { phones: [(device, phone(1, false, "a"))].into(), ..plan() };
        assert_eq!(PlanChange::between(&plan(), silenced).steps, members);
        let renewed = Plan { phones: [(device, phone(1, true, "b"))].into(), ..plan() };
        assert_eq!(PlanChange::between(&plan(), renewed).steps, [PlanStep::Account(device)]);
        // Given to somebody else: both lines ring otherwise.
        let given = Plan { phones: [(device, phone(2, true, "a"))].into(), ..plan() };
        let ben = DelegateId::User(user(2));
        assert_eq!(PlanChange::between(&plan(), given).steps, [ann, ben].map(PlanStep::Member));
    }

    #[test]
    fn whoever_is_not_to_be_disturbed_any_more_concerns_all_their_lines() {
        let settings = |do_not_disturb| CallSettings { do_not_disturb, ..CallSettings::default() };
        let with = |of| Plan { call_settings: [(user(1), settings(of))].into(), ..plan() };
        let ann = [PlanStep::Member(DelegateId::User(user(1)))];
        assert_eq!(PlanChange::between(&plan(), with(true)).steps, ann);
        assert_eq!(PlanChange::between(&with(true), plan()).steps, ann);
        assert_eq!(PlanChange::between(&plan(), with(false)).steps, []);
    }

    #[test]
    fn a_start_sets_every_line_and_removes_what_is_not_planned() {
        let gone = line(3, 3);
        let change =
            PlanChange::whole(plan(), [(gone.number.clone(), user(3)), (line(1, 1).number, user(1))]);
        let removed = PlanStep::RemoveLine { number: gone.number, delegator: user(3) };
        let set = [line(1, 1), line(2, 2)].map(PlanStep::SetLine);
        assert_eq!(change.steps, [vec![removed], set.into()].concat());
    }
}
