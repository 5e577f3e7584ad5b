import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { ScanReport } from '@maximus/contracts';
import type { CommandIo } from '../terminal/io.ts';
import { type Outcome, runCommand } from './run-command.ts';

const examples = resolve(import.meta.dirname, '../../../../examples');

/** A folder of its own with the example projects and an index of the bundled sample. */
export interface SampleWorkspace {
  readonly root: string;
  readonly db: string;
  /** Runs a command in the folder, with the sample's index. */
  run(argv: readonly string[], over?: Partial<CommandIo>): Promise<Outcome>;
  /** A scan as JSON, with its exit code. */
  scan(argv: readonly string[], over?: Partial<CommandIo>): Promise<{ code: number; report: ScanReport }>;
  write(path: string, content: string): string;
  read(path: string): string;
  dispose(): void;
}

/** Copies the examples and builds the index, with the clock of `runCommand`. */
export async function sampleWorkspace(): Promise<SampleWorkspace> {
  const root = mkdtempSync(join(tmpdir(), 'maximus-cli-'));
  const skipped = /node_modules|__pycache__|advisories/;
  cpSync(examples, root, { recursive: true, filter: (path) => !skipped.test(path.slice(examples.length)) });
  const db = join(root, '.db');
  const run: SampleWorkspace['run'] = (argv, over) =>
    runCommand(argv, { workingFolder: root, environment: { MAXIMUS_DB: db }, ...over });
  const built = await run(['db', 'build', '--from', join(examples, 'advisories'), '--quiet']);
  if (built.code !== 0) throw new Error(`the sample index was not built: ${built.err}`);
  return {
    root,
    db,
    run,
    scan: async (argv, over) => {
      const { code, out, err } = await run(['scan', ...argv, '--format', 'json'], over);
      if (out === '') throw new Error(`the scan wrote no report: ${err}`);
      return { code, report: JSON.parse(out) as ScanReport };
    },
    write: (path, content) => {
      const target = join(root, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
      return target;
    },
    read: (path) => readFileSync(join(root, path), 'utf8'),
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}
