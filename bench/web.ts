/**
 * How fast the dashboard is for the person before it: a real Chromium at a real server with 10,000 APVs and 1,000 decisions
 * that wait. `npm run bench -- web`; BENCH_WEB_ONLY names single parts (load, arrivals, reviewers, interactions, scrolling, heap), which
 * are then printed and not kept. Writes bench/results/web.{md,json}.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { machine } from './machine.ts';
import { measureArrivals } from './web/arrivals.ts';
import { measureFirstLoad } from './web/first-load.ts';
import { measureHeap } from './web/heap.ts';
import { measureInteractions } from './web/interactions.ts';
import { load, openPlace } from './web/place.ts';
import { pageOf, type WebResults } from './web/report.ts';
import { measureReviewers } from './web/reviewers.ts';
import { measureScrolling } from './web/scrolling.ts';

const apvs = 10_000;
const decisions = 1_000;
const tries = 100;
const events = 5_000;
const only = process.env['BENCH_WEB_ONLY']?.split(',');
const wanted = (part: string) => only === undefined || only.includes(part);
const failed: string[] = [];
const say = (text: string) => process.stderr.write(`${text}\n`);

/** What one part gave; one that fails costs no other its figures, and is named in the results. */
async function timed<T>(part: string, work: () => Promise<T>) {
  if (!wanted(part)) return undefined;
  const before = load();
  const began = performance.now();
  try {
    const result = await work();
    say(`${part}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
    return { load: [before, load()] as const, result };
  } catch (error) {
    failed.push(part);
    say(`${part} was not measured: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return undefined;
  }
}

// Nothing here takes half as long, also on a machine that does much else.
setTimeout(() => {
  say('given up after 15 minutes');
  process.exit(1);
}, 900_000).unref();

const began = performance.now();
const place = await openPlace(apvs);
say(`${apvs} APVs are there: ${((performance.now() - began) / 1000).toFixed(1)} s`);
try {
  const results: WebResults = {
    machine: machine(),
    chromium: place.browser.version(),
    ...{ priority: getPriority(), apvs, decisions, tries, failed },
    firstLoad: await timed('load', () =>
      measureFirstLoad(place, ['/', '/adaptive-immunity', '/review', '/immunity', '/projects']),
    ),
    scrolling: await timed('scrolling', () => measureScrolling(place)),
    arrivals: await timed('arrivals', () => measureArrivals(place, tries)),
    reviewers: await timed('reviewers', async () => {
      await place.ask(decisions + tries);
      return await measureReviewers(place, tries);
    }),
    interactions: await timed('interactions', async () => {
      if (!wanted('reviewers')) await place.ask(decisions);
      return await measureInteractions(place, decisions);
    }),
    heap: await timed('heap', () => measureHeap(place, events)),
    seconds: (performance.now() - began) / 1000,
  };
  const page = pageOf(results);
  process.stdout.write(page);
  if (only === undefined) {
    const folder = join(import.meta.dirname, 'results');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'web.md'), page);
    writeFileSync(join(folder, 'web.json'), `${JSON.stringify(results, undefined, 1)}\n`);
  }
} finally {
  await place.close();
}
process.exit(failed.length === 0 ? 0 : 1);
