import { frozenClock } from '@maximus/kernel';
import { expect, it } from 'vitest';
import { ScanConfig } from './config.ts';
import { checkRules } from './ignore/rule.ts';
import { defaultScanConfig, toSettings } from './settings.ts';

it('has the same defaults as data and as schema', () => {
  expect(ScanConfig.parse({})).toEqual(defaultScanConfig);
  expect(toSettings(defaultScanConfig)).toMatchObject({ failOn: 'high', maxDbAgeMs: 7 * 86_400_000, ignore: [] });
});

it('refuses a rule that holds for more than a year, and one whose day is none', () => {
  const now = frozenClock('2026-11-20').now();
  const rule = { id: 'CVE-1', reason: 'because', owner: 'me' };
  expect(checkRules([{ ...rule, until: '2027-11-20' }], now, 'f').ok).toBe(true);
  const refused = checkRules(
    [
      { ...rule, until: '2028-01-01' },
      { ...rule, until: 'soon' },
    ],
    now,
    'maximus.yaml',
  );
  expect(refused.ok ? [] : refused.error.map(({ message }) => message)).toEqual([
    'ignore[0] (CVE-1) holds until 2028-01-01, more than 365 days ahead',
    'ignore[1]: "soon" is not a day',
  ]);
});
