import { createSocket, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { expect, expectNoViolations, test } from './support/portal';

/** A carrier that says 200 to whatever it is asked. */
function carrier(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('message', (bytes, from) => {
    const kept = bytes
      .toString()
      .split('\r\n')
      .filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line));
    socket.send(['SIP/2.0 200 Fine', ...kept, 'Content-Length: 0', '', ''].join('\r\n'), from.port, from.address);
  });
  return new Promise((done) => {
    socket.bind(0, '127.0.0.1', () => done(socket));
  });
}

const portOf = (socket: Socket) => String((socket.address() as AddressInfo).port);

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a trunk is made, seen at work, tested and removed, ${colorScheme}`, async ({ openAs }) => {
    const socket = await carrier();
    const name = `Carrier, ${colorScheme}`;
    const page = await openAs('administrator', '/policies/trunks', { colorScheme });
    await page.getByRole('button', { name: 'Add a trunk' }).click();
    const form = page.getByRole('dialog', { name: 'Add a trunk' });
    await form.getByLabel('Name').fill(name);
    await form.getByLabel('Host').fill('127.0.0.1');
    await form.getByLabel('Port').fill(portOf(socket));
    await form.getByRole('button', { name: /Reached by/ }).click();
    await page.getByRole('option', { name: 'UDP' }).click();
    await form.getByText('It leads to the emergency services').click();
    await form.getByLabel('Emergency number there').fill('112');
    await expectNoViolations(page);
    await form.getByRole('button', { name: 'Add', exact: true }).click();

    const card = page.getByRole('list', { name: 'Trunks' }).getByRole('listitem').filter({ hasText: name });
    await expect(card).toContainText('Answers');
    await expect(card).toContainText('Ordinary and emergency calls');
    await expectNoViolations(page);
    await card.getByRole('button', { name: `Test ${name}` }).click();
    const told = page.getByRole('dialog', { name: `Test of ${name}` });
    await expect(told).toContainText('200 Fine');
    await told.getByRole('button', { name: 'Done' }).click();

    // The carrier goes away, and a test finds that out.
    await new Promise<void>((closed) => {
      socket.close(() => closed());
    });
    await card.getByRole('button', { name: `Test ${name}` }).click();
    await expect(told).toContainText('Nothing came');
    await told.getByRole('button', { name: 'Done' }).click();
    await expect(card).toContainText('Silent');

    await card.getByRole('button', { name: `Actions for ${name}` }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    const question = page.getByRole('alertdialog');
    await question.getByRole('button', { name: 'Remove' }).click();
    await expect(question).toContainText('last trunk to the emergency services');
    await question.getByRole('button', { name: 'Remove' }).click();
    await expect(card).toBeHidden();
  });
}
