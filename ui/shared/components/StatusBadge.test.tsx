import { describe, expect, it } from 'vitest';
import { show } from '../test/render';
import { type Status, StatusBadge, statusIcons } from './StatusBadge';

const statuses = Object.keys(statusIcons) as Status[];

describe('StatusBadge', () => {
  it.each(statuses)('says %s by a word and a shape, not by colour alone', (status) => {
    const { container } = show(<StatusBadge status={status} />);
    expect(container.textContent).not.toBe('');
    expect(container.querySelector('svg')?.childElementCount).toBeGreaterThan(0);
  });

  it('has a word and a shape of its own for each state', () => {
    const faces = statuses.map((status) => {
      const { container } = show(<StatusBadge status={status} />);
      return [container.textContent, container.querySelector('svg')?.innerHTML];
    });
    expect(new Set(faces.map(([word]) => word)).size).toBe(statuses.length);
    expect(new Set(faces.map(([, shape]) => shape)).size).toBe(statuses.length);
  });

  it('takes a more exact word', () => {
    const { container } = show(<StatusBadge status="pending">Waiting for Leeds</StatusBadge>);
    expect(container).toHaveTextContent('Waiting for Leeds');
  });
});
