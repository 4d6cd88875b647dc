import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/endpoints';
import { keys } from '../../api/keys';
import type { DelegateId } from '../../api/types';
import { Loaded } from '../../components/Loaded';
import { DeskPhones } from './DeskPhones';

/** Milliseconds after which it is asked again where phones are registered: events of that go to their owner alone. */
const AGAIN = 10_000;

/** Telephones of somebody whom the reader administers, or of a common area. */
export function DeskPhonesOf({ owner, note }: { owner: DelegateId; note: string }) {
  const client = useQueryClient();
  const queryKey = keys.deskPhones(owner);
  const query = useQuery({ queryKey, queryFn: ({ signal }) => api.deskPhones(owner, signal), refetchInterval: AGAIN });
  return (
    <Loaded query={query} lines={2}>
      {(phones) => <DeskPhones owner={owner} phones={phones} note={note} onChanged={() => client.invalidateQueries({ queryKey })} />}
    </Loaded>
  );
}
