import type { Choice, DeviceLocation, NamedPlace, PersonalLocation } from '../../../api/types';

/** A choice before it has identifiers of its own. */
export type Wish =
  | { kind: 'company'; location: string }
  | { kind: 'saved'; personal: string }
  | { kind: 'new_company'; parent: string; name: string; address: NamedPlace['address'] }
  | { kind: 'new_personal'; name: string; address: NamedPlace['address'] };

const isCompany = (location: string) => ({ place }: NamedPlace) => place.at === 'company' && place.location === location;

/** The locations that the wiremap gives for the device's network. */
function given({ encounter }: DeviceLocation): readonly string[] {
  if (encounter.encounter === 'confirm') return [encounter.match.location];
  return encounter.encounter === 'choose' ? encounter.candidates.map(({ location }) => location) : [];
}

/** The places that the question itself names. */
export function suggested(at: DeviceLocation): NamedPlace[] {
  return given(at).flatMap((location) => at.places.find(isCompany(location)) ?? []);
}

/** The place that is settled, where it still exists. */
export function settledPlace({ encounter, places }: DeviceLocation): NamedPlace | undefined {
  if (encounter.encounter !== 'settled') return undefined;
  const settled = JSON.stringify(encounter.place);
  return places.find(({ place }) => JSON.stringify(place) === settled);
}

/** A personal location as a place to choose. */
export const placeOf = ({ id, name, address, lines }: PersonalLocation): NamedPlace => ({
  place: { at: 'personal', personal: id },
  label: name,
  address,
  lines,
});

/** The choice as it is sent; `made` names what it makes. */
export function choiceOf(wish: Wish, at: DeviceLocation, made: string): Choice {
  switch (wish.kind) {
    case 'company':
      return given(at).includes(wish.location)
        ? { kind: 'confirm', location: wish.location }
        : { kind: 'bind_company_location', proposal: made, location: wish.location };
    case 'saved':
      return { kind: 'saved_personal_location', personal: wish.personal };
    case 'new_company':
      return { kind: 'new_company_location', proposal: made, parent: wish.parent, name: wish.name, address: wish.address };
    case 'new_personal':
      return { kind: 'new_personal_location', personal: made, name: wish.name, address: wish.address };
  }
}
