import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemClock } from '@maximus/kernel';
import { type Flaw, loopbackRegistry, npmProject, type ProjectParts } from '@maximus/remediation/testing';
import type { CommandIo } from '../terminal/io.ts';
import { type Outcome, runCommand } from './run-command.ts';

/** A project of npm with a registry on loopback and an index of the test's own flaws. */
export interface NpmWorkspace extends AsyncDisposable {
  readonly folder: string;
  /** Environment of a user whose npm is set to the registry. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs a command in the project. */
  run(argv: readonly string[], over?: Partial<CommandIo>): Promise<Outcome>;
  /** Every file of the project, with what it holds. */
  tree(): Readonly<Record<string, string>>;
}

/** What it is made of. */
export type NpmWorkspaceParts = Omit<ProjectParts, 'address'> & {
  readonly flaws: readonly Flaw[];
  /** Further files of the project. */
  readonly files?: Readonly<Record<string, string>>;
};

/** Makes the project, its registry and its index; everything goes when it is disposed of. */
export async function npmWorkspace({ flaws, files = {}, ...parts }: NpmWorkspaceParts): Promise<NpmWorkspace> {
  const registry = await loopbackRegistry(parts.universe);
  const root = mkdtempSync(join(tmpdir(), 'maximus-npm-'));
  const folder = join(root, 'project');
  const project = await npmProject({ ...parts, address: registry.address });
  const write = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  for (const [path, text] of Object.entries({ ...project, ...files })) write(join(folder, path), text);
  for (const { id, name, introduced = '0', fixed } of flaws) {
    const events = [{ introduced }, ...(fixed === undefined ? [] : [{ fixed }])];
    const affected = [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events }] }];
    const record = { id, modified: '2026-01-01T00:00:00Z', summary: `${name} has a flaw`, affected };
    write(join(root, 'advisories', `${id}.json`), JSON.stringify(record));
  }
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: root,
    XDG_CACHE_HOME: join(root, 'cache'),
    XDG_STATE_HOME: join(root, 'state'),
    MAXIMUS_DB: join(root, 'db'),
    npm_config_registry: registry.address,
  };
  // The real time, which the processes of tests see as well: the index must not look old to them.
  const run: NpmWorkspace['run'] = (argv, over) =>
    runCommand(argv, { workingFolder: folder, environment, clock: systemClock, ...over });
  const built = await run(['db', 'build', '--from', join(root, 'advisories'), '--quiet']);
  if (built.code !== 0) throw new Error(`the index was not built: ${built.err}`);
  return {
    folder,
    environment,
    run,
    tree: () => {
      const paths = readdirSync(folder, { recursive: true, withFileTypes: true });
      const found = paths.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      return Object.fromEntries(
        found.sort().map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
      );
    },
    [Symbol.asyncDispose]: async () => {
      await registry[Symbol.asyncDispose]();
      rmSync(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
