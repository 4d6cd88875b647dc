import { Button } from '@shared/components/Button';
import { ProblemNote } from '../../components/ProblemNote';
import { useT } from '../../i18n';
import { useAct } from '../../useAct';

/** Lets the person say something else than what is settled. */
export function ChangeHere() {
  const t = useT();
  const { act, isPending, problem } = useAct();
  return (
    <>
      <Button icon="pin" isPending={isPending} onPress={() => void act({ action: 'change_here' })}>
        {t('home.change')}
      </Button>
      <ProblemNote problem={problem} />
    </>
  );
}
