import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { expectAccessible, show } from '../test/render';
import { TOAST_TIME, Toaster } from './Toaster';
import { Toasts } from './toasts';

const pass = (milliseconds: number) => {
  act(() => void vi.advanceTimersByTime(milliseconds));
};

describe('Toaster', () => {
  it('announces politely, from a region that was there before', async () => {
    const toasts = new Toasts();
    show(<Toaster toasts={toasts} />);
    const live = screen.getByRole('status');
    expect(live).toHaveAttribute('aria-live', 'polite');
    act(() => void toasts.show({ text: 'Proposal approved', onUndo: () => undefined }));
    expect(live).toHaveTextContent('Proposal approved');
    await expectAccessible();
  });

  it('undoes once and goes', async () => {
    const toasts = new Toasts();
    const onUndo = vi.fn();
    const { user } = show(<Toaster toasts={toasts} />);
    act(() => void toasts.show({ text: 'Proposal approved', onUndo }));
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(onUndo).toHaveBeenCalledTimes(1);
    expect(screen.queryByText('Proposal approved')).toBeNull();
  });

  it('gives the focus back to where it came from', async () => {
    const toasts = new Toasts();
    const { user } = show(
      <>
        <button>Approve</button>
        <Toaster toasts={toasts} />
      </>,
    );
    act(() => void toasts.show({ text: 'Proposal approved' }));
    await user.tab();
    await user.tab();
    expect(screen.getByRole('button', { name: 'Dismiss message' })).toHaveFocus();
    await user.keyboard('{Enter}');
    expect(screen.getByRole('button', { name: 'Approve' })).toHaveFocus();
  });

  describe('as time passes', () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());

    it('stays longer when it can be undone, and waits while the pointer is on it', () => {
      const toasts = new Toasts();
      show(<Toaster toasts={toasts} />);
      act(() => {
        toasts.show({ text: 'Saved' });
        toasts.show({ text: 'Deleted', onUndo: () => undefined });
      });
      pass(TOAST_TIME.plain);
      expect(screen.queryByText('Saved')).toBeNull();
      const region = screen.getByRole('region', { name: 'Messages' });
      fireEvent.pointerEnter(region);
      pass(TOAST_TIME.undo * 2);
      expect(screen.getByText('Deleted')).toBeVisible();
      fireEvent.pointerLeave(region);
      pass(TOAST_TIME.undo);
      expect(screen.queryByText('Deleted')).toBeNull();
    });

    it('keeps a failure until it is dismissed', () => {
      const toasts = new Toasts();
      show(<Toaster toasts={toasts} />);
      act(() => void toasts.show({ text: 'Not saved', status: 'unavailable' }));
      pass(TOAST_TIME.undo * 10);
      expect(screen.getByText('Not saved')).toBeVisible();
    });
  });
});
