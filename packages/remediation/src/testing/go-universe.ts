import { today } from './npm-universe.ts';
import type { StaticFile } from './static-registry.ts';
import { zipOf } from './zip.ts';

/** What a test says of one version of a module. */
export interface GoModuleParts {
  readonly requires?: Readonly<Record<string, string>>;
  /** The go directive; 1.21 unless said. */
  readonly go?: string;
  /** Lines at the end of go.mod, such as `retract v1.0.1`. */
  readonly lines?: readonly string[];
  /** Before `today`; 400 unless said. */
  readonly daysOld?: number;
}

/** The modules that a test's proxy holds: `path@version` → its parts. */
export type GoUniverse = Readonly<Record<string, GoModuleParts>>;

const dayMs = 86_400_000;

/** The files of a module proxy (GOPROXY protocol); each module is one package that imports what it requires. */
export function goProxyFiles(universe: GoUniverse): ReadonlyMap<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  const lists = new Map<string, string[]>();
  for (const [label, parts] of Object.entries(universe)) {
    const at = label.lastIndexOf('@');
    const [path, version] = [label.slice(0, at), label.slice(at + 1)];
    const requires = Object.entries(parts.requires ?? {});
    const base = `${path}/@v/${version}`;
    const mod = [
      `module ${path}`,
      '',
      `go ${parts.go ?? '1.21'}`,
      ...requires.map(([name, least]) => `require ${name} ${least}`),
      ...(parts.lines ?? []),
      '',
    ].join('\n');
    const name = path.slice(path.lastIndexOf('/') + 1);
    const source = `package ${name}\n\n${requires.map(([each]) => `import _ "${each}"\n`).join('')}`;
    const time = new Date(today - (parts.daysOld ?? 400) * dayMs).toISOString();
    files.set(`${base}.mod`, { body: mod });
    files.set(`${base}.info`, { body: JSON.stringify({ Version: version, Time: time }) });
    files.set(`${base}.zip`, {
      body: zipOf({ [`${path}@${version}/go.mod`]: mod, [`${path}@${version}/${name}.go`]: source }),
    });
    lists.set(path, [...(lists.get(path) ?? []), version]);
  }
  for (const [path, versions] of lists) files.set(`${path}/@v/list`, { body: `${versions.join('\n')}\n` });
  return files;
}
