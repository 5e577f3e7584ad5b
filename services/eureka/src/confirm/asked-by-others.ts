import { type DiskFiles, formats, parseFile } from '@maximus/inventory';
import type { FindingToRemedy } from '@maximus/storage';

const known: ReadonlyMap<string, (typeof formats)[number]> = new Map(formats.map((format) => [format.id, format]));

/**
 * Ids of findings whose package other packages ask for as well, by the lock files that hold it: what those call is not
 * seen. A file that cannot be read tells nothing, and then everything in it counts as asked for.
 */
export async function askedByOthers(
  files: DiskFiles,
  findings: readonly Pick<FindingToRemedy, 'id' | 'name' | 'lockedVersion' | 'places'>[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const asked = new Set<string>();
  const paths = new Map(findings.flatMap(({ places }) => places.map(({ file, format }) => [file, format] as const)));
  for (const [path, format] of paths) {
    const inFile = findings.filter(({ places }) => places.some(({ file }) => file === path));
    const targets = signal.aborted ? undefined : await targetsIn(files, path, format);
    for (const { id, name, lockedVersion } of inFile)
      if (targets === undefined || targets.has(keyOf(name, lockedVersion))) asked.add(id);
  }
  return asked;
}

/** The packages that other components of a file ask for; `undefined` where it could not be read wholly. */
async function targetsIn(files: DiskFiles, path: string, id: string): Promise<ReadonlySet<string> | undefined> {
  const format = known.get(id);
  const text = format === undefined ? undefined : await files.read(path);
  if (format === undefined || text === undefined || !text.ok) return undefined;
  const parsed = await parseFile(format, { path, text: text.value, files });
  if (!parsed.ok || parsed.value.problems.length > 0) return undefined;
  const { components } = parsed.value;
  const packages = new Map(components.map(({ key, name, version }) => [key, keyOf(name, version)]));
  return new Set(components.flatMap(({ dependsOn }) => dependsOn.flatMap(({ to }) => packages.get(to) ?? [])));
}

function keyOf(name: string, version: string | null | undefined): string {
  return `${name}\0${version ?? ''}`;
}
