import type { Answer, LocationView, NamedPlace, PersonalLocation, Prompt } from '../../types';

const isSamePlace = (a: NamedPlace, b: NamedPlace) => JSON.stringify(a.place) === JSON.stringify(b.place);

/** The places that the question itself names. */
export function suggested({ question }: Prompt): readonly NamedPlace[] {
  switch (question.ask) {
    case 'confirm':
      return [question.place];
    case 'choose':
      return question.places;
    case 'add':
    case 'change':
      return [];
  }
}

/** The answer that says "I am at this place"; null where policy does not let the user say so. */
export function answerAt(place: NamedPlace, prompt: Prompt): Answer | null {
  const where = place.place;
  switch (where.at) {
    case 'company':
      if (suggested(prompt).some((one) => isSamePlace(one, place))) return { kind: 'confirm', location: where.location };
      return prompt.company_allowed ? { kind: 'bind_company_location', location: place } : null;
    case 'personal':
      return prompt.personal_allowed ? { kind: 'saved_personal_location', personal: where.personal } : null;
    case 'proposed':
      // A proposal is about the network that it was made on; there is no answer that names it for another.
      return null;
  }
}

/** A personal location as a place to choose. */
export function placeOf({ id, name, address, lines }: PersonalLocation): NamedPlace {
  return { place: { at: 'personal', personal: id }, label: name, address, lines };
}

/** A company location as a place to choose. */
export function companyPlace({ id, path, address, lines }: LocationView): NamedPlace {
  return { place: { at: 'company', location: id }, label: path.join(', '), address, lines };
}

/** What can be chosen with one press: recent places first, then the other personal ones; never what is settled now. */
export function atHand(prompt: Prompt, recent: readonly NamedPlace[], personal: readonly PersonalLocation[]): NamedPlace[] {
  const settled = prompt.question.ask === 'change' ? [prompt.question.place] : [];
  const shown: NamedPlace[] = [];
  for (const place of [...recent, ...personal.map(placeOf)]) {
    const isKnown = [...settled, ...suggested(prompt), ...shown].some((one) => isSamePlace(one, place));
    if (!isKnown && answerAt(place, prompt) !== null) shown.push(place);
  }
  return shown;
}
