import type { IconName } from '@shared/components/Icon';
import type { TreeNode } from '@shared/components/Tree';
import type { LocationKind, LocationView } from '../../api/types';

/** Levels of the tree, the highest first. */
export const kinds: readonly LocationKind[] = ['site', 'building', 'floor', 'zone'];

const icons: Record<LocationKind, IconName> = { site: 'pin', building: 'building', floor: 'floor', zone: 'minus' };

/** Levels that a location can hang below this one. */
export function kindsBelow(kind: LocationKind): readonly LocationKind[] {
  return kinds.slice(kinds.indexOf(kind) + 1);
}

/** The nodes of one or several trees; a location whose parent is not among the given ones stands at the top. */
export function nodesOf(locations: readonly LocationView[], ruleWords: (count: number) => string): TreeNode[] {
  const known = new Set(locations.map(({ id }) => id));
  const below = new Map<string, LocationView[]>();
  for (const location of locations) {
    const parent = location.parent && known.has(location.parent) ? location.parent : '';
    below.set(parent, [...(below.get(parent) ?? []), location]);
  }
  const order = new Intl.Collator(undefined, { numeric: true });
  const build = (parent: string): TreeNode[] =>
    (below.get(parent) ?? [])
      .sort((a, b) => order.compare(a.name, b.name))
      .map(({ id, name, kind, rule_count }) => ({
        id,
        name,
        icon: icons[kind],
        ...(rule_count === 0 ? {} : { detail: ruleWords(rule_count) }),
        children: build(id),
      }));
  return build('');
}

/** The locations above one, itself not among them. */
export function ancestorsOf(locations: readonly LocationView[], id: string): string[] {
  const byId = new Map(locations.map((location) => [location.id, location]));
  const above: string[] = [];
  let parent = byId.get(id)?.parent;
  while (parent && !above.includes(parent)) {
    above.push(parent);
    parent = byId.get(parent)?.parent;
  }
  return above;
}
