import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildIndex } from '@maximus/advisories';
import { systemClock, unwrap } from '@maximus/kernel';
import { type LoopbackRegistry, loopbackRegistry, type NpmUniverse, npmProject } from '@maximus/remediation/testing';

/** A small npm project in a checkout with a bare origin beside it, a registry on loopback, and an index that can be swapped. */
export interface RemedyEstate extends AsyncDisposable {
  readonly dataDir: string;
  /** Folder of the checkout; the origin lies beside it. */
  readonly project: string;
  readonly origin: string;
  readonly root: string;
  readonly registry: LoopbackRegistry;
  /** Builds the next generation of the index: these records and nothing else. */
  publish(records: readonly object[]): Promise<void>;
  /** Runs git in the checkout. */
  git(...args: readonly string[]): string;
  /** Settings of a server on it. */
  readonly settings: Readonly<Record<string, string>>;
}

const universe: NpmUniverse = {
  'pad-it@1.0.0': { files: { 'index.js': 'module.exports = (text) => text;\n' } },
  'pad-it@1.0.1': { files: { 'index.js': 'module.exports = (text) => text;\n' } },
  'say-it@2.0.0': { dependencies: { 'pad-it': '^1.0.0' } },
};

const manifest = {
  name: 'shop',
  version: '1.0.0',
  private: true,
  scripts: { test: 'node --test' },
  dependencies: { 'pad-it': '^1.0.0', 'say-it': '^2.0.0' },
};

const test = `const { test } = require('node:test');
const assert = require('node:assert');
test('pads', () => assert.equal(require('pad-it')('x'), 'x'));
`;

/** An advisory about `pad-it` below 1.0.1. */
export function padItAdvisory(id = 'GHSA-pad1-pad1-pad1'): object {
  return {
    id,
    modified: '2026-11-01T00:00:00Z',
    published: '2026-10-01T00:00:00Z',
    summary: 'padding goes on without end',
    affected: [
      {
        package: { ecosystem: 'npm', name: 'pad-it' },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.0.1' }] }],
      },
    ],
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:L/I:L/A:H' }],
  };
}

const other = {
  id: 'GHSA-none-none-none',
  modified: '2026-11-01T00:00:00Z',
  published: '2026-10-01T00:00:00Z',
  summary: 'a flaw in a package that nobody here has',
  affected: [
    {
      package: { ecosystem: 'npm', name: 'not-here' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '9.9.9' }] }],
    },
  ],
};

/** A project in the place of the shop that pads. */
export interface EstateParts {
  readonly universe: NpmUniverse;
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly locked: Readonly<Record<string, readonly string[]>>;
  /** Source and tests. */
  readonly files: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, string>>;
}

const shop: EstateParts = {
  universe,
  manifest,
  locked: { 'pad-it': ['1.0.0'], 'say-it': ['2.0.0'] },
  files: { 'test/pads.test.js': test },
};

/** Makes it; the index knows of no flaw yet. */
export async function openRemedyEstate(parts: EstateParts = shop): Promise<RemedyEstate> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'maximus-remedies-')));
  const [dataDir, root] = [join(folder, 'data'), join(folder, 'projects')];
  const [project, origin] = [join(root, 'shop'), join(root, 'shop.git')];
  mkdirSync(dataDir, { mode: 0o700 });
  const registry = await loopbackRegistry(parts.universe);
  const files = await npmProject({
    manifests: { '': parts.manifest },
    universe: parts.universe,
    locked: parts.locked,
    address: registry.address,
  });
  const all = {
    ...files,
    '.npmrc': `registry=${registry.address}\n`,
    '.gitignore': 'node_modules\n',
    ...parts.files,
  };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(project, name)), { recursive: true });
    writeFileSync(join(project, name), text);
  }
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.test', ...args], {
      cwd: project,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
    }).trim();
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message=A shop');
  git('clone', '--quiet', '--bare', '--no-hardlinks', '.', origin);
  git('remote', 'add', 'origin', origin);
  git('fetch', '--quiet', 'origin');
  const records = join(folder, 'records.jsonl');
  const publish = async (wanted: readonly object[]) => {
    writeFileSync(records, wanted.map((record) => `${JSON.stringify(record)}\n`).join(''));
    unwrap(await buildIndex({ out: join(dataDir, 'index'), from: [records], clock: systemClock }));
  };
  await publish([other]);
  return {
    ...{ dataDir, project, origin, root, registry, publish, git },
    settings: {
      // A test asks more often than people do.
      'ratelimit.mode': 'shadow',
      'source.roots': root,
      'remedy.default_registry': registry.address,
      'arena.consent': 'true',
      'ratelimit.default_limit': '100000',
      'delivery.local_merge': 'true',
      ...parts.settings,
    },
    [Symbol.asyncDispose]: async () => {
      await registry[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
