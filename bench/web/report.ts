import type { Arrivals } from './arrivals.ts';
import type { FirstLoad } from './first-load.ts';
import type { Heap } from './heap.ts';
import type { Interactions } from './interactions.ts';
import type { Reviewers } from './reviewers.ts';
import type { Scrolled } from './scrolling.ts';

/** One part, with the load of the machine before and after it. */
export interface Part<T> {
  readonly load: readonly [before: number, after: number];
  readonly result: T;
}

/** All that was measured; parts that were not asked for are absent. */
export interface WebResults {
  readonly machine: string;
  readonly chromium: string;
  /** Of the processes, as `nice` counts: 0 where nobody changed it. */
  readonly priority: number;
  readonly apvs: number;
  readonly decisions: number;
  readonly tries: number;
  readonly seconds: number;
  /** Parts that could not be measured. */
  readonly failed: readonly string[];
  readonly firstLoad: Part<readonly FirstLoad[]> | undefined;
  readonly arrivals: Part<Arrivals> | undefined;
  readonly reviewers: Part<Reviewers> | undefined;
  readonly interactions: Part<Interactions> | undefined;
  readonly scrolling: Part<readonly Scrolled[]> | undefined;
  readonly heap: Part<Heap> | undefined;
}

const n = (value: number) => value.toLocaleString('en-GB');
const ms = (value: number) => (value >= 100 ? value.toFixed(0) : value.toFixed(1));
const share = (part: number, all: number) => `${all === 0 ? '0' : ((100 * part) / all).toFixed(1)} %`;
const under = ({ load: [before, after] }: Part<unknown>) => `Load average ${before} before, ${after} after.`;

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? 0;
}

/** The results as a page. */
export function pageOf(results: WebResults): string {
  return `${[
    '# The dashboard, for the person before it',
    '',
    `${results.machine}; Chromium ${results.chromium} without a window, which paints by software on the same cores. One server with`,
    `its PostgreSQL on loopback, ${n(results.apvs)} APVs. \`npm run bench -- web\`; ${results.seconds.toFixed(0)} s.`,
    '',
    ...(results.priority === 0
      ? []
      : [`All of it at the priority ${results.priority} (nice), on a machine that others used.`, '']),
    ...results.failed.map((part) => `**${part}** could not be measured.\n`),
    ...arrivals(results),
    ...reviewers(results),
    ...interactions(results),
    ...scrolling(results),
    ...firstLoad(results),
    ...heap(results),
  ].join('\n')}\n`;
}

function arrivals({ arrivals: part, tries }: WebResults): readonly string[] {
  if (part === undefined) return [];
  const row = (what: string, values: readonly number[]) =>
    `| ${what} | ${ms(quantile(values, 0.5))} | ${ms(quantile(values, 0.95))} | ${ms(Math.max(...values))} | ${values.filter((value) => value < 2_000).length} of ${values.length} |`;
  return [
    '## From an APV to the open page',
    '',
    `${tries} APVs by the server's own endpoint, one after the other, while \`/adaptive-immunity\` is open. Commit: PostgreSQL's own`,
    'record of the transaction. Painted: the second animation frame after the card was in the document. Bar: under 2,000 ms in all',
    `of 100 tries. ${under(part)}`,
    '',
    '| from → to | median ms | p95 ms | most ms | under 2 s |',
    '|---|---|---|---|---|',
    row('commit → painted', part.result.fromCommit),
    row('request → painted', part.result.fromRequest),
    '',
  ];
}

function reviewers({ reviewers: part, decisions }: WebResults): readonly string[] {
  if (part === undefined) return [];
  const row = (what: string, values: readonly number[]) =>
    `| ${what} | ${ms(quantile(values, 0.5))} | ${ms(quantile(values, 0.95))} | ${ms(quantile(values, 0.99))} | ${ms(Math.max(...values))} | ${values.filter((value) => value < 100).length} of ${values.length} |`;
  return [
    "## From one reviewer's decision to the screen of another",
    '',
    `${part.result.fromCommit.length} of ${n(decisions)} decisions, one after the other, by one person while another one looks at the queue. Commit and painted`,
    `as above. Bar: p99 under 100 ms from the commit. ${under(part)}`,
    '',
    '| from → to | median ms | p95 ms | p99 ms | most ms | under 100 ms |',
    '|---|---|---|---|---|---|',
    row('commit → painted', part.result.fromCommit),
    row('request → painted', part.result.fromRequest),
    '',
  ];
}

function interactions({ interactions: part, decisions }: WebResults): readonly string[] {
  if (part === undefined) return [];
  const { durations, count, byPart, slowest } = part.result;
  return [
    '## Interaction to next paint',
    '',
    `The inbox with ${n(decisions)} decisions; real keys and clicks, as the browser counts interactions (Event Timing, steps of 8 ms,`,
    `shorter ones than 16 ms count as 16). Bar: p95 under 100 ms. ${under(part)}`,
    '',
    '| interactions | p50 ms | p95 ms | p98 ms | most ms |',
    '|---|---|---|---|---|',
    `| ${count} | ${ms(quantile(durations, 0.5))} | ${ms(quantile(durations, 0.95))} | ${ms(quantile(durations, 0.98))} | ${ms(Math.max(...durations))} |`,
    '',
    '| doing | interactions | p95 ms |',
    '|---|---|---|',
    ...byPart.map(({ what, count: own, p95Ms }) => `| ${what} | ${own} | ${ms(p95Ms)} |`),
    '',
    `Slowest: ${slowest.map(({ what, durationMs }) => `${what} ${ms(durationMs)} ms`).join('; ')}.`,
    '',
  ];
}

function scrolling({ scrolling: part, apvs }: WebResults): readonly string[] {
  if (part === undefined) return [];
  return [
    '## Scrolling',
    '',
    `The list of ${n(apvs)} APVs in a trace. Tasks are those of the page's main thread; CPU is what they took of a processor, the rest`,
    `is time that others had it. Bars: no task over 50 ms, at most 5 % of frames over 33 ms. ${under(part)}`,
    '',
    '| how | seconds | tasks | longest ms | over 50 ms | longest, CPU ms | over 50 ms CPU | frames | over 25 ms | over 33 ms | longest frame ms |',
    '|---|---|---|---|---|---|---|---|---|---|---|',
    ...part.result.map(
      (one) =>
        `| ${one.what} | ${one.seconds.toFixed(1)} | ${n(one.tasks)} | ${ms(one.longestTaskMs)} | ${one.tasksOver50} | ${ms(one.longestTaskCpuMs)} | ${one.tasksOver50Cpu} | ${n(one.frames)} | ${share(one.framesOver25, one.frames)} | ${share(one.framesOver33, one.frames)} | ${ms(one.longestFrameMs)} |`,
    ),
    '',
    ...part.result.map(({ what, longestTaskOf }) => `- Longest task, ${what}: ${longestTaskOf.join(', ')}`),
    '',
  ];
}

function firstLoad({ firstLoad: part }: WebResults): readonly string[] {
  if (part === undefined) return [];
  return [
    '## First load',
    '',
    `Nothing in the cache, logged in, median of ${part.result[0]?.runs ?? 0}. Bars: the largest paint under 1,500 ms, at most 250 KiB of script as gzip`,
    'before the page stands, which is when it has its heading. "All" is what it had loaded once nothing was loading any more: charts',
    `and other parts that come when they are shown are in it; what is fetched ahead waits for an idle page. ${under(part)}`,
    '',
    '| page | answer ms | first paint ms | largest paint ms | most ms | stood ms | script before it stood, gzip KiB | all, gzip KiB | all, on the wire KiB |',
    '|---|---|---|---|---|---|---|---|---|',
    ...part.result.map(
      (one) =>
        `| \`${one.path}\` | ${ms(one.answerMs)} | ${ms(one.fcpMs)} | ${ms(one.lcpMs)} | ${ms(one.lcpMostMs)} | ${ms(one.stoodMs)} | ${one.beforeKib.toFixed(1)} | ${one.gzipKib.toFixed(1)} | ${one.wireKib.toFixed(1)} |`,
    ),
    '',
  ];
}

function heap({ heap: part }: WebResults): readonly string[] {
  if (part === undefined) return [];
  const { events, frames, seconds, beforeMib, afterMib, laterMib, nodesBefore, nodesAfter } = part.result;
  return [
    '## Memory of an open page',
    '',
    `${n(events)} APVs that are new while \`/adaptive-immunity\` is open, by advisories new in the index: ${n(frames)} frames in ${seconds.toFixed(0)} s.`,
    `Heap of the page's script after a collection. Bar: it grows by less than 10 MiB. ${under(part)}`,
    '',
    '| before MiB | when all had come | 10 s later | growth MiB | nodes before | nodes after |',
    '|---|---|---|---|---|---|',
    `| ${beforeMib.toFixed(1)} | ${afterMib.toFixed(1)} | ${laterMib.toFixed(1)} | ${(laterMib - beforeMib).toFixed(1)} | ${n(nodesBefore)} | ${n(nodesAfter)} |`,
    '',
  ];
}
