/**
 * The whole loop on the example estate, unattended, with the time of each step: a server as `npm start` starts it on a new data
 * directory; the advisory of the first start is decided by a person, one that is published later by the policy. Run with
 * `npm run bench -- loop`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  allowAutoApproval,
  closedFolder,
  type Followed,
  followLoop,
  type LoopTimes,
  loopProject,
  startExampleServer,
} from '@maximus/server/testing';
import { machine } from './machine.ts';

const withinMs = 300_000;
const say = (text: string) => process.stdout.write(`${text}\n`);

/** What is said of each step, in their order. */
const steps: Readonly<Record<keyof LoopTimes, string>> = {
  detected: 'the finding is open',
  confirmed: 'the locked version was judged again, use was looked for',
  proposed: 'a remedy is planned',
  proven: 'npm wrote the lock file, the arena has its verdict and sealed evidence',
  decided: 'approved',
  merged: 'released after the undo window, on the default branch',
  verified: 'the default branch was proven again',
  resolved: 'the finding is closed, the clock of MTTR stands',
};

interface Row {
  readonly step: keyof LoopTimes;
  /** Seconds after the trigger, and after the step before. */
  readonly at: number;
  readonly took: number;
}

function rowsOf(trigger: string, { times }: Followed): readonly Row[] {
  const start = Date.parse(trigger);
  let before = start;
  return (Object.keys(steps) as (keyof LoopTimes)[]).map((step) => {
    const atMs = Date.parse(times[step]);
    const row = { step, at: (atMs - start) / 1_000, took: (atMs - before) / 1_000 };
    before = atMs;
    return row;
  });
}

function table(title: string, rows: readonly Row[], { patch, finding }: Followed): readonly string[] {
  const said = `${patch.rung}, ${patch.from} → ${patch.to}, verdict \`${patch.verdict}\` at level \`${patch.evidence[0]?.level}\``;
  return [
    `## ${title}`,
    '',
    `${finding.primary_id} in ${finding.package}: ${said}, confidence ${patch.confidence_score}.`,
    '',
    '| step | after s | took s | |',
    '|---|---|---|---|',
    ...rows.map(({ step, at, took }) => `| ${step} | ${at.toFixed(1)} | ${took.toFixed(1)} | ${steps[step]} |`),
    '',
  ];
}

const place = closedFolder();
const startedMs = performance.now();
const estate = await startExampleServer(place.dataDir);
try {
  const ready = (performance.now() - startedMs) / 1_000;
  say(`ready and logged in after ${ready.toFixed(1)} s`);
  const manual = await followLoop(estate, 'EXAMPLE-2026-0001', { approve: true, withinMs });
  const manualRows = rowsOf(estate.startedAt, manual);
  await allowAutoApproval(estate);
  const publishedAt = await estate.publishLater();
  const automatic = await followLoop(estate, 'EXAMPLE-2026-0002', { approve: false, withinMs });
  const automaticRows = rowsOf(publishedAt, automatic);
  // The server may have too much in hand with the other projects, and says so.
  let metrics = await estate.api.getMetrics({ query: { range: '1h' } });
  for (let tries = 1; !metrics.ok && tries < 20; tries += 1) {
    await pause(2_000);
    metrics = await estate.api.getMetrics({ query: { range: '1h' } });
  }
  const mttr = metrics.ok ? metrics.value.body.mttr_avg_seconds : null;
  const lines = [
    '# The loop',
    '',
    `${machine()}, load ${loadavg()[0]?.toFixed(1)}. \`npm run bench -- loop\`: one server on a new data directory with the four example`,
    `projects, no feeds; \`${loopProject}\` is followed while the server works on the other three as well. Times are the server's own.`,
    'The undo window of ten seconds is part of `merged`.',
    '',
    ...table('A person decides; seconds after the process was started', manualRows, manual),
    ...table('The policy decides; seconds after the advisory was published', automaticRows, automatic),
    'Auto-approval is off by default. Here it is on for the one project, from a confidence of 0.9: without a proof check of its',
    'own a patch does not reach the 0.95 that hold by default.',
    '',
    `Mean time to repair, by the server: ${mttr === null ? 'not told' : `${mttr.toFixed(1)} s`}.`,
  ];
  const results = { machine: machine(), load: loadavg()[0], ready, manual: manualRows, automatic: automaticRows, mttr };
  const out = join(new URL('..', import.meta.url).pathname, 'bench/results');
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'loop.md'), `${lines.join('\n')}\n`);
  writeFileSync(join(out, 'loop.json'), `${JSON.stringify(results, null, 2)}\n`);
  say(lines.join('\n'));
} finally {
  await estate.stop();
  place.remove();
}
