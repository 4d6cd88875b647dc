/** People of the made-up organisation, by what they are there. */
export const people = {
  administrator: { name: 'Imogen Harrier', email: 'imogen.harrier@harrier-finch.example' },
  siteAdministrator: { name: 'Marcus Delgado', email: 'marcus.delgado@harrier-finch.example' },
  safetyTeam: { name: 'Beatrix Finch', email: 'beatrix.finch@harrier-finch.example' },
  user: { name: 'Tom Aldous', email: 'tom.aldous@harrier-finch.example' },
  austinUser: { name: 'Priya Raman', email: 'priya.raman@harrier-finch.example' },
  longName: { name: 'Ottilie Wolfeschlegelsteinhausenbergerdorff', email: 'ottilie.w@harrier-finch.example' },
} as const;

/** One of them. */
export type Person = keyof typeof people;

/** Where a person's signed-in browser state is kept during a run. */
export function stateOf(folder: string, person: Person): string {
  return `${folder}/${person}.json`;
}
