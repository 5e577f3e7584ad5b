import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxLevel } from '@maximus/contracts';
import { takeInventory } from '@maximus/inventory';
import type { Proof } from '../proofs/types.ts';
import { inside } from '../sandbox/bubblewrap-arguments.ts';
import type { ToolMount } from '../sandbox/types.ts';
import { installedTrees } from './installed-agrees.ts';

/** What project code and proofs are started with inside a sandbox. */
export interface Runtime {
  readonly env: Readonly<Record<string, string>>;
  readonly tools: readonly ToolMount[];
}

const insideNode = '/opt/maximus/bin/node';

/** At level `process` our own Node is the one that is found; in a container everything is the image's. */
export function runtimeFor(level: SandboxLevel, further: readonly ToolMount[]): Runtime {
  // Tools that look for updates or caches find neither a network nor a home of the machine's.
  const quiet = { npm_config_cache: '/tmp/npm-cache', npm_config_update_notifier: 'false', NO_UPDATE_NOTIFIER: '1' };
  if (level === 'container') return { env: quiet, tools: [] };
  return {
    env: { ...quiet, PATH: '/opt/maximus/bin:/usr/local/bin:/usr/bin:/bin' },
    tools: [{ from: realpathSync(process.execPath), at: insideNode }, ...further],
  };
}

/** The program of a proof, and every copy of its package in a tree, relative to it. */
export async function proofPlaces(
  proof: Proof,
  tree: string,
  at: string,
  level: SandboxLevel,
): Promise<{ readonly program: string; readonly places: readonly string[] }> {
  if (proof.language === 'python') {
    const own = join(at, '.venv/bin/python');
    // The link of an environment leads out of the tree, to the interpreter inside.
    const hasOwn = existsSync(join(tree, at, '.venv/pyvenv.cfg'));
    return { program: hasOwn ? `${inside.job}/${own}` : 'python3', places: ['-'] };
  }
  const program = level === 'container' ? 'node' : insideNode;
  const inventory = await takeInventory(tree, { formats: installedTrees });
  if (!inventory.ok) return { program, places: [] };
  const places = inventory.value.files.flatMap(({ path, components }) => {
    const base = path.slice(0, -'node_modules/'.length);
    return components.filter(({ name }) => name === proof.package).map(({ key }) => base + key);
  });
  return { program, places: [...new Set(places)].sort() };
}
