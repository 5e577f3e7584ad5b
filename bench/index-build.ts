/**
 * Time to build the advisory index against the time to gunzip and JSON.parse the same files, in the same run.
 * `node bench/index-build.ts [FOLDER] [ROUNDS]`; the folder defaults to the test data, the rounds to 5.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { buildIndex, openIndex, verifyIndex } from '@maximus/advisories';
import { systemClock, unwrap } from '@maximus/kernel';

const limit = 4;

const root = fileURLToPath(new URL('..', import.meta.url));
const folder =
  process.argv[2] ?? join(process.env.MAXIMUS_TEST_DATA ?? join(root, '..', 'shared', 'data'), 'advisories');
const rounds = Number(process.argv[3] ?? 5);
if (!existsSync(folder)) {
  console.error(`No advisories in ${folder}. Name a folder, or set MAXIMUS_TEST_DATA.`);
  process.exit(2);
}

/** What any program that reads these files must do at least. Milliseconds. */
function parseOnly(): number {
  const started = performance.now();
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, name));
    const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    if (name.includes('.jsonl')) for (const line of text.split('\n')) line !== '' && JSON.parse(line);
    else if (name.endsWith('.json')) JSON.parse(text);
  }
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const out = mkdtempSync(join(tmpdir(), 'maximus-bench-'));
/** CPU so far, of all threads and of the first one. Milliseconds; a busy machine changes it far less than the time. */
function cpuNow(): { readonly all: number; readonly first: number } {
  const [all, first] = [process.cpuUsage(), process.threadCpuUsage()];
  return { all: (all.user + all.system) / 1000, first: (first.user + first.system) / 1000 };
}

const floors: number[] = [];
const floorCpu: number[] = [];
const builds: number[] = [];
const cpu: number[] = [];
const firstCpu: number[] = [];
let report = '';
for (let round = 0; round < rounds; round += 1) {
  const start = cpuNow();
  floors.push(parseOnly());
  const before = cpuNow();
  floorCpu.push(before.all - start.all);
  const built = unwrap(await buildIndex({ from: [folder], out, clock: systemClock }));
  builds.push(built.durationMs);
  const after = cpuNow();
  cpu.push(after.all - before.all);
  firstCpu.push(after.first - before.first);
  const seconds = built.durationMs / 1000;
  report = [
    `records     ${built.records} of ${built.read} read, ${built.quarantinedCount} quarantined, ${built.skippedElements} parts dropped`,
    `tables      ${built.kev} exploited, ${built.epss} forecasts`,
    `read        ${mb(built.compressedBytes)} compressed, ${mb(built.expandedBytes)} expanded`,
    `index       ${mb(built.indexBytes)}`,
    `last build  ${Math.round(built.read / seconds)} records/s, ${mb(built.expandedBytes / seconds)}/s`,
  ].join('\n');
}
const opened = performance.now();
unwrap(openIndex(out)).close();
const openMs = performance.now() - opened;
const verification = unwrap(await verifyIndex(out));
rmSync(out, { recursive: true, force: true });

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

const ratio = median(builds.map((build, round) => build / (floors[round] ?? Number.NaN)));
console.log(
  `${cpus()[0]?.model.trim()} x ${cpus().length}, ${mb(totalmem())}, Node ${process.version}, ${rounds} rounds`,
);
console.log(report);
console.log(
  `open        ${openMs.toFixed(1)} ms; verify ${Math.round(verification.durationMs)} ms, ${verification.faults.length} faults`,
);
console.log(`parse only  ${floors.map((ms) => ms.toFixed(0)).join(' ')} ms (median ${median(floors).toFixed(0)})`);
console.log(`build       ${builds.map((ms) => ms.toFixed(0)).join(' ')} ms (median ${median(builds).toFixed(0)})`);
console.log(`parse CPU   ${floorCpu.map((ms) => ms.toFixed(0)).join(' ')} ms (median ${median(floorCpu).toFixed(0)})`);
console.log(
  `build CPU   ${cpu.map((ms) => ms.toFixed(0)).join(' ')} ms on all threads (median ${median(cpu).toFixed(0)}), ` +
    `${median(firstCpu).toFixed(0)} of it on the first`,
);
console.log(`ratio       ${ratio.toFixed(2)} (limit ${limit})`);
process.exitCode = ratio <= limit ? 0 : 1;
