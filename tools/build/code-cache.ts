import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entry, record } from './entry.ts';

/**
 * Scans a lock file of the examples with the bundle in `dist` and writes V8's code of what ran beside it. Throws when the
 * scan does not end with findings, because a cache of a failure would be of no use.
 */
export function writeCodeCache(dist: string, examples: string): void {
  const work = mkdtempSync(join(tmpdir(), 'maximus-build-'));
  const recorder = join(dist, 'record.cjs');
  try {
    const project = join(work, 'project');
    mkdirSync(project);
    // Without its sources: the search for imports ends with the walk and loads no parser.
    for (const name of ['package.json', 'package-lock.json']) {
      copyFileSync(join(examples, 'npm-shop', name), join(project, name));
    }
    const db = join(work, 'db');
    const program = join(dist, 'maximus.cjs');
    execFileSync(process.execPath, [
      program,
      'db',
      'build',
      '--quiet',
      '--from',
      join(examples, 'advisories'),
      '--db',
      db,
    ]);
    writeFileSync(recorder, entry + record);
    const report = join(work, 'report.txt');
    const scan = ['scan', project, '--db', db, '--output', report, '--allow-incomplete'];
    const ran = spawnSync(process.execPath, [recorder, ...scan], { encoding: 'utf8' });
    // A program that does not start ends with 1 as well.
    if (ran.status !== 1 || !existsSync(report))
      throw new Error(`the scan of the examples ended with ${ran.status}: ${ran.stderr}`);
  } finally {
    rmSync(recorder, { force: true });
    rmSync(work, { recursive: true, force: true });
  }
}
