import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { shellBridge } from './bridge';
import { scenarios } from './scenarios.fake';

afterEach(clearMocks);

describe('the bridge to the shell', () => {
  it('calls the commands by their names', async () => {
    const called: unknown[] = [];
    mockIPC((command, args) => {
      called.push([command, args]);
      return command === 'view' ? scenarios.settled : { done: 'ok' };
    });
    expect(await shellBridge.view()).toEqual(scenarios.settled);
    await shellBridge.act({ action: 'snooze', until: 'hour' });
    await shellBridge.ask({ question: 'devices' });
    expect(called).toEqual([
      ['view', {}],
      ['act', { action: { action: 'snooze', until: 'hour' } }],
      ['ask', { question: { question: 'devices' } }],
    ]);
  });

  it('gives a failed action as an error with its code and fields', async () => {
    const fields = [{ field: 'address.pc', message: 'That is no postcode.' }];
    mockIPC(() => {
      // The shell rejects with a plain value.
      throw { code: { from: 'invalid' }, message: 'The address is not complete.', fields };
    });
    await expect(shellBridge.act({ action: 'sign_in' })).rejects.toMatchObject({
      name: 'ActionFailed',
      message: 'The address is not complete.',
      code: { from: 'invalid' },
      fields,
    });
  });

  it('gives whatever else goes wrong as an error too', async () => {
    mockIPC(() => {
      throw new Error('command act not found');
    });
    await expect(shellBridge.act({ action: 'sign_in' })).rejects.toThrow('command act not found');
  });

  it('hears of changed views until it is told to stop', async () => {
    mockIPC(() => undefined, { shouldMockEvents: true });
    const { emit } = await import('@tauri-apps/api/event');
    const heard = vi.fn();
    const stop = shellBridge.onView(heard);
    await vi.waitFor(async () => {
      await emit('view', scenarios.settled);
      expect(heard).toHaveBeenCalledWith(scenarios.settled);
    });
    stop();
  });
});
