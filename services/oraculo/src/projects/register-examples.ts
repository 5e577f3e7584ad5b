import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '@maximus/kernel';
import { findProject, type Jobs } from '@maximus/storage';
import type { Parts } from '../parts.ts';
import { registerProject } from './manage-projects.ts';

/**
 * Registers every folder of a folder as a `path` project and asks for its first scan; those whose name is taken are left
 * as they are, so that a second start changes nothing. Hidden folders and bare repositories (`*.git`) are passed over.
 * The folder must be below `source.roots`. Answers the slugs of those that are new.
 */
export async function registerExamples(parts: Parts, jobs: Jobs, folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !entry.name.endsWith('.git'))
    .map(({ name }) => name)
    .sort();
  const registered: string[] = [];
  for (const name of names) {
    if ((await findProject(parts.database, name)) !== undefined) continue;
    const source = { kind: 'path', location: join(folder, name) } as const;
    const context = { correlationId: newId('evt', parts.clock), trigger: 'first_start' } as const;
    await registerProject(parts, jobs, { name, slug: name, source, labels: { example: 'true' } }, context);
    registered.push(name);
  }
  return registered;
}
