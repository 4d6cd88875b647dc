import { expect, it } from 'vitest';
import { phoneNumber } from './phoneNumber';

it('is national at home and international abroad', () => {
  expect(phoneNumber('+441134960021', 'GB')).toBe('0113 496 0021');
  expect(phoneNumber('+441134960021', 'DE')).toBe('+44 113 496 0021');
  expect(phoneNumber('+12125550123', null)).toBe('+1 212 555 0123');
});

it('shows what it cannot read as it is', () => {
  expect(phoneNumber('4021', 'GB')).toBe('4021');
});
