import { expect, it } from '@jest/globals';
import { dayInWords } from '../../src/event-sourcing/days.js';

it.each([
  ['2025-11-30', '30 November 2025'],
  ['2026-01-01', '1 January 2026'],
  ['2024-02-29', '29 February 2024'],
])('%s is written as a letter writes it', (day, words) => expect(dayInWords(day)).toBe(words));
