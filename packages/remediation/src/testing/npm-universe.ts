import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { readPackument } from '../registries/npm/index.ts';
import type { MetadataAnswer, MetadataSource } from '../registries/types.ts';

/** What a test says of one version. */
export interface VersionParts {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional: boolean }>>;
  readonly bundleDependencies?: readonly string[];
  readonly engines?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly deprecated?: string;
  /** Before `today`; 400 unless said. */
  readonly daysOld?: number;
  /** Published once and taken back. */
  readonly yanked?: boolean;
  /** Further files of the archive. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The packages that a test's registry holds: `name@version` → its parts. */
export type NpmUniverse = Readonly<Record<string, VersionParts>>;

/** The day of every test. */
export const today = Date.parse('2026-11-30T12:00:00Z');

const dayMs = 86_400_000;

/** One archive with its digest, every version its own. */
export interface Archive {
  readonly bytes: Buffer;
  readonly integrity: string;
  readonly shasum: string;
}

/** The archive of a version, as npm packs it. */
export function archiveOf(label: string, parts: VersionParts): Archive {
  const { name, version } = splitLabel(label);
  const files = {
    'package/package.json': JSON.stringify(manifestOf(name, version, parts)),
    'package/index.js': `module.exports = ${JSON.stringify(label)};\n`,
    ...Object.fromEntries(Object.entries(parts.files ?? {}).map(([path, text]) => [`package/${path}`, text])),
  };
  const bytes = gzipSync(
    Buffer.concat([...Object.entries(files).map(([path, text]) => tarEntry(path, text)), Buffer.alloc(1024)]),
  );
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  return { bytes, integrity, shasum: createHash('sha1').update(bytes).digest('hex') };
}

/** The registry's document for a name; `undefined` where it holds none. */
export function packumentOf(universe: NpmUniverse, name: string, address: string): Record<string, unknown> | undefined {
  const labels = Object.keys(universe).filter((label) => splitLabel(label).name === name);
  if (labels.length === 0) return undefined;
  const versions: Record<string, unknown> = {};
  const time: Record<string, string> = {};
  let latest = '';
  for (const label of labels) {
    const { version } = splitLabel(label);
    const parts = universe[label] ?? {};
    time[version] = new Date(today - (parts.daysOld ?? 400) * dayMs).toISOString();
    if (parts.yanked === true) continue;
    const tarball = `${address}${name}/-/${name.slice(name.indexOf('/') + 1)}-${version}.tgz`;
    const { integrity, shasum } = archiveOf(label, parts);
    const { deprecated } = parts;
    versions[version] = {
      ...manifestOf(name, version, parts),
      ...(deprecated === undefined ? {} : { deprecated }),
      dist: { tarball, integrity, shasum },
    };
    if (!version.includes('-')) latest = version;
  }
  return { name, 'dist-tags': latest === '' ? {} : { latest }, versions, time };
}

/** The universe as a metadata source, without any network. */
export function memoryRegistry(universe: NpmUniverse, address = 'https://registry.example.test/'): MetadataSource {
  const answers = new Map<string, MetadataAnswer>();
  const read = (name: string): MetadataAnswer => {
    const document = packumentOf(universe, name, address);
    const found = document && readPackument(name, document);
    return found === undefined ? { state: 'absent' } : { state: 'found', package: found };
  };
  return {
    versionsOf: async (name) => {
      const answer = answers.get(name) ?? read(name);
      answers.set(name, answer);
      return answer;
    },
  };
}

/** `@scope/name@1.0.0` in its parts. */
export function splitLabel(label: string): { readonly name: string; readonly version: string } {
  const at = label.lastIndexOf('@');
  return { name: label.slice(0, at), version: label.slice(at + 1) };
}

function manifestOf(name: string, version: string, parts: VersionParts): Record<string, unknown> {
  const { daysOld: _age, yanked: _yanked, files: _files, deprecated: _deprecated, ...manifest } = parts;
  return { name, version, ...manifest };
}

/** One ustar entry (POSIX.1-1988), padded to blocks. */
function tarEntry(path: string, text: string): Buffer {
  const body = Buffer.from(text);
  const header = Buffer.alloc(512);
  header.write(path, 0, 100);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\0', 257);
  header.write('00', 263);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}
