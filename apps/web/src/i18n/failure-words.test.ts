import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failureWords } from './failure-words.ts';
import { english, loadLanguage, locales } from './locales.ts';

const reference = join(import.meta.dirname, '../../../../docs/reference/errors.md');

/** What no page meets: errors of a start, of the command line, of the program's own settings, and what a scan keeps to itself. */
const neverMet =
  /^(?:cli|kernel|modules|observability|reachability|reports|server|versions)\.|^bus\.(?:settings|topics)$|^cache\.(?!redis_away)|^ratelimit\.bad_policy$|^storage\.(?:embedded_|migration_|schema_|url_)/;
const met = [...readFileSync(reference, 'utf8').matchAll(/^\| `([a-z_]+\.[a-z_]+)`/gm)]
  .map(([, code = '']) => code)
  .filter((code) => !neverMet.test(code));

describe('what goes wrong', () => {
  it('has a text for every code that a page can meet, in each language that the server does not speak', async () => {
    expect(met.length).toBeGreaterThan(200);
    for (const locale of locales.filter((one) => one !== 'en')) {
      const { failures } = await loadLanguage(locale);
      const without = met.filter((code) => !Object.hasOwn(failures, code));
      // A new code: its text belongs into apps/web/src/i18n/<language>/failures.ts.
      expect(without).toEqual([]);
      expect(Object.values(failures).filter((text) => text.trim() === '')).toEqual([]);
    }
  });

  it('is said in the language of the person, with what only the server knows in its words', async () => {
    const { failures } = await loadLanguage('pt-BR');
    const conflict = { code: 'hitl.version_conflict', message: 'it was changed at the same time' };
    expect(failureWords(conflict, failures)).toMatch(/^Alguém foi mais rápido/);
    expect(failureWords({ code: 'hitl.not_allowed', message: 'the rule $& says so' }, failures)).toBe(
      'Uma regra não permite isto: the rule $& says so',
    );
  });

  it('stands as the server said it in English, without a code, and where a newer server has a new one', async () => {
    const { failures } = await loadLanguage('pt-BR');
    expect(failureWords({ code: 'hitl.not_allowed', message: 'no' }, english.failures)).toBe('no');
    expect(failureWords({ message: 'no' }, failures)).toBe('no');
    expect(failureWords({ code: 'constructor', message: 'no' }, failures)).toBe('no');
  });
});
