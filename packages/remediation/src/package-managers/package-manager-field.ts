import { parseObject } from '../edit/json/index.ts';
import type { ManagerFiles, PinnedVersion } from './types.ts';

/** The version that package.json pins for a tool (Node's "Corepack", packageManager; npm's `devEngines` is no pin of ours). */
export function pinnedByField(files: ManagerFiles, tool: string): PinnedVersion | undefined {
  const field = parseObject(files.get('package.json') ?? '')?.['packageManager'];
  if (typeof field !== 'string') return undefined;
  const found = /^([a-z]+)@(\d+\.\d+\.\d+[\w.-]*)(?:\+.*)?$/.exec(field.slice(0, 300));
  if (found?.[1] !== tool || found[2] === undefined) return undefined;
  return { version: found[2], exact: true, from: 'packageManager in package.json' };
}
