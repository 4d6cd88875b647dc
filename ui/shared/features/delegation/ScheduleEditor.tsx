import { useRef } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { Button } from '../../components/Button';
import { ComboBox } from '../../components/ComboBox';
import { Icon } from '../../components/Icon';
import { IconButton } from '../../components/IconButton';
import { RadioGroup } from '../../components/RadioGroup';
import { TimeField } from '../../components/TimeField';
import { useTranslate } from '../../i18n';
import styles from './Delegation.module.css';
import { isOverMidnight, timeZones, zoneName } from './schedule';
import { furtherHours, type HoursDraft, type TermsDraft } from './termsDraft';
import { days } from './types';
import type { TermsErrors } from './useTermsDraft';
import { useTermsWords } from './useTermsWords';

/** As many lines of hours as the server takes. */
const MOST = 21;

/** Props of {@link ScheduleEditor}. */
export interface ScheduleEditorProps {
  draft: Pick<TermsDraft, 'isAlways' | 'timeZone' | 'hours'>;
  onChange: (changes: Partial<TermsDraft>) => void;
  errors: Pick<TermsErrors, 'timeZone' | 'hours'>;
}

/** When calls ring with a delegate: always, or in some hours of some days. */
export function ScheduleEditor({ draft, onChange, errors }: ScheduleEditorProps) {
  const t = useTranslate();
  const { isAlways, timeZone, hours } = draft;
  const adding = useRef<HTMLDivElement>(null);
  const replace = (line: HoursDraft) => onChange({ hours: hours.map((other) => (other.key === line.key ? line : other)) });
  const remove = (line: HoursDraft) => {
    onChange({ hours: hours.filter((other) => other.key !== line.key) });
    // The button that was pressed is gone with its line.
    adding.current?.querySelector('button')?.focus();
  };
  return (
    <div className={styles.schedule}>
      <RadioGroup
        label={t('delegation.when')}
        value={isAlways ? 'always' : 'hours'}
        onChange={(value) => onChange({ isAlways: value === 'always' })}
        options={[
          { value: 'always', name: t('delegation.when.always') },
          { value: 'hours', name: t('delegation.when.hours'), detail: t('delegation.when.hours.help') },
        ]}
      />
      {isAlways ? null : (
        <div className={styles.hoursPart}>
          <ol className={styles.lines}>
            {hours.map((line, index) => (
              <HoursLine
                key={line.key}
                line={line}
                number={index + 1}
                onChange={replace}
                onRemove={hours.length > 1 ? () => remove(line) : undefined}
              />
            ))}
          </ol>
          <p className={styles.error} role="alert">
            {errors.hours === undefined ? null : (
              <>
                <Icon name="alert" small />
                <span>{errors.hours}</span>
              </>
            )}
          </p>
          <div ref={adding}>
            <Button kind="quiet" icon="plus" isDisabled={hours.length >= MOST} onPress={() => onChange({ hours: [...hours, furtherHours(hours)] })}>
              {t('delegation.hours.add')}
            </Button>
          </div>
          <ComboBox
            label={t('delegation.time_zone')}
            help={t('delegation.time_zone.help')}
            value={timeZone}
            items={timeZones(timeZone).map((zone) => ({ id: zone, name: zoneName(zone) }))}
            onChange={(zone) => {
              if (zone !== null) onChange({ timeZone: String(zone) });
            }}
            error={errors.timeZone}
          />
        </div>
      )}
    </div>
  );
}

interface HoursLineProps {
  line: HoursDraft;
  number: number;
  onChange: (line: HoursDraft) => void;
  onRemove: (() => void) | undefined;
}

function HoursLine({ line, number, onChange, onRemove }: HoursLineProps) {
  const t = useTranslate();
  const { day } = useTermsWords();
  const { from, to } = line;
  return (
    <li className={styles.line}>
      <ToggleButtonGroup
        className={styles.days ?? ''}
        aria-label={t('delegation.days.label', { number })}
        selectionMode="multiple"
        selectedKeys={line.days}
        onSelectionChange={(chosen) => onChange({ ...line, days: days.filter((name) => chosen.has(name)) })}
      >
        {days.map((name) => (
          <ToggleButton key={name} id={name} className={styles.day ?? ''}>
            <span aria-hidden>{day(name, 'short')}</span>
            <span className="visually-hidden">{day(name, 'long')}</span>
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <div className={styles.times}>
        <TimeField label={t('delegation.hours.from')} value={from} onChange={(value) => onChange({ ...line, from: value })} />
        <TimeField label={t('delegation.hours.to')} value={to} onChange={(value) => onChange({ ...line, to: value })} />
        {onRemove === undefined ? null : <IconButton icon="trash" label={t('delegation.hours.remove', { number })} onPress={onRemove} />}
      </div>
      {from !== null && to !== null && isOverMidnight({ from, to }) ? <p className={styles.facts}>{t('delegation.hours.next_day')}</p> : null}
    </li>
  );
}
