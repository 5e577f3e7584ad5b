/**
 * From a change to the frame at a client of a whole server in one process, one try after the other: an APV that is
 * triggered, and an advisory that is new in the index. `npm run bench -- live`; writes bench/results/live.{md,json}.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIndex } from '@maximus/advisories';
import { systemClock } from '@maximus/kernel';
import { LiveReader, openEmbedded, until } from '@maximus/server/testing';
import { machine } from './machine.ts';

const tries = 100;
const folder = mkdtempSync(join(tmpdir(), 'maximus-bench-live-'));
const [dataDir, own] = [join(folder, 'data'), join(folder, 'advisories')];
const bundled = join(import.meta.dirname, '../examples/advisories');
mkdirSync(dataDir, { mode: 0o700 });
mkdirSync(own);

/** Makes a new generation with so many advisories of ours beside the sample. */
async function indexWith(count: number): Promise<void> {
  if (count > 0) writeFileSync(join(own, `OSV-2099-${count}.json`), JSON.stringify(advisory(count)));
  const built = await buildIndex({ from: [bundled, own], out: join(dataDir, 'index'), clock: systemClock });
  if (!built.ok) throw built.error;
}

function advisory(n: number) {
  const now = new Date().toISOString();
  const ranges = [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '2.0.0' }] }];
  return {
    ...{ id: `OSV-2099-${n}`, modified: now, published: now, summary: `advisory ${n}`, details: 'made to be measured' },
    affected: [{ package: { ecosystem: 'npm', name: 'bench-live-package' }, ranges }],
  };
}

interface Measured {
  readonly fromStart: number[];
  readonly fromCommit: number[];
}

function quantiles(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), most: at(1) };
}

writeFileSync(join(own, 'none.json'), JSON.stringify(advisory(0)));
await indexWith(0);
const server = await openEmbedded(dataDir, { 'test.endpoints': 'true', 'ratelimit.default_limit': '100000' });
const api = server.ada.api(server.url);
const reader = new LiveReader({ url: server.url, token: server.ada.token, api: () => api });
await until('the reader is connected', () => reader.live.state === 'connected');
let commits: number[] = [];
server.onCommit(() => commits.push(performance.now()));

/** When the transaction that wrote an event was committed: the first to end after the event had its time. */
function commitOf({ timestamp }: { readonly timestamp: string }): number {
  const written = Date.parse(timestamp) - performance.timeOrigin - 1;
  return commits.find((at) => at >= written) ?? Number.NaN;
}

/** Runs `change` many times; each ends with a frame that fits. */
async function measure(change: (n: number) => Promise<number>, fits: (n: number, text: string) => boolean) {
  const measured: Measured = { fromStart: [], fromCommit: [] };
  for (let n = 1; n <= tries; n += 1) {
    const from = reader.frames.length;
    commits = [];
    const began = await change(n);
    const frame = () => reader.frames.slice(from).find(({ publication }) => fits(n, JSON.stringify(publication.data)));
    await until(`frame ${n}`, () => frame() !== undefined);
    const arrived = frame();
    if (arrived === undefined) throw new Error('it was there a moment ago');
    measured.fromStart.push(arrived.atMs - began);
    measured.fromCommit.push(arrived.atMs - commitOf(arrived.publication));
  }
  return measured;
}

const load = { before: loadavg()[0]?.toFixed(1), after: '' };
const triggered = await measure(
  async (n) => {
    const began = performance.now();
    const made = await api.triggerTestApv({ body: { cve_id: `CVE-2099-${n}` } });
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    return began;
  },
  (n, text) => text.includes(`"CVE-2099-${n}"`),
);

const upload = JSON.stringify({
  ...{ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 },
  components: [
    { type: 'library', name: 'bench-live-package', version: '1.0.0', purl: 'pkg:npm/bench-live-package@1.0.0' },
  ],
});
const seen = reader.frames.length;
const taken = await api.uploadSbom({ query: { project: 'live', create: 'true' }, upload });
if (!taken.ok) throw new Error(JSON.stringify(taken.error));
await until('the project is matched', () => reader.frames.length > seen);
const changed = await measure(
  async (n) => {
    await indexWith(n);
    return performance.now();
  },
  (n, text) => text.includes(`"OSV-2099-${n}"`),
);
load.after = loadavg()[0]?.toFixed(1) ?? '';
reader.close();
await server.stop();
rmSync(folder, { recursive: true });

const rows = [
  ['APV triggered: request → frame', quantiles(triggered.fromStart)],
  ['APV triggered: commit → frame', quantiles(triggered.fromCommit)],
  ['advisory new in the index: swap → frame', quantiles(changed.fromStart)],
  ['advisory new in the index: commit → frame', quantiles(changed.fromCommit)],
] as const;
const page = `# From a change to the open page

${machine()}. Load average ${load.before} before, ${load.after} after. A whole server with its PostgreSQL on loopback, one
client through the client library in the same process, ${tries} tries each, one after the other. The bar: under 2,000 ms in
every try, and 100 ms from commit to frame at p99. Swap → frame includes the second that passes between two looks at the index.

| from → to | p50 ms | p99 ms | most ms |
|---|---|---|---|
${rows.map(([name, { p50, p99, most }]) => `| ${name} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${most.toFixed(1)} |`).join('\n')}
`;
const results = join(import.meta.dirname, 'results');
mkdirSync(results, { recursive: true });
writeFileSync(join(results, 'live.md'), page);
writeFileSync(
  join(results, 'live.json'),
  `${JSON.stringify({ machine: machine(), load, tries, rows: Object.fromEntries(rows) }, undefined, 2)}\n`,
);
process.stdout.write(page);
process.exit(0);
