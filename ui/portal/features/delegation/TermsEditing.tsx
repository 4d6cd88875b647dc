import type { Delegation } from '../../api/types';
export function TermsEditing(_: { delegation: Delegation; onClose: () => void }) { return null; }
