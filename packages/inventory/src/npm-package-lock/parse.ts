import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { isRecord, own, parseJson } from '../json.ts';
import type { ParsedFile, ParseInput } from '../types.ts';
import { overrideRules } from './overrides.ts';
import { readPackagesMap } from './packages-map.ts';
import { readDependencyTree } from './tree.ts';

/**
 * Reads a package-lock.json or npm-shrinkwrap.json. With a `packages` map (versions 2 and 3) that map alone counts;
 * without it (version 1) `dependencies` does, and what is direct comes from the package.json beside. Fails with
 * `inventory.malformed`, `inventory.too_deep` or `inventory.unsupported_version`.
 */
export async function parse(input: ParseInput): Promise<Result<ParsedFile>> {
  const parsed = parseJson(input.path, input.text);
  if (!parsed.ok) return parsed;
  const lock = parsed.value;
  if (!isRecord(lock)) return fail(errors.malformed('a lock file is a JSON object', { file: input.path, line: 1 }));
  const version = own(lock, 'lockfileVersion') ?? 1;
  if (version !== 1 && version !== 2 && version !== 3) {
    const shown = JSON.stringify(version).slice(0, 40);
    return fail(errors.unsupported_version(`lockfileVersion ${shown} is not 1, 2 or 3`, { file: input.path, line: 1 }));
  }
  if (['lockfileVersion', 'packages', 'dependencies'].every((key) => own(lock, key) === undefined)) {
    return fail(errors.malformed('neither a version nor packages', { file: input.path, line: 1 }));
  }
  const packages = own(lock, 'packages');
  const dependencies = own(lock, 'dependencies') ?? {};
  const manifestPath = `${folderPrefix(input.path)}package.json`;
  const manifest = await readManifest(input, manifestPath);
  const rules = overrideRules(manifest);

  if (isRecord(packages)) return ok(readPackagesMap({ ...input, packages, manifest, manifestPath, rules }));
  if (version === 1 && isRecord(dependencies)) {
    return ok(readDependencyTree({ ...input, lock, dependencies, manifest, manifestPath, rules }));
  }
  const wanted = version === 1 ? 'dependencies' : 'packages';
  return fail(errors.malformed(`"${wanted}" is not an object`, { file: input.path, line: 1 }));
}

/** The folder of a path with its closing slash; empty for the root. */
export function folderPrefix(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** The package.json beside, or `undefined`: the lock file stands without it, only what it adds is missing. */
async function readManifest(input: ParseInput, path: string): Promise<Record<string, unknown> | undefined> {
  const text = await input.files.read(path);
  if (!text.ok) return undefined;
  const parsed = parseJson(path, text.value);
  return parsed.ok && isRecord(parsed.value) ? parsed.value : undefined;
}
