import { Link } from '@tanstack/react-router';
import type { DelegateId } from '../api/types';

/** The name of a user or common area phone, which leads to its settings. */
export function PartyLink({ who, name }: { who: DelegateId; name: string }) {
  return who.kind === 'user' ? (
    <Link to="/shared-lines/$user" params={{ user: who.id }}>
      {name}
    </Link>
  ) : (
    <Link to="/users/phones/$id" params={{ id: who.id }}>
      {name}
    </Link>
  );
}
