import { isRecord } from '../../edit/json/index.ts';
import type { TreeNode } from '../npm/types.ts';
import { protocolRange } from './descriptor.ts';
import { berryText, classicText, type Generation, type YarnBlock } from './lock-text.ts';

/** What the entry of a new version needs beside its node. */
export interface EntryParts {
  readonly node: TreeNode;
  /** Entry of the version before it, for the address of the registry that the lock file goes by. */
  readonly before: YarnBlock | undefined;
  /** Origin that most entries of the lock file name. */
  readonly origin: string | undefined;
}

/** The lines of an entry below its first. Berry's checksum is left to the tool: only it makes the archive that it is over. */
export function entryBody(parts: EntryParts, generation: Generation): readonly string[] {
  return generation === 'classic' ? classicBody(parts) : berryBody(parts);
}

function classicBody({ node, before, origin }: EntryParts): readonly string[] {
  const { entry, shasum } = { entry: node.entry, shasum: node.shasum };
  const tarball = typeof entry['resolved'] === 'string' ? entry['resolved'] : '';
  const hash = shasum === undefined ? '' : `#${shasum}`;
  const lines = [`  version ${classicText(node.version ?? '')}`];
  if (tarball !== '') lines.push(`  resolved ${JSON.stringify(movedTo(tarball, originOf(before) ?? origin) + hash)}`);
  if (typeof entry['integrity'] === 'string') lines.push(`  integrity ${classicText(entry['integrity'])}`);
  for (const field of ['dependencies', 'optionalDependencies']) {
    const wanted = sorted(entry[field]);
    if (wanted.length > 0) lines.push(`  ${field}:`);
    for (const [name, range] of wanted) lines.push(`    ${classicText(name)} ${classicText(range)}`);
  }
  return lines;
}

function berryBody({ node }: EntryParts): readonly string[] {
  const { entry, name, version = '' } = node;
  const lines = [`  version: ${version}`, `  resolution: "${name}@npm:${version}"`];
  const optional = sorted(entry['optionalDependencies']);
  const plain = sorted(entry['dependencies']);
  lines.push(
    ...listOf(
      'dependencies',
      [...plain, ...optional].sort(byName).map(([each, range]) => [each, protocolRange(range)]),
    ),
  );
  lines.push(...listOf('peerDependencies', sorted(entry['peerDependencies'])));
  lines.push(
    ...optionalOf(
      'dependenciesMeta',
      optional.map(([each]) => each),
    ),
  );
  const meta = entry['peerDependenciesMeta'];
  const optionalPeers = isRecord(meta)
    ? Object.keys(meta).filter((each) => isRecord(meta[each]) && meta[each]['optional'] === true)
    : [];
  lines.push(...optionalOf('peerDependenciesMeta', optionalPeers.sort()));
  lines.push(
    ...listOf(
      'bin',
      sorted(entry['bin']).map(([each, path]) => [each, path.replace(/^\.\//, '')]),
    ),
  );
  const conditions = conditionsOf(entry);
  if (conditions !== '') lines.push(`  conditions: ${conditions}`);
  return [...lines, '  languageName: node', '  linkType: hard'];
}

function listOf(field: string, entries: readonly (readonly [string, string])[]): readonly string[] {
  if (entries.length === 0) return [];
  return [`  ${field}:`, ...entries.map(([name, value]) => `    ${berryText(name)}: ${quotedRange(value)}`)];
}

function optionalOf(field: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  return [`  ${field}:`, ...names.flatMap((name) => [`    ${berryText(name)}:`, '      optional: true'])];
}

function quotedRange(text: string): string {
  return berryText(text);
}

/** Berry's words for the platforms of a package. */
function conditionsOf(entry: TreeNode['entry']): string {
  const parts = (['os', 'cpu', 'libc'] as const).flatMap((field) => {
    const values = entry[field];
    const texts = Array.isArray(values) ? values.filter((each) => typeof each === 'string') : [];
    const all = texts.map((each) => (each.startsWith('!') ? `!${field}=${each.slice(1)}` : `${field}=${each}`));
    return all.length === 0 ? [] : [all.length === 1 ? (all[0] ?? '') : `(${all.join(' | ')})`];
  });
  return parts.join(' & ');
}

/** Where the lock file takes its packages from another address than the metadata say, as for a mirror. */
function movedTo(tarball: string, origin: string | undefined): string {
  if (origin === undefined || !URL.canParse(tarball) || !/\/-\/[^/]+\.tgz$/.test(tarball)) return tarball;
  return origin + tarball.slice(new URL(tarball).origin.length);
}

/** The origin that an entry of Yarn 1 names. */
export function originOf(block: YarnBlock | undefined): string | undefined {
  const line = block?.body.find((each) => each.startsWith('  resolved "'));
  const address = line?.slice('  resolved "'.length, -1) ?? '';
  return URL.canParse(address) && /^https?:/.test(address) ? new URL(address).origin : undefined;
}

function sorted(value: unknown): readonly (readonly [string, string])[] {
  if (!isRecord(value)) return [];
  return Object.entries(value)
    .filter((each): each is [string, string] => typeof each[1] === 'string')
    .sort(byName);
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
