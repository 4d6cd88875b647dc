import { Button, type ButtonProps } from '@shared/components/Button';
import { MenuButton } from '@shared/components/Menu';
import { useT } from '../../i18n';
import { useBridge } from '../../session';
import { useLining } from './useLining';

/** Props of {@link PhoneButton}. */
export type PhoneButtonProps = Omit<ButtonProps, 'onPress'> & { onPhone: (phone: string) => void };

/** Does something on one of this person's phones. Where it is not clear on which, it asks, and remembers the answer. */
export function PhoneButton({ onPhone, ...button }: PhoneButtonProps) {
  const t = useT();
  const bridge = useBridge();
  const { phone, reachable } = useLining();
  if (phone !== undefined) return <Button {...button} onPress={() => onPhone(phone.id)} />;
  if (reachable.length === 0) return <Button {...button} isDisabled />;
  return (
    <MenuButton
      {...button}
      question={t('lines.phone.which')}
      actions={reachable.map(({ id, name }) => ({
        id,
        name,
        icon: 'phone',
        onAction: () => {
          // Not to be remembered is no reason not to go on.
          void bridge.act({ action: 'choose_phone', phone: id }).catch(() => undefined);
          onPhone(id);
        },
      }))}
    />
  );
}
