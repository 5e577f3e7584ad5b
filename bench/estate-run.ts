/**
 * One estate of one size in a process of its own, so that its memory is its own: load, steady re-match, single advisories,
 * sizes. Prints one JSON object on the last line. Started by estate.ts.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareIndexes, openIndex } from '@maximus/advisories';
import { isAppError, newUuid, systemClock, unwrap } from '@maximus/kernel';
import { bindMetrics, silentLogger } from '@maximus/observability';
import { OraculoConfig, oraculoMetrics, type Parts } from '@maximus/oraculo';
import {
  applyChanges,
  IndexHolder,
  importSnapshot,
  KnownComponents,
  liveIndexOf,
  MatchKeeper,
  rematchEstate,
  type TakenInventory,
} from '@maximus/oraculo/testing';
import { insertProject, openSession, openStorage } from '@maximus/storage';
import { sql } from '@maximus/storage/testing';
import type { EstatePlan } from './estate-prepare.ts';
import { estateOf, type Pick } from './estate-workload.ts';

/** The load of a large estate takes long: `load` goes on with one that was cut off, `measure` starts from its end. */
const [, , sizeText = '300', folder = '', phase = 'all'] = process.argv;
const projects = Number(sizeText);
const componentsPerProject = 1_000;
const clock = systemClock;
const say = (text: string) => process.stdout.write(`${text}\n`);
const seconds = (fromMs: number) => (performance.now() - fromMs) / 1000;

/** A lock file's inventory: a tree of three dependencies each. */
function inventoryOf(picks: readonly Pick[]): TakenInventory {
  const keyOf = ({ name, version }: Pick) => `${name}@${version}`;
  const components = picks.map((each, place) => ({
    key: keyOf(each),
    ...each,
    purl: `pkg:${purlType[each.ecosystem] ?? 'generic'}/${each.name}@${each.version}`,
    scope: place % 4 === 3 ? ('dev' as const) : ('prod' as const),
    direct: place < 40,
    integrity: `sha512-${each.name}-${each.version}`,
    dependsOn: [1, 2, 3].flatMap((step) => {
      const to = picks[place * 3 + 37 + step];
      return to === undefined ? [] : [{ to: keyOf(to), requested: `^${to.version}` }];
    }),
  }));
  return {
    files: [{ path: 'package-lock.json', format: 'bench', status: 'parsed', component_count: components.length }],
    parsed: [
      { path: 'package-lock.json', format: 'bench', components, roots: components.slice(0, 40).map(({ key }) => key) },
    ],
    status: 'complete',
    checkState: 'ok',
    errors: [],
    commit: undefined,
    ref: undefined,
    tool: 'bench',
  };
}

const purlType: Readonly<Record<string, string>> = {
  npm: 'npm',
  PyPI: 'pypi',
  Go: 'golang',
  'crates.io': 'cargo',
  RubyGems: 'gem',
};

/** Processor time of this process and of PostgreSQL so far, in seconds: what a busy machine does not stretch. */
function processorSeconds(): number {
  const own = process.cpuUsage();
  let ticks = 0;
  const postmaster = storage.embedded?.pid();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(fields[1]) === postmaster) ticks += Number(fields[11]) + Number(fields[12]);
      // Its own, and that of its children that have ended.
      if (Number(pid) === postmaster) for (const at of [11, 12, 13, 14]) ticks += Number(fields[at]);
    } catch (error) {
      // A process that ended in between counts no more.
      if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
  return (own.user + own.system) / 1e6 + ticks / 100;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

const plan = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8')) as EstatePlan;
const estate = estateOf(plan.named, 1);

const storage = await openStorage({ dataDir: join(folder, 'data'), clock, logger: silentLogger, poolSize: 6 });
const { database } = storage;
const index = new IndexHolder(plan.before, silentLogger);
const parts: Parts = {
  database,
  clock,
  log: silentLogger,
  metrics: bindMetrics(oraculoMetrics),
  index,
  known: new KnownComponents(),
  config: OraculoConfig.parse({}),
  version: 'bench',
};
const keeper = new MatchKeeper(parts);
await index.refresh();
await keeper.catchUp('bench');

say(`ready after ${(process.uptime()).toFixed(0)} s`);
let began = performance.now();
let cpuBegan = processorSeconds();
interface Load {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly imports: readonly number[];
  readonly peakMiB: number;
}
const loadFile = join(folder, 'load.json');
/** Of a load that is under way, so that one that was cut off goes on and its figures are those of all of it. */
const progressFile = join(folder, 'load-progress.json');
const load = phase === 'measure' ? (JSON.parse(readFileSync(loadFile, 'utf8')) as Load) : await loadEstate();
if (phase === 'load') {
  writeFileSync(loadFile, JSON.stringify(load));
  keeper.close();
  index.close();
  await storage.stop(AbortSignal.timeout(60_000));
  process.exit(0);
}

/** Projects that an earlier run has made, by slug, with whether they were imported. */
async function madeBefore(): Promise<Map<string, { key: number; id: string; imported: boolean }>> {
  const { rows } = await sql<{ slug: string; key: number; id: string; imported: boolean }>`
    select slug, key, id, snapshot_key is not null as imported from project`.execute(database.kysely);
  return new Map(rows.map(({ slug, ...row }) => [slug, row]));
}

async function loadEstate(): Promise<Load> {
  const made = await madeBefore();
  const before: Load = existsSync(progressFile)
    ? (JSON.parse(readFileSync(progressFile, 'utf8')) as Load)
    : { seconds: 0, cpuSeconds: 0, imports: [], peakMiB: 0 };
  const imports = [...before.imports];
  const soFar = (): Load => ({
    seconds: before.seconds + seconds(began),
    cpuSeconds: before.cpuSeconds + processorSeconds() - cpuBegan,
    imports,
    peakMiB: Math.max(before.peakMiB, Math.round(process.resourceUsage().maxRSS / 1024)),
  });
  let next = 0;
  const loader = async () => {
    for (let place = next++; place < projects; place = next++) {
      const slug = `project-${place}`;
      const known = made.get(slug);
      if (known?.imported === true) continue;
      const source = { kind: 'sbom', location: slug } as const;
      const insert = () =>
        database.transaction((tx) =>
          insertProject(
            tx,
            { id: newUuid(clock), slug, name: slug, source, exposure: place % 5 === 0 ? 'public' : 'internal' },
            clock.now(),
          ),
        );
      const row = known ?? (await insert());
      const inventory = inventoryOf(estate.project(place, componentsPerProject));
      const importBegan = performance.now();
      using lease = index.lease();
      const ids = { projectKey: row.key, projectId: row.id, scanId: newUuid(clock), correlationId: 'bench' };
      for (let attempt = 1; ; attempt += 1) {
        try {
          await importSnapshot(parts, lease.live, { ...ids, inventory });
          break;
        } catch (error) {
          // As the job queue does: what may be tried again is tried again.
          if (attempt === 10 || !isAppError(error) || !error.retryable) throw error;
        }
      }
      imports.push(performance.now() - importBegan);
      if (place % 100 !== 99) continue;
      const { seconds: took, cpuSeconds } = soFar();
      say(`${place + 1} projects after ${took.toFixed(0)} s, ${cpuSeconds.toFixed(0)} s of processor time`);
      writeFileSync(progressFile, JSON.stringify(soFar()));
    }
  };
  await Promise.all([loader(), loader(), loader()]);
  const loaded = soFar();
  for (const { label, count: times, worstMs, statement } of database.slowQueries().slice(0, 10))
    say(`slow: ${label}, ${times} times, at worst ${worstMs} ms: ${statement.replace(/\s+/g, ' ').slice(0, 160)}`);
  await vacuum();
  return loaded;
}

/** As the owner of the tables, which the server does not work as. */
async function vacuum(): Promise<void> {
  const { connection } = storage.embedded ?? { connection: database.connection };
  const session = openSession({ connection, applicationName: 'bench', logger: silentLogger });
  await (await session.client()).query('vacuum analyze');
  await session.close();
}

async function count(table: string): Promise<number> {
  const { rows } = await sql<{ n: string }>`select count(*) as n from ${sql.table(table)}`.execute(database.kysely);
  return Number(rows[0]?.n);
}
const counts: Record<string, number> = {};
for (const table of ['component', 'occurrence', 'component_match', 'finding', 'apv', 'outbox'])
  counts[table] = await count(table);
say(JSON.stringify(counts));

const rematches: number[] = [];
const rematchCpu: number[] = [];
for (let round = 0; round < 3; round += 1) {
  began = performance.now();
  const cpu = processorSeconds();
  // A generation that nothing was asked of yet, as after a swap.
  const opened = liveIndexOf(unwrap(openIndex(plan.before)));
  const report = await rematchEstate(parts, opened, { correlationId: 'bench' });
  rematches.push(seconds(began));
  rematchCpu.push(processorSeconds() - cpu);
  opened.index.close();
  if (report.matchesWritten + report.matchesRemoved + report.opened + report.moved > 0)
    throw new Error(`the steady state wrote: ${JSON.stringify(report)}`);
}
say(`re-match ${rematches.map((each) => each.toFixed(1)).join(', ')} s`);

const now = liveIndexOf(unwrap(openIndex(plan.after)));
const old = liveIndexOf(unwrap(openIndex(plan.before)));
const changesOf = (id: string) => {
  const names = new Set<string>();
  const touched = new Set([id]);
  for (const group of [old.index.groupOf(id), now.index.groupOf(id)]) {
    for (const name of group?.ids ?? []) names.add(name.toLowerCase());
    for (const record of group?.recordIds ?? []) touched.add(record);
  }
  const packages = new Map<string, { base: string; key: string }>();
  for (const one of touched)
    for (const record of [old.index.record(one), now.index.record(one)])
      for (const each of record?.affected ?? [])
        if (each.package !== undefined) {
          const { ecosystem: base, name } = each.package;
          const key = base === 'PyPI' ? name.toLowerCase().replace(/[-_.]+/g, '-') : name;
          packages.set(`${base}\0${key}`, { base, key });
        }
  return { records: [{ id, change: 'changed' as const }], names: [...names], packages: [...packages.values()] };
};
const deltas: number[] = [];
cpuBegan = processorSeconds();
const written = { opened: 0, moved: 0, apvs: 0, events: 0 };
let widest = 0;
for (const id of plan.sampled) {
  const changes = changesOf(id);
  began = performance.now();
  const report = await applyChanges(parts, now, changes, 'bench');
  deltas.push(performance.now() - began);
  written.opened += report.opened;
  written.moved += report.moved;
  written.apvs += report.apvsCreated;
  written.events += report.published;
  widest = Math.max(widest, report.opened + report.moved);
}
const deltaCpuMs = ((processorSeconds() - cpuBegan) / deltas.length) * 1000;
began = performance.now();
const wide = await applyChanges(parts, now, changesOf(plan.common), 'bench');
const wideMs = performance.now() - began;
began = performance.now();
compareIndexes(old.index, now.index);
const compareMs = performance.now() - began;

const { rows: sizes } = await sql<{ name: string; bytes: string }>`
  select relname as name, pg_total_relation_size(oid) as bytes from pg_class
  where relkind = 'r' and relnamespace = 'public'::regnamespace order by 2 desc limit 12
`.execute(database.kysely);
const { rows: total } = await sql<{ bytes: string }>`select pg_database_size(current_database()) as bytes`.execute(
  database.kysely,
);
const result = {
  projects,
  componentsPerProject,
  counts,
  load: {
    seconds: load.seconds,
    cpuSeconds: load.cpuSeconds,
    importMedianMs: quantile(load.imports, 0.5),
    importP99Ms: quantile(load.imports, 0.99),
    rowsPerSecond: Math.round(((counts['occurrence'] ?? 0) + (counts['finding'] ?? 0)) / load.seconds),
  },
  rematchSeconds: rematches,
  rematchCpuSeconds: rematchCpu,
  delta: {
    sampled: deltas.length,
    medianMs: quantile(deltas, 0.5),
    p95Ms: quantile(deltas, 0.95),
    p99Ms: quantile(deltas, 0.99),
    maxMs: Math.max(0, ...deltas),
    meanCpuMs: deltaCpuMs,
    widest,
    ...written,
  },
  common: { ms: wideMs, findings: wide.opened + wide.moved, apvs: wide.apvsCreated },
  compareMs,
  memory: {
    peakMiB: Math.max(load.peakMiB, Math.round(process.resourceUsage().maxRSS / 1024)),
    endMiB: Math.round(process.memoryUsage().rss / 2 ** 20),
  },
  database: {
    mib: Math.round(Number(total[0]?.bytes) / 2 ** 20),
    tables: sizes.map(({ name, bytes }) => ({ name, mib: Math.round(Number(bytes) / 2 ** 20) })),
  },
};
keeper.close();
index.close();
await storage.stop(AbortSignal.timeout(30_000));
say(JSON.stringify(result));
