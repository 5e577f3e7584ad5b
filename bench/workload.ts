import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

/** Numbers in a fixed order: the same work in every run (a linear congruential generator). */
export function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Packument {
  readonly name: string;
  readonly version: string;
}

/** Lines of a gzip file. */
export async function* gunzipLines(path: string): AsyncGenerator<string> {
  const lines = createInterface({
    input: createReadStream(path).pipe(createGunzip()),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  for await (const line of lines) if (line !== '') yield line;
}

/** Names and versions of registry packages that real lock files hold, in file order, each once. */
export function packagesOfLocks(texts: readonly string[]): readonly Packument[] {
  const seen = new Map<string, Packument>();
  for (const text of texts) {
    const lock = JSON.parse(text) as { packages?: Record<string, { version?: string; link?: boolean }> };
    for (const [path, entry] of Object.entries(lock.packages ?? {})) {
      const at = path.lastIndexOf('node_modules/');
      if (at === -1 || entry.link === true || entry.version === undefined) continue;
      const name = path.slice(at + 'node_modules/'.length);
      seen.set(`${name}@${entry.version}`, { name, version: entry.version });
    }
  }
  return [...seen.values()];
}

/**
 * A package-lock.json (version 3) of exactly `count` packages: real names and versions first, then made-up ones. The
 * graph is a tree of three dependencies each, so that paths are as deep as in real projects.
 */
export function packageLock(real: readonly Packument[], count: number): string {
  const packages: Record<string, unknown> = {};
  const names: string[] = [];
  const taken = new Set<string>();
  const list: Packument[] = [];
  for (const item of real) {
    if (list.length === count) break;
    if (taken.has(item.name)) continue;
    taken.add(item.name);
    list.push(item);
  }
  for (let index = list.length; index < count; index++)
    list.push({ name: `made-up-package-${index}`, version: `1.${index % 40}.${index % 7}` });
  for (const item of list) names.push(item.name);
  packages[''] = {
    name: 'bench',
    version: '1.0.0',
    dependencies: Object.fromEntries(names.slice(0, 3).map((name) => [name, '*'])),
  };
  list.forEach((item, index) => {
    const children = names.slice(3 * index + 3, 3 * index + 6);
    packages[`node_modules/${item.name}`] = {
      version: item.version,
      integrity: `sha512-${Buffer.from(`${item.name}@${item.version}`).toString('base64')}`,
      license: 'MIT',
      ...(children.length === 0 ? {} : { dependencies: Object.fromEntries(children.map((name) => [name, '*'])) }),
      engines: { node: '>=18' },
    };
  });
  return `${JSON.stringify({ name: 'bench', version: '1.0.0', lockfileVersion: 3, requires: true, packages }, null, 2)}\n`;
}

/** Generated OSV records of npm packages, so that `have` real ones become `want`: ranges as in real records, some of real packages. */
export function* generatedAdvisories(real: readonly Packument[], have: number, want: number): Generator<string> {
  const next = sequence(20261120);
  for (let index = have; index < want; index++) {
    const ofReal = next() < 0.02 && real.length > 0;
    const name = ofReal
      ? (real[Math.floor(next() * real.length)]?.name ?? 'x')
      : `generated-${Math.floor(next() * 60_000)}`;
    const major = 1 + Math.floor(next() * 6);
    const fixed = `0.0.${1 + Math.floor(next() * 9)}`;
    yield JSON.stringify({
      schema_version: '1.6.0',
      id: `GHSA-gen0-${index.toString(36).padStart(4, '0')}-bnch`,
      modified: '2026-01-01T00:00:00Z',
      published: '2025-01-01T00:00:00Z',
      aliases: [`CVE-2099-${100_000 + index}`],
      summary: `Generated record ${index} of ${name}`,
      details: `A generated record that fills the database for a measurement. ${'It says nothing. '.repeat(20 + Math.floor(next() * 40))}`,
      severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' }],
      affected: [
        {
          package: { ecosystem: 'npm', name, purl: `pkg:npm/${name}` },
          ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: ofReal ? fixed : `${major}.0.0` }] }],
        },
      ],
      references: [{ type: 'WEB', url: 'https://example.test/advisory' }],
      database_specific: { severity: 'HIGH' },
    });
  }
}
