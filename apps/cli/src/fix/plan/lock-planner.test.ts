import { defaultPolicy } from '@maximus/remediation';
import { describe, expect, it } from 'vitest';
import { sampleParts, samplePlanner } from '../../testing/sample-plan.ts';
import { combineRemedies } from './combine-remedies.ts';
import type { Planned } from './lock-planner.ts';

const rungs = ({ remedies }: Planned) => remedies.map(({ plan }) => `${plan.rung} ${plan.targets[0]?.primary_id}`);
const stuckIds = ({ stuck }: Planned) => stuck.map(({ target }) => target.primary_id).sort();

describe('planning a lock file', () => {
  it('plans each package on top of the ones before it, and says what goes along and what stays', async () => {
    const planner = await samplePlanner(sampleParts);
    const planned = await planner.plan(planner.packages, []);
    expect(rungs(planned)).toContain('lock-bump T-1');
    expect(stuckIds(planned)).toEqual(['T-2', 'T-3']);
    const closed = [...planned.remedies.flatMap(({ plan }) => plan.targets), ...planned.along];
    expect(closed.map(({ primary_id }) => primary_id).sort()).toEqual(['T-1', 'T-4', 'T-5']);
  });

  it('takes major steps last where they are allowed', async () => {
    const planner = await samplePlanner({ ...sampleParts, input: { policy: defaultPolicy } });
    const planned = await planner.plan(planner.packages, []);
    expect(rungs(planned).at(-1)).toBe('major-upgrade T-2');
    expect(stuckIds(planned)).toEqual(['T-3']);
  });

  it('plans on what was accepted before, and never a refused change again', async () => {
    const planner = await samplePlanner(sampleParts);
    const first = await planner.plan(['bad'], []);
    const second = await planner.plan(['top'], first.remedies);
    const change = combineRemedies([...first.remedies, ...second.remedies], [])?.change;
    expect(change?.files.find(({ file }) => file === 'package-lock.json')?.after).toMatch(/"1\.0\.1".*"1\.1\.0"/s);
    const refused = new Set(
      first.remedies.flatMap(({ change: each }) => (each === undefined ? [] : [each.fingerprint])),
    );
    expect(rungs(await planner.plan(['bad'], [], refused))).not.toContain('lock-bump T-1');
  });

  it('ends when it is stopped', async () => {
    const planner = await samplePlanner({ ...sampleParts, input: { signal: AbortSignal.abort() } });
    await expect(planner.plan(planner.packages, [])).rejects.toThrow('aborted');
  });
});

describe('combining remedies', () => {
  it('is one change from the first bytes to the last, with every target and the highest rung', async () => {
    const planner = await samplePlanner({ ...sampleParts, input: { policy: defaultPolicy } });
    const planned = await planner.plan(planner.packages, []);
    const whole = combineRemedies(planned.remedies, planned.along);
    expect(whole?.plan.rung).toBe('major-upgrade');
    expect(whole?.plan.targets.map(({ primary_id }) => primary_id).sort()).toEqual(['T-1', 'T-2', 'T-4', 'T-5']);
    const moved = whole?.plan.package_changes.map(({ purl_from, purl_to }) => `${purl_from} ${purl_to}`).sort();
    expect(moved).toEqual([
      'pkg:npm/bad@1.0.0 pkg:npm/bad@1.0.1',
      'pkg:npm/far@1.0.0 pkg:npm/far@2.0.0',
      'pkg:npm/leaf@1.0.0 undefined',
      'pkg:npm/top@1.0.0 pkg:npm/top@1.1.0',
    ]);
    expect(whole?.change?.files.map(({ file }) => file).sort()).toEqual(['package-lock.json', 'package.json']);
  });

  it('is nothing where nothing changes', () => expect(combineRemedies([], [])).toBeUndefined());

  it('joins moves of one package after each other, and forgets what came and went', async () => {
    const planner = await samplePlanner(sampleParts);
    const [remedy] = (await planner.plan(['bad'], [])).remedies;
    if (remedy === undefined) throw new RangeError('nothing was planned');
    const with_ = (changes: (typeof remedy)['plan']['package_changes']) => ({
      ...remedy,
      plan: { ...remedy.plan, package_changes: changes },
    });
    const common = { direct: false, semver_step: 'patch', why: 'w' } as const;
    const joined = combineRemedies(
      [
        with_([
          { ...common, change: 'upgraded', purl_from: 'pkg:npm/a@1', purl_to: 'pkg:npm/a@2' },
          { ...common, change: 'added', purl_to: 'pkg:npm/b@1' },
        ]),
        with_([
          { ...common, change: 'upgraded', semver_step: 'major', purl_from: 'pkg:npm/a@2', purl_to: 'pkg:npm/a@3' },
          { ...common, change: 'removed', purl_from: 'pkg:npm/b@1' },
        ]),
      ],
      [],
    );
    expect(joined?.plan.package_changes).toEqual([
      { ...common, change: 'upgraded', semver_step: 'major', purl_from: 'pkg:npm/a@1', purl_to: 'pkg:npm/a@3' },
    ]);
  });
});
