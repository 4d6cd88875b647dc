import { Link } from '@tanstack/react-router';
import { Button } from '@shared/components/Button';
import { Disclosure } from '@shared/components/Disclosure';
import { ErrorState } from '@shared/components/ErrorState';
import { Icon } from '@shared/components/Icon';
import { KeyValueList } from '@shared/components/KeyValueList';
import { Skeleton } from '@shared/components/Skeleton';
import { DropZone, FileTrigger, Text } from 'react-aria-components';
import text from '../../components/text.module.css';
import { useProblemWords } from '../../components/useProblemWords';
import { useT } from '../../i18n';
import { Page } from '../../layout/Page';
import { UsersAndRooms } from '../../layout/SubNavigation';
import { FirstPasswords } from './FirstPasswords';
import styles from './Import.module.css';
import { Preview } from './Preview';
import { useImport } from './useImport';

const columns = ['name', 'email', 'site', 'licensed', 'administrator', 'safety_team', 'extension', 'active'] as const;

/** Users from a CSV file: chosen, looked at, and only then written. */
export function ImportPage() {
  const t = useT();
  const words = useProblemWords();
  const { fileName, fileProblem, outcome, problem, isReading, isWriting, choose, apply, startAgain } = useImport();
  const take = (file: File | null | undefined) => {
    if (file != null) void choose(file);
  };
  return (
    <Page title={t('import.title')} note={t('import.note')}>
      <UsersAndRooms />
      <p>
        <Link to="/users">{t('import.back')}</Link>
      </p>
      {outcome === null ? (
        <>
          <DropZone
            className={styles.drop ?? ''}
            getDropOperation={(types) => (types.has('text/csv') || types.has('text/plain') || types.has('application/vnd.ms-excel') ? 'copy' : 'cancel')}
            onDrop={({ items }) => {
              const dropped = items.find((item) => item.kind === 'file');
              if (dropped !== undefined) void dropped.getFile().then(take);
            }}
          >
            <Text slot="label">{t('import.drop')}</Text>
            <FileTrigger acceptedFileTypes={['.csv', 'text/csv']} onSelect={(files) => take(files?.[0])}>
              <Button kind="primary" icon="plus" isPending={isReading}>
                {t('import.choose')}
              </Button>
            </FileTrigger>
            <div role="alert">
              {fileProblem === null ? null : (
                <p className={styles.warning}>
                  <Icon name="alert" small />
                  <span>{t(`import.file.${fileProblem}`)}</span>
                </p>
              )}
            </div>
          </DropZone>
          {isReading ? <Skeleton lines={5} /> : null}
          <Disclosure title={t('import.columns')} level={2} isOpenAtFirst>
            <div className={`${text.stack} ${styles.columns}`}>
              <p>{t('import.columns.note')}</p>
              <KeyValueList facts={columns.map((name) => ({ name, value: t(`import.column.${name}`) }))} />
            </div>
          </Disclosure>
        </>
      ) : null}
      {problem === null ? null : (
        <ErrorState title={words.title(problem)}>
          {words.meaning(problem)}
        </ErrorState>
      )}
      {outcome === null ? null : (
        <>
          {outcome.applied && outcome.passwords.length > 0 ? <FirstPasswords passwords={outcome.passwords} /> : null}
          <p className={text.muted}>{t('import.file', { name: fileName ?? '' })}</p>
          <Preview key={String(outcome.applied)} outcome={outcome} isWriting={isWriting} onApply={apply} onAgain={startAgain} />
        </>
      )}
    </Page>
  );
}
