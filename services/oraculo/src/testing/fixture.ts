import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIndex } from '@maximus/advisories';
import { type Clock, newUuid, unwrap } from '@maximus/kernel';
import { bindMetrics, silentLogger } from '@maximus/observability';
import { insertProject, type ProjectRow } from '@maximus/storage';
import { openTestDatabase } from '@maximus/storage/testing';
import { OraculoConfig } from '../config.ts';
import { MatchKeeper } from '../delta/match-keeper.ts';
import { type ImportReport, importSnapshot } from '../imports/import-snapshot.ts';
import { KnownComponents } from '../imports/known-components.ts';
import type { TakenInventory } from '../imports/taken-inventory.ts';
import { IndexHolder } from '../live-index/index-holder.ts';
import { oraculoMetrics } from '../metrics.ts';
import type { Parts } from '../parts.ts';

/** A clock that a test moves. */
export interface TestClock extends Clock {
  advance(ms: number): void;
}

/** Starts at a time and stands until it is moved. */
function testClock(at: string): TestClock {
  let ms = Date.parse(at);
  return {
    now: () => ms,
    advance: (by) => {
      ms += by;
    },
  };
}

/** A package in a test's lock file: `name@version`, direct unless said. */
export interface TestPackage {
  readonly name: string;
  readonly version: string;
  readonly ecosystem?: string;
  readonly dev?: boolean;
  readonly transitive?: boolean;
}

/** Oráculo's parts on a real PostgreSQL and a real index in a temporary folder. */
export interface Fixture extends AsyncDisposable {
  readonly parts: Parts;
  readonly keeper: MatchKeeper;
  readonly clock: TestClock;
  readonly indexDir: string;
  /** Builds a new generation of exactly these records and brings the estate to it. */
  publish(records: readonly object[], files?: readonly string[]): Promise<void>;
  project(slug: string, more?: object): Promise<ProjectRow>;
  /** Imports a list of packages as the project's new snapshot. */
  importPackages(
    project: ProjectRow,
    packages: readonly TestPackage[],
    more?: Partial<TakenInventory>,
  ): Promise<ImportReport>;
  importInventory(project: ProjectRow, inventory: TakenInventory): Promise<ImportReport>;
  /** The findings of the estate as texts: project, package@version, primary id, status. */
  findings(): Promise<readonly string[]>;
  events(type?: string): Promise<readonly { readonly type: string; readonly key: string; readonly data: never }[]>;
}

/** Opens a fixture. */
export async function openFixture(options: { readonly config?: object } = {}): Promise<Fixture> {
  const clock = testClock('2026-11-20T08:00:00Z');
  const test = await openTestDatabase({ clock });
  const dir = mkdtempSync(join(tmpdir(), 'maximus-oraculo-'));
  const indexDir = join(dir, 'index');
  const index = new IndexHolder(indexDir, silentLogger);
  const parts: Parts = {
    database: test.database,
    clock,
    log: silentLogger,
    metrics: bindMetrics(oraculoMetrics),
    index,
    known: new KnownComponents(),
    config: OraculoConfig.parse(options.config ?? {}),
    version: '0.0.0-test',
  };
  const keeper = new MatchKeeper(parts);
  const importInventory = async (project: ProjectRow, inventory: TakenInventory) => {
    using lease = index.lease();
    return importSnapshot(parts, lease.live, {
      projectKey: project.key,
      projectId: project.id,
      inventory,
      scanId: newUuid(clock),
      correlationId: 'test',
    });
  };
  return {
    parts,
    keeper,
    clock,
    indexDir,
    publish: async (records, files = []) => {
      const path = join(dir, 'records.jsonl');
      writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
      const from = records.length > 0 ? [path, ...files] : files;
      unwrap(await buildIndex({ out: indexDir, from, clock }));
      await index.refresh();
      await keeper.catchUp('test');
    },
    project: (slug, more = {}) =>
      test.database.transaction((tx) =>
        insertProject(
          tx,
          { id: newUuid(clock), slug, name: slug, source: { kind: 'sbom', location: slug }, ...more },
          clock.now(),
        ),
      ),
    importPackages: (project, packages, more = {}) => importInventory(project, { ...inventoryOf(packages), ...more }),
    importInventory,
    findings: async () => {
      const rows = await test.database.kysely
        .selectFrom('finding as f')
        .innerJoin('project as p', 'p.key', 'f.project_key')
        .innerJoin('component as c', 'c.key', 'f.component_key')
        .innerJoin('alias_group as g', 'g.key', 'f.group_key')
        .select(['p.slug', 'c.name', 'c.version', 'g.primary_id', 'f.status'])
        .execute();
      return rows.map((row) => `${row.slug} ${row.name}@${row.version ?? '?'} ${row.primary_id} ${row.status}`).sort();
    },
    events: async (type) => {
      const rows = await test.database.kysely.selectFrom('outbox').select(['key', 'envelope']).orderBy('seq').execute();
      const all = rows.map(({ key, envelope }) => ({
        key,
        ...(JSON.parse(envelope) as { type: string; data: never }),
      }));
      return type === undefined ? all : all.filter((event) => event.type === type);
    },
    [Symbol.asyncDispose]: async () => {
      keeper.close();
      index.close();
      await test.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** An inventory of one lock file that holds some packages. */
export function inventoryOf(packages: readonly TestPackage[]): TakenInventory {
  const components = packages.map(({ name, version, ecosystem = 'npm', dev = false, transitive = false }) => ({
    key: `${name}@${version}`,
    ecosystem,
    name,
    version,
    purl: `pkg:${ecosystem.toLowerCase()}/${name}@${version}`,
    scope: dev ? ('dev' as const) : ('prod' as const),
    direct: !transitive,
    dependsOn: [],
  }));
  return {
    files: [{ path: 'lock.json', format: 'test', status: 'parsed', component_count: components.length }],
    parsed: [{ path: 'lock.json', format: 'test', components, roots: components.map(({ key }) => key) }],
    status: 'complete',
    checkState: 'ok',
    errors: [],
    commit: undefined,
    ref: undefined,
    tool: 'test',
  };
}

/** An OSV record about one npm package whose versions below `fixed` are affected. */
export function advisory(id: string, name: string, fixed: string, more: object = {}): object {
  return {
    id,
    modified: '2026-11-01T00:00:00Z',
    published: '2026-10-01T00:00:00Z',
    summary: `a flaw in ${name}`,
    affected: [
      {
        package: { ecosystem: 'npm', name },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed }] }],
      },
    ],
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
    ...more,
  };
}
