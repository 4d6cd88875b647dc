import { Button } from '@shared/components/Button';
import { Icon } from '@shared/components/Icon';
import { Table, type TableColumn } from '@shared/components/Table';
import { useEffect, useMemo, useState } from 'react';
import type { FirstPassword } from '../../api/types';
import text from '../../components/text.module.css';
import { useT } from '../../i18n';
import { Section } from '../../layout/Page';
import styles from './Import.module.css';
import { passwordsFile } from './passwordsFile';

const idOf = ({ email }: FirstPassword) => email;

/** The first passwords of those who were made. The server does not keep them, so they are here once. */
export function FirstPasswords({ passwords }: { passwords: readonly FirstPassword[] }) {
  const t = useT();
  const [isSaved, setIsSaved] = useState(false);
  useEffect(() => {
    if (isSaved) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isSaved]);
  const columns = useMemo<readonly TableColumn<FirstPassword>[]>(
    () => [
      { id: 'email', name: t('session.email'), isRowHeader: true, cell: ({ email }) => email },
      { id: 'password', name: t('users.password'), cell: ({ password }) => <code>{password}</code> },
    ],
    [t],
  );
  const download = () => {
    const url = URL.createObjectURL(new Blob([passwordsFile(passwords)], { type: 'text/csv' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = 'roamline-first-passwords.csv';
    link.click();
    URL.revokeObjectURL(url);
    setIsSaved(true);
  };
  return (
    <Section
      title={t('import.passwords')}
      actions={
        <Button kind="primary" icon="arrow-down" onPress={download}>
          {t('import.passwords.download')}
        </Button>
      }
    >
      <div className={text.stack}>
        <p className={styles.warning}>
          <Icon name="alert" small />
          <span>{t('import.passwords.once')}</span>
        </p>
        <Table label={t('import.passwords')} columns={columns} items={passwords} idOf={idOf} />
      </div>
    </Section>
  );
}
