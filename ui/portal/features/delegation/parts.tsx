import { Checkbox } from '@shared/components/Checkbox';
import type { Delegation, Privileges, Terms } from '../../api/types';
export function PrivilegeBoxes({ value, onChange }: { label: string; value: Privileges; onChange: (value: Privileges) => void; error?: string | undefined }) {
  return <Checkbox isSelected={value.place_calls} onChange={(place_calls) => onChange({ ...value, place_calls })} />;
}
export function StateBadge({ delegation }: { delegation: Delegation }) { return delegation.state; }
export function SuspensionWords({ delegation }: { delegation: Delegation }) { return delegation.suspended?.since; }
export function TermsSummary({ terms }: { terms: Terms }) { return terms.until; }
