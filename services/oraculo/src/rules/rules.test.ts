import type { Actor, FindingStatus } from '@maximus/contracts';
import { apvStatuses, findingStatuses } from '@maximus/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { covers } from './acceptance-cover.ts';
import { apvCode } from './apv-code.ts';
import { rollUp } from './apv-roll-up.ts';
import { checkStateAt, worstCheckState } from './check-state.ts';
import { checkFindingTransition, stepsWhenGone, stepsWhenSeen, stepsWhenUnmatched } from './finding-transitions.ts';
import { complexityOf, strategyOf } from './remediation.ts';
import { urgencyOf } from './urgency.ts';

const actors: readonly Actor[] = ['oraculo', 'eureka', 'hitl', 'policy', 'reviewer', 'operator'];

describe('findings', () => {
  test('every step that Oráculo takes by itself is one that the table lists', () => {
    for (const from of findingStatuses) {
      for (const steps of [stepsWhenSeen(from), stepsWhenGone(from), stepsWhenUnmatched(from)]) {
        let at: FindingStatus = from;
        for (const to of steps) {
          expect(checkFindingTransition(at, to, 'oraculo')).toEqual({ ok: true, value: undefined });
          at = to;
        }
      }
    }
  });

  test('a transition that is not listed is refused for every actor', () => {
    const refused: readonly [FindingStatus, FindingStatus][] = [
      ['suspected', 'remediating'],
      ['suspected', 'delivered'],
      ['resolved', 'retracted'],
      ['retracted', 'confirmed'],
      ['accepted', 'confirmed'],
      ['delivered', 'not_affected'],
    ];
    for (const [from, to] of refused) {
      for (const actor of actors) {
        const checked = checkFindingTransition(from, to, actor);
        expect(checked.ok ? '' : checked.error.code).toBe('state.transition_not_allowed');
      }
    }
  });

  test('only a reviewer accepts, and only eureka confirms', () => {
    const may = (from: FindingStatus, to: FindingStatus) =>
      actors.filter((actor) => checkFindingTransition(from, to, actor).ok);
    expect(may('confirmed', 'accepted')).toEqual(['reviewer']);
    expect(may('suspected', 'confirmed')).toEqual(['eureka']);
    expect(may('resolved', 'confirmed')).toEqual(['oraculo']);
    expect(may('accepted', 'suspected')).toEqual(['oraculo', 'policy']);
  });
});

describe('roll-up', () => {
  test('the row that stands higher in the table wins, whatever else there is', () => {
    expect(rollUp({ remediating: 1, delivered: 5, suspected: 9 }, false)).toBe('remediating');
    expect(rollUp({ delivered: 1, confirmed: 3 }, false)).toBe('verifying');
    expect(rollUp({ could_not_check: 1, suspected: 3 }, false)).toBe('could_not_check');
    expect(rollUp({ accepted: 1, resolved: 3 }, false)).toBe('accepted');
    expect(rollUp({ resolved: 1, not_affected: 3 }, false)).toBe('resolved');
    expect(rollUp({ not_affected: 3, retracted: 1 }, false)).toBe('not_affected');
    expect(rollUp({ retracted: 3 }, false)).toBe('withdrawn');
    expect(rollUp({}, false)).toBe('withdrawn');
    expect(rollUp({ suspected: 1 }, true)).toBe('superseded');
  });

  test('retracted findings never change the status, and every answer is a status', () => {
    const counts = fc.record(Object.fromEntries(findingStatuses.map((status) => [status, fc.nat(3)])));
    fc.assert(
      fc.property(counts, fc.nat(5), (some, retracted) => {
        const { retracted: _held, ...others } = some;
        expect(rollUp({ ...others, retracted }, false)).toBe(rollUp(others, false));
        expect(apvStatuses).toContain(rollUp(others, false));
      }),
    );
  });
});

describe('remedies', () => {
  const facts = {
    kind: 'vulnerability',
    hasFix: true,
    hasPattern: false,
    packagesInUse: 1,
    needsMajor: false,
    breakingLikely: false,
    onlyTransitive: false,
    hasWafTemplate: false,
    allUnreachable: false,
  } as const;

  test('complexity takes the first rule that applies', () => {
    expect(complexityOf(facts)).toBe('low');
    expect(complexityOf({ ...facts, onlyTransitive: true })).toBe('medium');
    expect(complexityOf({ ...facts, packagesInUse: 2 })).toBe('medium');
    expect(complexityOf({ ...facts, needsMajor: true, onlyTransitive: true })).toBe('high');
    expect(complexityOf({ ...facts, hasFix: false })).toBe('critical');
    expect(complexityOf({ ...facts, hasFix: false, kind: 'malware' })).toBe('low');
  });

  test('the strategy climbs down from an upgrade to a person', () => {
    const none = { ...facts, hasFix: false };
    expect(strategyOf(facts)).toBe('dependency_upgrade');
    expect(strategyOf({ ...none, kind: 'malware' })).toBe('dependency_upgrade');
    expect(strategyOf({ ...none, hasPattern: true, hasWafTemplate: true })).toBe('code_patch');
    expect(strategyOf({ ...none, hasWafTemplate: true, allUnreachable: true })).toBe('coagulation_waf');
    expect(strategyOf({ ...none, allUnreachable: true })).toBe('vex_not_affected');
    expect(strategyOf(none)).toBe('manual_review');
  });
});

describe('what is derived beside', () => {
  test('a code counts per day and widens past 999', () => {
    expect(apvCode('2026-11-30', 7)).toBe('APV-20261130-007');
    expect(apvCode('2026-11-30', 1000)).toBe('APV-20261130-1000');
  });

  test('a higher priority is more urgent than any score of a lower one', () => {
    expect(urgencyOf('critical', 0)).toBeLessThan(urgencyOf('high', 100));
    expect(urgencyOf('high', 50.1)).toBeLessThan(urgencyOf('high', 50));
    expect(urgencyOf('critical', 100)).toBeGreaterThanOrEqual(0);
  });

  test('an old check is stale and none is unknown; neither reads as ok', () => {
    const base = { stored: 'ok', periodMs: 1000, isIndexStale: false, nowMs: 10_000 } as const;
    expect(checkStateAt({ ...base, checkedAtMs: 8_000 }).state).toBe('ok');
    expect(checkStateAt({ ...base, checkedAtMs: 7_999 }).state).toBe('stale');
    expect(checkStateAt({ ...base, checkedAtMs: 9_000, isIndexStale: true }).state).toBe('stale');
    expect(checkStateAt({ ...base, checkedAtMs: 9_000, stored: 'incomplete' }).state).toBe('incomplete');
    expect(checkStateAt(base).state).toBe('unknown');
    const beyond = checkStateAt({ ...base, checkedAtMs: 9_000, isBeyondIndex: true });
    expect(beyond).toEqual({ state: 'incomplete', reason: 'sample_index' });
    expect(worstCheckState(['ok', 'incomplete', 'stale'])).toBe('incomplete');
    expect(worstCheckState([])).toBe('unknown');
  });
});

describe('the cover of an acceptance', () => {
  const finding = {
    id: 'f1',
    groupKey: 1,
    projectKey: 2,
    componentKey: 3,
    baseEcosystem: 'npm',
    nameKey: 'lodash',
    version: '4.17.20',
  };

  test('it follows the component as far as its scope says, and no further', () => {
    const at = (rule: object, other: object = {}) =>
      covers({ groupKey: 1, scope: 'apv', ...rule } as never, { ...finding, ...other }, 0);
    expect(at({ scope: 'finding', findingId: 'f1' })).toBe(true);
    expect(at({ scope: 'finding', findingId: 'f1' }, { id: 'f2', version: '4.17.21' })).toBe(false);
    expect(at({ scope: 'project', projectKey: 2 }, { componentKey: 9 })).toBe(true);
    expect(at({ scope: 'project', projectKey: 2 }, { projectKey: 5 })).toBe(false);
    expect(at({ scope: 'component_version', componentKey: 3 }, { projectKey: 5 })).toBe(true);
    const range = { scope: 'component_range', baseEcosystem: 'npm', nameKey: 'lodash', versionRange: '^4.17.0' };
    expect(at(range, { projectKey: 5, version: '4.17.21' })).toBe(true);
    expect(at(range, { version: '5.0.0' })).toBe(false);
    expect(at({ scope: 'apv' }, { groupKey: 8 })).toBe(false);
    expect(at({ scope: 'apv', expiresAtMs: 0 })).toBe(false);
  });
});
