import { describe, expect, it } from 'vitest';
import { frozenClock, systemClock } from './clock.ts';
import { defineErrors, isAppError } from './errors.ts';
import { fail, ok, unwrap } from './result.ts';

const errors = defineErrors('demo', { broken: { http: 422, retryable: true, help: 'Mend it.' } });

describe('errors', () => {
  it('carry the code of their table, the place, the cause and what to do', () => {
    const cause = new Error('inner');
    const error = errors.broken('it broke', { file: 'a.json', line: 3 }, cause);
    expect(error).toMatchObject({
      code: 'demo.broken',
      http: 422,
      retryable: true,
      help: 'Mend it.',
      message: 'it broke',
    });
    expect(error.details).toEqual({ file: 'a.json', line: 3 });
    expect(error.cause).toBe(cause);
  });

  it('are known by their code, not by their class', () => {
    expect(isAppError(errors.broken('x'))).toBe(true);
    expect(isAppError(new Error('x'))).toBe(false);
    expect(isAppError('demo.broken')).toBe(false);
  });
});

describe('results', () => {
  it('unwrap to their value or throw their failure', () => {
    expect(unwrap(ok(1))).toBe(1);
    expect(() => unwrap(fail(errors.broken('no')))).toThrow('no');
  });
});

describe('clocks', () => {
  it('stand still or go on', () => {
    expect(frozenClock('2026-11-20T00:00:00Z').now()).toBe(Date.UTC(2026, 10, 20));
    expect(frozenClock(5).now()).toBe(5);
    expect(systemClock.now()).toBeGreaterThan(Date.UTC(2026, 0, 1));
  });
});
