import { useT } from '../../i18n';
import type { Line } from '../../types';
import navigation from '../../shell/MainWindow.module.css';
import { useLining } from './useLining';
import { useLineWords } from './useLineWords';

const ringsIn = ({ calls }: Line) => calls.filter(({ state, details }) => state === 'alerting' && details?.direction === 'incoming');

/** Tells a screen reader of each line that begins to ring, once, wherever in the window the person is. */
export function Ringing() {
  const { lines } = useLining();
  return (
    <div className="visually-hidden" role="status" aria-atomic="false" aria-relevant="additions">
      {lines.map((line) => (
        <RingingLine key={line.id} line={line} />
      ))}
    </div>
  );
}

function RingingLine({ line }: { line: Line }) {
  const t = useT();
  const words = useLineWords(line);
  return ringsIn(line).map(({ call, details }) => (
    <p key={call}>{t('lines.announce', { own: String(words.isOwn), owner: line.delegator_name, party: words.other(details?.other ?? {}) })}</p>
  ));
}

/** How many calls ring with this person, beside the way to them. */
export function RingingCount() {
  const t = useT();
  const { lines } = useLining();
  const count = lines.flatMap(ringsIn).filter(({ details }) => details?.rings_with_you === true).length;
  if (count === 0) return null;
  return (
    <span className={navigation.count}>
      <span aria-hidden>{count}</span>
      <span className="visually-hidden">{t('lines.ringing', { count })}</span>
    </span>
  );
}
