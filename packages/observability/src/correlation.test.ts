import { systemClock } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import { acceptCorrelationId, correlation } from './correlation.ts';

describe('correlation', () => {
  it('follows the work across awaits and timers, and ends with it', async () => {
    const seen = await correlation.run({ correlationId: 'a' }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return correlation.current()?.correlationId;
    });
    expect(seen).toBe('a');
    expect(correlation.current()).toBeUndefined();
  });

  it.each(['a', 'A.b-c_9', 'x'.repeat(128)])('accepts %s', (id) => {
    expect(acceptCorrelationId(id, systemClock)).toBe(id);
  });

  it.each(['', 'a b', 'ü', 'x'.repeat(129), 'a\n', undefined, ['a']])('replaces %j', (id) => {
    expect(acceptCorrelationId(id, systemClock)).toMatch(/^[0-9a-f-]{36}$/);
  });
});
