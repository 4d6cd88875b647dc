//! What windows, tray and notifications ask for.

use jiff::{SignedDuration, Timestamp};
use roamline_api::ErrorCode;
use roamline_api::location::{NewPersonalLocation, PersonalLocationEdit};
use roamline_api::place::NamedPlace;
use roamline_api::sync::{Entity, EntityKey};
use roamline_domain::civic::CivicAddress;
use roamline_domain::encounter::Encounter;
use roamline_domain::field_error::FieldError;
use roamline_domain::ids::{PersonalLocationId, ProposalId, ReportId};
use roamline_domain::name::Name;
use roamline_domain::network_key::NetworkKey;
use roamline_domain::report::{Choice, Place};
use roamline_domain::text::sentence;
use roamline_domain::wiremap::Identification;

use super::delegations::checked_terms;
use super::{Call, CallAnswer, Controller, Effect, Ticket, after};
use crate::saved::{PutOff, Snoozed, StoreChange};
use crate::view::{Action, ActionError, ActionErrorCode, Answer, Done, Snooze};

pub(super) type Outcome = Option<Result<Done, ActionError>>;

impl Controller {
    pub(super) fn act(&mut self, ticket: Ticket, action: Action, now: Timestamp) {
        if let Some(result) = self.acted(ticket, action, now) {
            self.want(Effect::Reply { ticket, result });
        }
    }

    /// `None` when the answer comes later.
    fn acted(&mut self, ticket: Ticket, action: Action, now: Timestamp) -> Outcome {
        match action {
            Action::UseServer { address } => {
                if self.saved.values.signed_in {
                    return Some(Err(ActionError::invalid("Sign out before you use another server.")));
                }
                self.cancel_sign_in();
                self.want(Effect::Discover { ticket, address });
                return None;
            }
            Action::SignIn => return self.begin_sign_in(ticket),
            Action::CancelSignIn => self.cancel_sign_in(),
            Action::SignOut => self.sign_out(),
            Action::AskPermission => {
                if !self.asking_permission {
                    self.asking_permission = true;
                    self.want(Effect::AskPermission);
                }
            }
            Action::SkipPermission => self.keep(|values| values.permission_seen = true),
            Action::Report { network_key, answer, portable } => {
                return Some(self.report(&network_key, answer, portable, now));
            }
            Action::Snooze { until } => self.snooze(until, now),
            Action::ChangeHere => {
                self.changing = matches!(self.encounter(), Some(Encounter::Settled { .. }));
                if self.prompt(now).is_none() {
                    return Some(Err(ActionError::of(
                        ActionErrorCode::Outdated,
                        "There is no network at the moment that could be given a place.",
                    )));
                }
                self.want(Effect::ShowPrompt);
            }
            Action::CancelChange => self.changing = false,
            Action::DiscardReport { report } => return Some(self.discard(report)),
            Action::UnlockKeychain => return self.unlock_keychain(ticket),
            Action::RetryConnection => self.hurry(),
            Action::SaveSettings { settings } => self.keep(|values| values.settings = settings),
            Action::AddPersonal { name, address } => {
                let id = PersonalLocationId(self.ids.draw(now));
                let checked = checked(&name, address);
                return self.call(
                    ticket,
                    checked
                        .map(|(name, address)| Call::AddPersonal(NewPersonalLocation { id, name, address })),
                );
            }
            Action::EditPersonal { personal, name, address, version } => {
                let call = checked(&name, address).map(|(name, address)| {
                    Call::EditPersonal(personal, version, PersonalLocationEdit { name, address })
                });
                return self.call(ticket, call);
            }
            Action::DeletePersonal { personal } => {
                return self.call(ticket, Ok(Call::DeletePersonal(personal)));
            }
            Action::SetDefaultAddress { personal } => {
                return self.call(ticket, Ok(Call::SetDefaultAddress(personal)));
            }
            Action::WithdrawProposal { proposal, version } => {
                return self.call(ticket, Ok(Call::WithdrawProposal(proposal, version)));
            }
            Action::Acknowledge { call } => return self.call(ticket, Ok(Call::Acknowledge(call))),
            Action::InviteDelegate { delegate, terms } => {
                let call = self.invitation(delegate, terms, now);
                return self.call_delegation(ticket, call);
            }
            Action::ChangeTerms { delegation, terms, version } => {
                let call = checked_terms(&terms, now).map(|()| Call::ChangeTerms(delegation, terms, version));
                return self.call_delegation(ticket, call);
            }
            Action::Delegation { delegation, step, version } => {
                return self.call_delegation(ticket, Ok(Call::StepDelegation(delegation, step, version)));
            }
            Action::SetRinging { delegation, rings, version } => {
                return self.call_delegation(ticket, Ok(Call::SetRinging(delegation, rings, version)));
            }
            Action::PlaceCall { line, phone, to } => return self.place_call(ticket, line, phone, to, now),
            Action::Call { line, call, version, act } => {
                return self.call_line(ticket, Call::ActOnCall(line, call, act, version));
            }
            Action::ChoosePhone { phone } => self.keep(|values| values.chosen_phone = phone),
            Action::SetForwarding { line, settings, version } => {
                return self.call_line(ticket, Call::SetForwarding(line, settings, version));
            }
            Action::FollowCallSettings { line, version } => {
                return self.call_line(ticket, Call::FollowCallSettings(line, version));
            }
            Action::SetCallSettings { settings, version } => {
                return self.set_call_settings(ticket, settings, version);
            }
            Action::AddDeskPhone { name } => return self.add_desk_phone(ticket, name, now),
            Action::EditDeskPhone { phone, name, rings, version } => {
                return self.edit_desk_phone(ticket, phone, name, rings, version);
            }
            Action::RemoveDeskPhone { phone } => {
                return self.call_line(ticket, Call::RemoveDeskPhone(phone));
            }
            Action::NewDeskPhonePassword { phone } => {
                return self.call_line(ticket, Call::NewDeskPhonePassword(phone));
            }
            Action::RenameDevice { device, name } => {
                let name = good_name(&name);
                return self.call(ticket, name.map(|name| Call::RenameDevice(device, name)));
            }
            Action::RevokeDevice { device } => return self.call(ticket, Ok(Call::RevokeDevice(device))),
            Action::OpenPortal { path } => return Some(self.open_portal(&path)),
            Action::ExportReports => return self.call(ticket, Ok(Call::ExportReports)),
        }
        Some(Ok(Done::Ok))
    }

    pub(super) fn call(&mut self, ticket: Ticket, call: Result<Call, ActionError>) -> Outcome {
        match call {
            Err(error) => Some(Err(error)),
            Ok(_) if !self.may_call() => Some(Err(sign_in_first())),
            Ok(call) => {
                self.want(Effect::Call { ticket, call });
                None
            }
        }
    }

    pub(super) fn call_answered(&mut self, ticket: Ticket, answer: Result<CallAnswer, ActionError>) {
        let answer = self.delegation_call_answered(ticket, answer);
        let answer = self.line_call_answered(ticket, answer);
        let result = answer.map(|answer| {
            match answer {
                CallAnswer::Done => {}
                CallAnswer::Saved { path } => return Done::Saved { path },
                CallAnswer::Credentials(credentials) => return Done::Credentials(credentials),
                CallAnswer::Personal(p) => self.put_if_newer(Entity::PersonalLocation(*p)),
                CallAnswer::Proposal(p) => self.put_if_newer(Entity::Proposal(*p)),
                CallAnswer::Delegation(d) => self.delegation_answered(*d),
                CallAnswer::DelegationDismissed(id) => self.delegation_gone(id),
            }
            Done::Ok
        });
        self.want(Effect::Reply { ticket, result });
    }

    /// The event that says the same may come before or after the answer to the request.
    fn put_if_newer(&mut self, entity: Entity) {
        if !self.may_call() {
            return;
        }
        let version = |e: &Entity| match e {
            Entity::PersonalLocation(p) => p.version,
            Entity::Proposal(p) => p.version,
            _ => 0,
        };
        if self.saved.entities.get(&entity.key()).is_none_or(|kept| version(kept) < version(&entity)) {
            self.save(StoreChange::PutEntity(Box::new(entity)));
        }
    }

    fn snooze(&mut self, until: Snooze, now: Timestamp) {
        let Some(key) = self.presence.key().cloned() else { return };
        self.changing = false;
        let put_off = match until {
            Snooze::QuarterHour => PutOff::Until(after(now, SignedDuration::from_mins(15))),
            Snooze::Hour => PutOff::Until(after(now, SignedDuration::from_hours(1))),
            Snooze::NextMove => PutOff::NextMove,
        };
        let keys = self.saved.values.stay.as_ref().map(|stay| stay.keys.clone()).unwrap_or_default();
        self.keep(|values| {
            values.snoozed.retain(|s| !keys.contains(&s.network_key));
            values.snoozed.push(Snoozed { network_key: key, put_off });
        });
    }

    fn discard(&mut self, report: ReportId) -> Result<Done, ActionError> {
        let queued = self.saved.outbox.iter().find(|q| q.report.id == report);
        if queued.is_some_and(|q| q.refused.is_none()) {
            return Err(ActionError::invalid(
                "This report is being delivered; only a refused one can be removed.",
            ));
        }
        self.save(StoreChange::RemoveReport(report));
        Ok(Done::Ok)
    }

    fn open_portal(&mut self, path: &str) -> Result<Done, ActionError> {
        let Some(server) = &self.saved.values.server else {
            return Err(ActionError::invalid("Choose a server first."));
        };
        let page =
            url::Url::parse(&server.origin).and_then(|origin| origin.join(path).map(|page| (origin, page)));
        match page {
            Ok((origin, page)) if path.starts_with('/') && page.origin() == origin.origin() => {
                self.want(Effect::OpenBrowser(page.to_string()));
                Ok(Done::Ok)
            }
            _ => Err(ActionError::invalid("That is no page of the portal.")),
        }
    }

    fn report(
        &mut self,
        key: &NetworkKey,
        answer: Answer,
        portable: bool,
        now: Timestamp,
    ) -> Result<Done, ActionError> {
        let here = self.saved.values.stay.as_ref().filter(|_| self.presence.measured.is_some());
        if !here.is_some_and(|stay| stay.keys.contains(key)) {
            return Err(ActionError::of(
                ActionErrorCode::Outdated,
                "The computer is on another network by now. Answer for the present one.",
            ));
        }
        let Some(policy) = self.me().map(|me| me.policy) else {
            return Err(ActionError::of(ActionErrorCode::Offline, "Sign in before you report a location."));
        };
        let (choice, place) = self.choice(answer, now)?;
        if let Err(forbidden) = choice.check_policy(&policy) {
            let code = ActionErrorCode::Server(ErrorCode::ForbiddenByPolicy);
            return Err(ActionError::of(code, sentence(&forbidden.to_string())));
        }
        self.changing = false;
        self.enqueue(choice, place, portable, now);
        let keys = self.saved.values.stay.as_ref().map(|stay| stay.keys.clone()).unwrap_or_default();
        self.keep(|values| values.snoozed.retain(|s| !keys.contains(&s.network_key)));
        Ok(Done::Ok)
    }

    fn choice(&mut self, answer: Answer, now: Timestamp) -> Result<(Choice, NamedPlace), ActionError> {
        match answer {
            Answer::Confirm { location } => {
                let given = match self.identification() {
                    Identification::Matched { matched } => matched.location == location,
                    Identification::Candidates { candidates } => {
                        candidates.iter().any(|c| c.location == location)
                    }
                    Identification::Unknown => false,
                };
                let named = self.name_of(Place::Company { location }).filter(|_| given);
                named.map(|place| (Choice::Confirm { location }, place)).ok_or_else(|| {
                    ActionError::of(
                        ActionErrorCode::Outdated,
                        "This place is no longer suggested for this network. Choose again.",
                    )
                })
            }
            Answer::BindCompanyLocation { location: named } => {
                let Place::Company { location } = named.place else {
                    return Err(ActionError::invalid("Choose one of the company's locations."));
                };
                let proposal = ProposalId(self.ids.draw(now));
                let place = NamedPlace { place: Place::Proposed { proposal }, ..named };
                Ok((Choice::BindCompanyLocation { proposal, location }, place))
            }
            Answer::NewCompanyLocation { parent, name, address } => {
                let (name, address) = checked(&name, address)?;
                let proposal = ProposalId(self.ids.draw(now));
                let place = named(Place::Proposed { proposal }, &name, &address);
                Ok((Choice::NewCompanyLocation { proposal, parent, name, address }, place))
            }
            Answer::SavedPersonalLocation { personal } => {
                let known = self.saved.entities.contains_key(&EntityKey::PersonalLocation(personal.0));
                let place = Place::Personal { personal };
                let named = self.name_of(place).filter(|_| known || self.is_on_its_way(personal));
                named.map(|place| (Choice::SavedPersonalLocation { personal }, place)).ok_or_else(|| {
                    ActionError::of(ActionErrorCode::Outdated, "This personal location is no longer there.")
                })
            }
            Answer::NewPersonalLocation { name, address } => {
                let (name, address) = checked(&name, address)?;
                let personal = PersonalLocationId(self.ids.draw(now));
                let place = named(Place::Personal { personal }, &name, &address);
                Ok((Choice::NewPersonalLocation { personal, name, address }, place))
            }
        }
    }

    /// A personal location that a report in the outbox will make.
    fn is_on_its_way(&self, wanted: PersonalLocationId) -> bool {
        self.saved.outbox.iter().any(|q| {
            let makes =
                matches!(q.report.choice, Choice::NewPersonalLocation { personal, .. } if personal == wanted);
            makes && q.refused.is_none()
        })
    }
}

fn named(place: Place, label: &str, address: &CivicAddress) -> NamedPlace {
    NamedPlace { place, label: label.to_owned(), address: address.clone(), lines: address.lines() }
}

pub(super) fn good_name(name: &str) -> Result<String, ActionError> {
    name.parse::<Name>().map(String::from).map_err(|problem| wrong_fields(vec![problem.into()]))
}

/// Name and address as they may be sent.
fn checked(name: &str, address: CivicAddress) -> Result<(String, CivicAddress), ActionError> {
    let (name, address) = (name.parse::<Name>(), address.normalized());
    let problems = address.problems().into_iter();
    let fields: Vec<FieldError> = (name.as_ref().err().copied().map(FieldError::from).into_iter())
        .chain(problems.map(|problem| FieldError::from(problem).within("address.")))
        .collect();
    match name {
        Ok(name) if fields.is_empty() => Ok((name.into(), address)),
        _ => Err(wrong_fields(fields)),
    }
}

pub(super) fn wrong_fields(fields: Vec<FieldError>) -> ActionError {
    ActionError {
        code: ActionErrorCode::Invalid,
        message: "Some entries are missing or wrong. See the marked fields.".to_owned(),
        fields,
        refusal: None,
    }
}

/// An error in the words of what is never kept for later.
pub(super) fn sign_in_first() -> ActionError {
    ActionError::of(ActionErrorCode::Offline, "This needs the server. Sign in first.")
}

pub(super) fn needs_the_server(error: ActionError) -> ActionError {
    match error.code {
        ActionErrorCode::Offline => ActionError::of(
            ActionErrorCode::Offline,
            format!("This needs the server, and is not kept for later. {}", error.message),
        ),
        _ => error,
    }
}
