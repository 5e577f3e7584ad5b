import { describe, expect, it } from 'vitest';
import { coverageNow } from './coverage-now.ts';

const page = (states: readonly string[], next_cursor: string | null = null) =>
  ({ items: states.map((check_state) => ({ check_state })), next_cursor }) as Parameters<typeof coverageNow>[0];

describe('checked projects', () => {
  it('are those whose check is complete and fresh now: what is stale counts as not checked', () => {
    expect(coverageNow(page(['ok', 'stale', 'incomplete', 'unknown']))).toEqual({
      ok: 1,
      of: 4,
      share: 0.25,
      isPart: false,
    });
    expect(coverageNow(page(['stale', 'stale'])).share).toBe(0);
  });

  it('have no share where there are none, and are a part where the estate has more', () => {
    expect(coverageNow(page([])).share).toBeUndefined();
    expect(coverageNow(page(['ok'], 'more')).isPart).toBe(true);
  });
});
