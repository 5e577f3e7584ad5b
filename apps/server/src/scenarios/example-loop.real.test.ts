import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { probeSandbox } from '@maximus/arena';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  allowAutoApproval,
  type ExampleServer,
  followLoop,
  type LoopTimes,
  loopProject,
  startExampleServer,
} from '../testing/example-loop.ts';
import { closedFolder } from '../testing/run-server.ts';

const { bubblewrap } = await probeSandbox(process.env);
const wanted = process.env['CI'] !== undefined || process.env['MAXIMUS_PROVISION'] === '1';
const missing = bubblewrap || wanted ? '' : ' (skipped: bubblewrap does not work here)';
const withinMs = 120_000;

describe.skipIf(missing !== '')(`the loop on the example estate, from npm start on${missing}`, () => {
  const place = closedFolder();
  let estate: ExampleServer;
  beforeAll(async () => {
    estate = await startExampleServer(place.dataDir, [
      // The other examples find no registry, which must hold up nobody: this runs without the internet.
      'remedy.default_registry=http://127.0.0.1:65500/',
      'remedy.registries.go=http://127.0.0.1:65500/',
      'remedy.registries.pypi=http://127.0.0.1:65500/',
    ]);
  }, 180_000);
  afterAll(async () => {
    await estate?.stop();
    place.remove();
  });

  const checkout = join(place.dataDir, 'examples', loopProject);
  const locked = () => readFileSync(join(checkout, 'package-lock.json'), 'utf8');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'safe.directory=*', ...args], { cwd: checkout, encoding: 'utf8' }).trim();
  const inOrder = (times: LoopTimes) => {
    const all = Object.values(times);
    expect(all, JSON.stringify(times)).toEqual([...all].sort());
  };
  /** Times to resolve that the figures rest on. An answer is kept for five minutes (oraculo.md §7): each range is asked once. */
  const resolvedComesTo = async (count: number, range: '1h' | '24h') => {
    const metrics = await estate.api.getMetrics({ query: { range } });
    const { sample_sizes, mttr_avg_seconds } = metrics.ok ? metrics.value.body : {};
    expect(sample_sizes?.mttr).toBe(count);
    expect(mttr_avg_seconds).toBeGreaterThan(0);
  };

  it('brings what the first start finds to a person, and what is approved to its end', async () => {
    const { patch, finding, times } = await followLoop(estate, 'EXAMPLE-2026-0001', { approve: true, withinMs });
    inOrder(times);
    expect(patch).toMatchObject({ rung: 'lock-bump', from: '1.3.0', to: '1.3.1', verdict: 'fixed' });
    expect(patch.delivery).toMatchObject({ forge: 'local', mode: 'merge', state: 'merged' });
    expect(patch.evidence.map(({ purpose, level }) => [purpose, level])).toEqual([
      ['validate', 'process'],
      ['reverify', 'process'],
    ]);
    expect(finding).toMatchObject({ status: 'resolved', resolution: 'patched' });
    expect(locked()).toContain('"version": "1.3.1"');
    expect(patch.merge_commit).toBe(git('rev-parse', 'HEAD'));
    expect(git('status', '--porcelain', '--branch')).toBe('## main...origin/main');
    await resolvedComesTo(1, '1h');
  }, 300_000);

  it('confirms what the other examples hold, also what their own code never uses', async () => {
    for (const project of ['npm-shop', 'python-notes']) {
      const suspected = async () => {
        const found = await estate.api.listFindings({ query: { project, status: 'suspected' } });
        return found.ok ? found.value.body.items.length : -1;
      };
      await expect.poll(suspected, { timeout: 120_000, interval: 500 }).toBe(0);
    }
  }, 300_000);

  it('takes an advisory that comes in later to its end by itself, where the policy allows it', async () => {
    await allowAutoApproval(estate);
    const publishedAt = await estate.publishLater();
    const { patch, times } = await followLoop(estate, 'EXAMPLE-2026-0002', { approve: false, withinMs });
    inOrder({ ...times });
    expect(times.proposed > publishedAt).toBe(true);
    expect(patch).toMatchObject({ from: '2.0.4', to: '2.0.5', verdict: 'fixed' });
    const decision = await estate.api.getPatchDecision({ params: { patch_id: patch.id } });
    expect(decision.ok ? decision.value.body : decision.error).toMatchObject({
      decision: 'auto_approved',
      decided_by: expect.stringMatching(/^policy:estate@/),
    });
    expect(locked()).toContain('"version": "2.0.5"');
    await resolvedComesTo(2, '24h');
  }, 300_000);
});
