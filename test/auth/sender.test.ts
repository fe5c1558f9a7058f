import { describe, expect, it } from '@jest/globals';
import { senderAt } from '../../src/auth/sender.js';
import type { SignedIn } from '../../src/auth/tokens.js';

const ama: SignedIn = {
  id: 'ama',
  name: 'Ama',
  roles: ['lead'],
  body: null,
  workstreams: [],
  expiresAt: Date.parse('2026-01-01T00:00:00Z'),
};

describe('a sender', () => {
  it('asks at an instant and on a day of the council', () => {
    expect(senderAt(ama, new Date('2025-06-30T23:30:00Z'), 'Europe/London')).toEqual({
      id: 'ama',
      name: 'Ama',
      roles: ['lead'],
      body: null,
      workstreams: [],
      at: '2025-06-30T23:30:00.000Z',
      today: '2025-07-01',
    });
  });

  it('has another day from midnight on, and in another time zone', () => {
    const today = (at: string, zone = 'Europe/London') => senderAt(ama, new Date(at), zone).today;
    expect(today('2025-12-01T23:59:59.999Z')).toBe('2025-12-01');
    expect(today('2025-12-02T00:00:00Z')).toBe('2025-12-02');
    expect(today('2025-12-02T00:00:00Z', 'America/New_York')).toBe('2025-12-01');
  });
});
