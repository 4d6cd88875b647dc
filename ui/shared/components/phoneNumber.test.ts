import { expect, it } from 'vitest';
import { dialled, phoneNumber } from './phoneNumber';

it('is national at home and international abroad', () => {
  expect(phoneNumber('+441134960021', 'GB')).toBe('0113 496 0021');
  expect(phoneNumber('+441134960021', 'DE')).toBe('+44 113 496 0021');
  expect(phoneNumber('+12125550123', null)).toBe('+1 212 555 0123');
});

it('shows what it cannot read as it is', () => {
  expect(phoneNumber('4021', 'GB')).toBe('4021');
});

it.each([
  ['+44 20 7946 0018', { number: '+442079460018' }],
  ['+44 (0)20 7946-0018', { number: '+442079460018' }],
  ['+44 ( 0 ) 20 7946 0018', { number: '+442079460018' }],
  ['(020) 7946.0018', { number: '02079460018' }],
  ['TEL:+1-212-555-0100', { number: '+12125550100' }],
  ['\u202a+49\u00a030\u00a05550100\u202c', { number: '+49305550100' }],
  ['*72#', { number: '*72#' }],
  [' 204 ', { number: '204' }],
  ['', { wrong: 'empty' }],
  ['+', { wrong: 'empty' }],
  ['tel:', { wrong: 'empty' }],
  ['20+4', { wrong: 'characters' }],
  ['0800 FLOWERS', { wrong: 'characters' }],
  ['١٢٣', { wrong: 'characters' }],
  ['12345678901234567890123456789012', { wrong: 'too_long' }],
])('understands what people paste: %j', (text, expected) => {
  expect(dialled(text)).toEqual(expected);
});
