import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frozenClock } from './clock.ts';
import { formatId, isUuid, newId, newUuid, parseId } from './ids.ts';

const clock = frozenClock('2026-11-20T10:00:00Z');

describe('ids', () => {
  it('carry their kind, the time, and grow within one millisecond', () => {
    const ids = Array.from({ length: 5_000 }, () => newId('apv', clock));
    expect(ids[0]).toMatch(/^apv_[0-9a-hjkmnp-tv-z]{26}$/);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are version 7, variant 10', () => {
    expect(newUuid(clock)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('go through the wire form and back, in any case', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        const id = formatId('prj', uuid);
        expect(parseId('prj', id)).toBe(uuid.toLowerCase());
        expect(parseId('prj', id.toUpperCase())).toBe(uuid.toLowerCase());
        expect(parseId('apv', id)).toBeUndefined();
      }),
    );
  });

  it('refuse what is none', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const parsed = parseId('apv', text);
        expect(parsed === undefined || isUuid(parsed)).toBe(true);
      }),
    );
    expect(parseId('apv', `apv_${'z'.repeat(26)}`)).toBeUndefined();
    expect(parseId('apv', `apv_${'u'.repeat(26)}`)).toBeUndefined();
  });
});
