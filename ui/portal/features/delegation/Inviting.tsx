import type { Delegation, Invitation } from '../../api/types';
export function Inviting(_: { title: string; hasSites: boolean; send: (invitation: Invitation) => Promise<Delegation>; done: (name: string) => string; except?: string; onClose: () => void }) { return null; }
