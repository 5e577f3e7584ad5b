import { type FindingToRemedy, reachabilityCodes, scopeCodes } from '@maximus/storage';
import { expect, it } from 'vitest';
import { factsOf } from './facts-of.ts';
import { surroundingsOf } from './surroundings.ts';

const finding = { primaryId: 'T-1', groupNames: ['GHSA-1', 'T-1'], reachability: 2 } as unknown as FindingToRemedy;

function indexWith(...cwes: readonly unknown[]) {
  const records = cwes.map((cwe_ids, at) => [`R-${at}`, { database_specific: { cwe_ids } }] as const);
  const byId = new Map<string, unknown>(records);
  return {
    group: (id: string) => (id === 'agr_1' ? { recordIds: ['R-0', 'R-1', 'R-9'] } : undefined),
    record: (id: string) => byId.get(id),
  } as unknown as Parameters<typeof factsOf>[2];
}

it('knows a weakness by the numbers of all records, and the use of a package as it was looked at last', () => {
  expect(factsOf(finding, 'agr_1', indexWith(['CWE-79', 'CWE-x', 7], ['CWE-79', 'CWE-22']))).toMatchObject({
    aliases: ['GHSA-1'],
    cwes: [79, 22],
    reachability: 'not_imported',
    isShipped: true,
  });
  const scope = scopeCodes.indexOf('dev');
  expect(factsOf({ ...finding, scope }, 'agr_1', indexWith())).toMatchObject({ isShipped: false });
  const reachability = reachabilityCodes.indexOf('not_called');
  expect(factsOf({ ...finding, scope, reachability }, 'agr_1', indexWith())).toMatchObject({
    reachability: 'imported',
    notCalled: true,
    isShipped: true,
  });
  expect(factsOf({ ...finding, reachability: 99 }, 'agr_2', indexWith('none'))).toMatchObject({
    cwes: [],
    reachability: 'unknown',
  });
});

it.each([
  ['public', 'public'],
  ['internal', 'internal'],
  ['unknown', 'unknown'],
  ['', 'unknown'],
])('takes %j for %s', (exposure, told) => {
  expect(surroundingsOf({ exposure, slug: 'shop' })).toEqual({ exposure: told, product: 'pkg:generic/shop' });
});
