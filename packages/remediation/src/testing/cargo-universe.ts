import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { today } from './npm-universe.ts';
import type { StaticFile } from './static-registry.ts';

/** What a test says of one version of a crate. */
export interface CrateParts {
  readonly requires?: Readonly<Record<string, string>>;
  readonly optional?: Readonly<Record<string, string>>;
  readonly rustVersion?: string;
  /** Before `today`; 400 unless said. */
  readonly daysOld?: number;
  readonly yanked?: boolean;
}

/** The crates that a test's registry holds: `name@version` → its parts. */
export type CrateUniverse = Readonly<Record<string, CrateParts>>;

const dayMs = 86_400_000;

/** The files of a sparse index; locking asks for no archive, so none is there. */
export function sparseFiles(universe: CrateUniverse, address: string): ReadonlyMap<string, StaticFile> {
  const lines = new Map<string, string[]>();
  for (const [label, parts] of Object.entries(universe)) {
    const [name = '', vers = ''] = label.split('@');
    const dep =
      (optional: boolean) =>
      ([each, req]: [string, string]) => ({
        name: each,
        req,
        features: [],
        optional,
        default_features: true,
        target: null,
        kind: 'normal',
      });
    const entry = {
      name,
      vers,
      deps: [
        ...Object.entries(parts.requires ?? {}).map(dep(false)),
        ...Object.entries(parts.optional ?? {}).map(dep(true)),
      ],
      cksum: createHash('sha256').update(gzipSync(label)).digest('hex'),
      features: {},
      yanked: parts.yanked ?? false,
      pubtime: new Date(today - (parts.daysOld ?? 400) * dayMs).toISOString().replace(/\.\d+Z$/, 'Z'),
      ...(parts.rustVersion === undefined ? {} : { rust_version: parts.rustVersion }),
    };
    lines.set(name, [...(lines.get(name) ?? []), JSON.stringify(entry)]);
  }
  const files = new Map<string, StaticFile>([['config.json', { body: JSON.stringify({ dl: `${address}dl` }) }]]);
  for (const [name, each] of lines) {
    const path = name.length === 3 ? `3/${name[0]}/${name}` : `${name.slice(0, 2)}/${name.slice(2, 4)}/${name}`;
    files.set(path, { body: `${each.join('\n')}\n` });
  }
  return files;
}
