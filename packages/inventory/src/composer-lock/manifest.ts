import { isRecord, own, ownString, parseJson } from '../json.ts';
import { inFolder } from '../tree-path.ts';
import type { Problem, ProjectFiles } from '../types.ts';
import { texts } from './packages.ts';

/** What is used of a composer.json. */
export interface ComposerManifest {
  readonly found: boolean;
  readonly require: readonly (readonly [string, string])[];
  readonly requireDev: readonly (readonly [string, string])[];
  /** Lower-case names that the project itself answers to: its own, `replace`, `provide`. */
  readonly standsFor: ReadonlySet<string>;
  readonly consumed: readonly string[];
  readonly problems: readonly Problem[];
}

const none = { found: false, require: [], requireDev: [], standsFor: new Set<string>(), consumed: [] };

/** Reads the composer.json in the folder of the lock file. */
export async function readComposerManifest(files: ProjectFiles, lockPath: string): Promise<ComposerManifest> {
  const folder = lockPath.includes('/') ? lockPath.slice(0, lockPath.lastIndexOf('/')) : '';
  const path = inFolder(folder, 'composer.json');
  if (!(await files.exists(path))) return { ...none, problems: [] };
  const text = await files.read(path);
  const json = text.ok ? parseJson(path, text.value) : text;
  if (!json.ok) return { ...none, problems: [{ error: json.error }] };
  const root = isRecord(json.value) ? json.value : {};
  const standsFor = [...texts(own(root, 'replace')), ...texts(own(root, 'provide'))].map(([name]) => name);
  return {
    found: true,
    require: texts(own(root, 'require')),
    requireDev: texts(own(root, 'require-dev')),
    standsFor: new Set([...standsFor, ownString(root, 'name') ?? ''].map((name) => name.toLowerCase())),
    consumed: [path],
    problems: [],
  };
}
