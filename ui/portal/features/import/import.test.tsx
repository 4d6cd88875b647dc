import { expectAccessible } from '@shared/test/render';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { refusal } from '../../test/fakeServer';
import { badImport } from '../../test/lines';
import { openPortal } from '../../test/render';
import { passwordsFile } from './passwordsFile';
import { FILE_MAX } from './useImport';

// jsdom's files cannot tell their content by themselves.
Blob.prototype.arrayBuffer ??= function (this: Blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as ArrayBuffer);
    reader.onerror = reject;
    reader.readAsArrayBuffer(this);
  });
};

const csv = 'name,email\r\nNils Aagaard,nils@harrier.example\r\n';
const file = (content: BlobPart = csv) => new File([content], 'people.csv', { type: 'text/csv' });

async function chooser(): Promise<HTMLInputElement> {
  await screen.findByRole('button', { name: 'Choose a file' });
  const input = document.querySelector<HTMLInputElement>('input[type=file]');
  if (input === null) throw new Error('there is nothing to choose a file with');
  return input;
}

describe('the import of users', () => {
  it('explains what a file may hold', async () => {
    openPortal('/users/import');
    expect(await screen.findByText('E-mail address, by which the person signs in')).toBeInTheDocument();
    await expectAccessible();
  });

  it('names the bad rows first, and writes nothing', async () => {
    const { user, server } = openPortal('/users/import', ({ lines }) => {
      lines.import = badImport;
    });
    await user.upload(await chooser(), file());
    expect(await screen.findByText(/Nothing was written: 1 row cannot be used/)).toBeInTheDocument();
    const table = screen.getByRole('grid', { name: 'Preview' });
    expect(within(table).getAllByRole('row')).toHaveLength(2);
    expect(table).toHaveTextContent('email: Write an e-mail address.');
    expect(table).toHaveTextContent('name: Write a name.');
    expect(screen.queryByRole('button', { name: /Write \d/ })).not.toBeInTheDocument();
    expect(server.sentTo('POST', '/v1/users/import')).toEqual([{ csv, apply: false }]);
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Choose another file' }));
    expect(await screen.findByRole('button', { name: 'Choose a file' })).toBeInTheDocument();
  });

  it('writes after the preview, and gives the first passwords this once', async () => {
    const { user, server } = openPortal('/users/import');
    await user.upload(await chooser(), file());
    await user.click(await screen.findByRole('button', { name: 'Write 2 rows' }));
    expect(await screen.findByText('plum,"harbour" lantern')).toBeInTheDocument();
    expect(screen.getByText(/shown this once/)).toBeInTheDocument();
    expect(server.sentTo('POST', '/v1/users/import')).toEqual([
      { csv, apply: false },
      { csv, apply: true },
    ]);
    await expectAccessible();
    let saved: Blob | undefined;
    vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: (blob: Blob) => ((saved = blob), 'blob:1'), revokeObjectURL: () => undefined }));
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
    await user.click(screen.getByRole('button', { name: 'Download' }));
    await waitFor(() => expect(saved?.size).toBeGreaterThan(20));
  });

  it('does not send what is no text, or far too large', async () => {
    const { user, server } = openPortal('/users/import');
    await user.upload(await chooser(), file(new Uint8Array([0xff, 0xfe, 0x00])));
    expect(await screen.findByText(/This file is no text in UTF-8/)).toBeInTheDocument();
    await user.upload(await chooser(), file(new Uint8Array(FILE_MAX + 1)));
    expect(await screen.findByText(/This file is too large/)).toBeInTheDocument();
    expect(server.sentTo('POST', '/v1/users/import')).toEqual([]);
  });

  it('says why a file was refused, and takes another', async () => {
    const { user } = openPortal('/users/import', (fake) => {
      fake.override = ({ path }) => (path === '/v1/users/import' ? refusal(400, 'malformed', 'The file has no column “email”.') : undefined);
    });
    await user.upload(await chooser(), file());
    expect(await screen.findByText('The file has no column “email”.')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Choose a file' })).toBeInTheDocument();
  });

  it('writes passwords so that a spreadsheet reads them as they are', () => {
    expect(passwordsFile([{ email: 'a@b.example', password: 'one,"two"' }])).toBe('email,password\r\na@b.example,"one,""two"""\r\n');
  });
});
