import type { PlannedRemedy, WrittenLock } from '@maximus/remediation';
import { defaultPolicy } from '@maximus/remediation';
import { expect, it } from 'vitest';
import { sampleParts, samplePlanner } from '../../testing/sample-plan.ts';
import { sampleRun } from '../../testing/sample-run.ts';
import { nameOf } from '../plan/lock-planner.ts';
import { proveLock } from './prove-lock.ts';
import type { Prover } from './types.ts';

const namesOf = ({ plan }: PlannedRemedy) => [...new Set(plan.targets.map(({ purl }) => nameOf(purl)))].sort();

/** Writes everything as planned; the arena's rules judge a rescan in which some packages stay as they are. */
function proverOf(over: Partial<Prover> = {}, bad: readonly string[] = []): Prover & { readonly tried: string[][] } {
  const tried: string[][] = [];
  return {
    tried,
    write: async (remedy) => ({ state: 'as-planned', remedy, lockText: '', run: {} as never }),
    prove: async (remedy) => {
      tried.push(namesOf(remedy));
      const { targets } = remedy.plan;
      const left = targets.filter(({ purl }) => bad.includes(nameOf(purl)));
      const entry = ({ group_id, primary_id, purl, priority }: (typeof targets)[number]) => ({
        alias_group: group_id,
        primary_id,
        purl,
        path: [],
        priority,
      });
      const fixed = targets.filter((target) => !left.includes(target)).map(entry);
      return sampleRun({ targets, rescan: { fixed, unchanged: left.map(entry) } });
    },
    ...over,
  };
}

async function planned(over: Parameters<typeof samplePlanner>[0] = sampleParts) {
  const planner = await samplePlanner(over);
  return { planner, plan: await planner.plan(planner.packages, []) };
}

it('proves everything at once', async () => {
  const { planner, plan } = await planned();
  const prover = proverOf();
  const outcome = await proveLock(planner, plan, prover);
  expect(prover.tried).toHaveLength(1);
  expect(outcome.kept?.run.verdict).toBe('fixed_untested');
  expect(outcome).toMatchObject({ dropped: [], isCancelled: false });
});

it('proves major steps after all others', async () => {
  const { planner, plan } = await planned({ ...sampleParts, input: { policy: defaultPolicy } });
  const prover = proverOf();
  await proveLock(planner, plan, prover);
  expect(prover.tried).toHaveLength(2);
  expect(prover.tried[0]).not.toContain('far');
  expect(prover.tried[1]).toContain('far');
});

it('halves a group that fails until the culprit is alone, and keeps the rest', async () => {
  const { planner, plan } = await planned();
  const prover = proverOf({}, ['top']);
  const outcome = await proveLock(planner, plan, prover);
  expect(outcome.dropped).toMatchObject([{ packages: expect.arrayContaining(['top']), why_not: 'arena-not-fixed' }]);
  expect(outcome.dropped[0]?.sentence).toMatch(/^not_fixed: /);
  expect(namesOf(outcome.kept?.remedy ?? ({ plan: { targets: [] } } as never))).toContain('bad');
});

it('keeps nothing where nothing is proven', async () => {
  const { planner, plan } = await planned();
  const outcome = await proveLock(planner, plan, proverOf({}, ['bad', 'top', 'leaf']));
  expect(outcome.kept).toBeUndefined();
  expect(outcome.remedies).toEqual([]);
  expect(outcome.dropped.length).toBeGreaterThan(0);
});

it('does not try the parts where the tool is missing for all of them', async () => {
  const { planner, plan } = await planned();
  let asked = 0;
  const write = async (): Promise<WrittenLock> => {
    asked += 1;
    return { state: 'not-written', why_not: 'package-manager-missing', sentence: 'There is none.' };
  };
  const outcome = await proveLock(planner, plan, proverOf({ write }));
  expect(asked).toBe(1);
  expect(outcome.dropped).toMatchObject([{ why_not: 'package-manager-missing', sentence: 'There is none.' }]);
});

it('plans the next candidate where the tool resolves to another tree, a few times and no more', async () => {
  const { planner, plan } = await planned({ ...sampleParts, flaws: [{ id: 'T-1', name: 'bad', fixed: '1.0.1' }] });
  const write = async (): Promise<WrittenLock> => ({
    state: 'differs',
    lockText: '',
    differences: ['node_modules/bad: planned bad@1.0.1, written nothing'],
    run: {} as never,
  });
  const outcome = await proveLock(planner, plan, proverOf({ write }));
  expect(outcome.dropped).toMatchObject([
    { why_not: 'resolver-failed', evidence: [expect.stringContaining('node_modules/bad')] },
  ]);
});

it('ends with what is known when it is cancelled', async () => {
  const { planner, plan } = await planned();
  const outcome = await proveLock(planner, plan, proverOf({ prove: async () => ({ state: 'cancelled' }) as never }));
  expect(outcome).toMatchObject({ isCancelled: true, remedies: [], dropped: [] });
});

it('asks the arena once where the project cannot be judged here, and says what the written lock file shows', async () => {
  const { planner, plan } = await planned({ ...sampleParts, input: { policy: defaultPolicy } });
  const prover = proverOf();
  const refused: Prover = {
    ...prover,
    prove: async (remedy) => {
      const run = await prover.prove(remedy);
      if (run.state === 'cancelled') return run;
      const step = { step: 'resolve', tree: 'patched', state: 'could_not_run', duration_ms: 0 } as never;
      return { ...run, steps: [step], verdict: 'inconclusive', reason: 'npm asked for a host' };
    },
  };
  const { kept, dropped } = await proveLock(planner, plan, refused);
  expect(prover.tried).toHaveLength(1);
  expect(kept).toBeUndefined();
  expect(dropped.map(({ why_not }) => why_not)).toEqual(['arena-inconclusive', 'arena-inconclusive']);
  expect(dropped[0]?.sentence).toMatch(/^inconclusive: npm asked for a host\. A scan .* shows \d+ gone and 0 new; /);
  expect(dropped[1]).toMatchObject({ sentence: 'inconclusive: npm asked for a host.', evidence: [] });
  expect(dropped[1]).not.toHaveProperty('run');
});
