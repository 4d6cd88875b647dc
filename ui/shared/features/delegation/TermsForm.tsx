import { getLocalTimeZone, today } from '@internationalized/date';
import { DateField } from '../../components/DateField';
import { RadioGroup } from '../../components/RadioGroup';
import { useTranslate } from '../../i18n';
import styles from './Delegation.module.css';
import { PrivilegeBoxes } from './PrivilegeBoxes';
import { ScheduleEditor } from './ScheduleEditor';
import type { TermsDraft } from './termsDraft';
import type { Terms } from './types';
import type { TermsErrors } from './useTermsDraft';
import { useTermsWords } from './useTermsWords';

/** Props of {@link TermsForm}. */
export interface TermsFormProps {
  /** Who is granted it. */
  name: string;
  draft: TermsDraft;
  onChange: (changes: Partial<TermsDraft>) => void;
  errors: TermsErrors;
  /** The draft as terms, where it stands for any; said in words below the form. */
  terms: Terms | null;
}

/** What a delegator grants: privileges, schedule, end. */
export function TermsForm({ name, draft, onChange, errors, terms }: TermsFormProps) {
  const t = useTranslate();
  const words = useTermsWords();
  return (
    <>
      <PrivilegeBoxes
        label={t('delegation.privileges.label', { name })}
        value={draft.privileges}
        onChange={(privileges) => onChange({ privileges })}
        error={errors.privileges}
      />
      {draft.privileges.answer_calls ? <ScheduleEditor draft={draft} onChange={onChange} errors={errors} /> : null}
      <RadioGroup
        label={t('delegation.end.when')}
        value={draft.hasEnd ? 'day' : 'open'}
        onChange={(value) => onChange({ hasEnd: value === 'day' })}
        options={[
          { value: 'open', name: t('delegation.end.open') },
          { value: 'day', name: t('delegation.end.day'), detail: t('delegation.end.day.help') },
        ]}
      />
      {draft.hasEnd ? (
        <DateField
          label={t('delegation.end.last_day')}
          value={draft.lastDay}
          onChange={(lastDay) => onChange({ lastDay })}
          min={today(getLocalTimeZone()).toString()}
          error={errors.until}
        />
      ) : null}
      <p className={styles.summary} role="status">
        {terms === null ? null : t.rich('delegation.summary', { name, terms: <strong key="terms">{words.terms(terms)}</strong> })}
      </p>
    </>
  );
}
