import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { buildIndex } from '@maximus/advisories';
import type { Api } from '@maximus/client';
import { systemClock } from '@maximus/kernel';
import { patient } from './patient.ts';
import { until } from './until.ts';

/** The project that has them. */
export const manyProject = 'many-flaws';

const perPackage = 50;
const scores = [
  'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
  'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H',
  'CVSS:3.1/AV:N/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N',
  'CVSS:3.1/AV:L/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N',
];
const kinds = ['Path traversal', 'Denial of service', 'Cross-site scripting', 'Prototype pollution', 'Open redirect'];

/**
 * Writes an index into a server's data directory that knows so many advisories, spread over the packages of the project. At a
 * second time `more` of them are new, about the same packages: a server that runs then makes as many APVs by itself.
 */
export async function indexMany(dataDir: string, count: number, more = 0): Promise<void> {
  const from = join(dataDir, 'many-advisories');
  mkdirSync(from, { recursive: true, mode: 0o700 });
  for (let n = 0; n < count + more; n += 1) {
    writeFileSync(join(from, `${n}.json`), JSON.stringify(advisory(n, n % packagesFor(count))));
  }
  const built = await buildIndex({ from: [from], out: join(dataDir, 'index'), clock: systemClock });
  rmSync(from, { recursive: true });
  if (!built.ok) throw built.error;
}

function packagesFor(count: number): number {
  return Math.ceil(count / perPackage);
}

/** Uploads the inventory of a project that has all of them, and waits until each is an APV. Answers how many there are. */
export async function haveMany(given: Api, count: number): Promise<number> {
  const api = patient(given);
  const components = Array.from({ length: packagesFor(count) }, (_, at) => ({
    ...{ type: 'library', name: packageOf(at), version: '1.4.2', purl: `pkg:npm/${packageOf(at)}@1.4.2` },
  }));
  const upload = JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, components });
  const taken = await api.uploadSbom({ query: { project: manyProject, create: 'true' }, upload });
  if (!taken.ok) throw new Error(JSON.stringify(taken.error));
  let there = 0;
  await until(
    `${count} APVs are there`,
    async () => {
      // The server has enough to do; its counts are some seconds old at most.
      await pause(500);
      const listed = await api.listApvs({ query: { limit: 1 } });
      if (!listed.ok) return false;
      there = Object.values(listed.value.body.counts.status).reduce((sum, n) => sum + n, 0);
      return there >= count;
    },
    { withinMs: 300_000, state: () => there },
  );
  return there;
}

function packageOf(at: number): string {
  return `bench-part-${at}`;
}

function advisory(n: number, place: number) {
  const at = new Date(Date.UTC(2025, 0, 1) + n * 1_800_000).toISOString();
  const name = packageOf(place);
  const ranges = [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: `1.${5 + (n % 4)}.0` }] }];
  return {
    ...{ id: `GHSA-many-${String(n).padStart(5, '0')}`, aliases: [`CVE-2025-${20_000 + n}`] },
    ...{ modified: at, published: at, summary: `${kinds[n % kinds.length]} in ${name} by input number ${n}` },
    details: 'Crafted input reaches a place that it must not reach. Made to fill a list.',
    severity: [{ type: 'CVSS_V3', score: scores[n % scores.length] }],
    affected: [{ package: { ecosystem: 'npm', name }, ranges }],
  };
}
