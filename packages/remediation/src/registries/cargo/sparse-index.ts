import { isRecord } from '../../edit/json/index.ts';
import type { HttpGet } from '../http-get.ts';
import type { MetadataAnswer, MetadataSource, VersionMetadata } from '../types.ts';

/** How a crate registry is reached. */
export interface CargoIndexOptions {
  /** Address of a sparse index, with or without `sparse+`. */
  readonly index: string;
  readonly mayAsk: (address: URL) => boolean;
  /** Value of the `Authorization` header; sent to the index only. */
  readonly credential?: string;
  readonly get: HttpGet;
  /** For one answer; default 30,000. */
  readonly timeoutMs?: number;
}

const maxBytes = 64 << 20;
const maxLines = 20_000;

/** The sparse index of a crate registry (The Cargo Book, "Registry Index"), one question a crate and run. */
export function createCargoIndex(options: CargoIndexOptions): MetadataSource {
  const answers = new Map<string, Promise<MetadataAnswer>>();
  return {
    versionsOf(name) {
      const known = answers.get(name) ?? ask(name, options);
      answers.set(name, known);
      return known;
    },
  };
}

/** The http address of a sparse index, with a slash at its end; nothing for another kind of index. */
export function sparseAddress(index: string): string | undefined {
  const address = index.replace(/^sparse\+/, '').replace(/\/?$/, '/');
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol) ? address : undefined;
}

async function ask(
  name: string,
  { index, mayAsk, credential, get, timeoutMs }: CargoIndexOptions,
): Promise<MetadataAnswer> {
  const base = sparseAddress(index);
  if (base === undefined) return { state: 'unreachable', reason: 'no sparse index is configured' };
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) return { state: 'absent' };
  const url = new URL(`${base}${pathOf(name.toLowerCase())}`);
  if (!mayAsk(url)) return { state: 'unreachable', reason: `${url.host} is not among the allowed registries` };
  const answer = await get({
    url: url.href,
    headers: credential === undefined ? {} : { authorization: credential },
    maxBytes,
    timeoutMs: timeoutMs ?? 30_000,
  });
  if (answer.state === 'failed') return { state: 'unreachable', reason: `${url.host}: ${answer.reason}` };
  if ([404, 410, 451].includes(answer.status)) return { state: 'absent' };
  if (answer.status !== 200) return { state: 'unreachable', reason: `${url.host} answered ${answer.status}` };
  const versions = new Map<string, VersionMetadata>();
  const yanked = new Set<string>();
  for (const line of new TextDecoder().decode(answer.body).split('\n', maxLines)) {
    const entry = parse(line);
    const version = entry?.['vers'];
    if (entry === undefined || typeof version !== 'string') continue;
    versions.set(version, metadataOf(version, entry));
    if (entry['yanked'] === true) yanked.add(version);
  }
  return { state: 'found', package: { name, versions, yanked, tags: new Map() } };
}

function pathOf(name: string): string {
  if (name.length < 3) return `${name.length}/${name}`;
  if (name.length === 3) return `3/${name.slice(0, 1)}/${name}`;
  return `${name.slice(0, 2)}/${name.slice(2, 4)}/${name}`;
}

function metadataOf(version: string, entry: Readonly<Record<string, unknown>>): VersionMetadata {
  const dependencies = new Map<string, string>();
  const optionalDependencies = new Map<string, string>();
  for (const each of Array.isArray(entry['deps']) ? entry['deps'] : []) {
    // What a crate is developed with is in nobody else's lock file.
    if (!isRecord(each) || each['kind'] === 'dev') continue;
    const name = typeof each['package'] === 'string' ? each['package'] : each['name'];
    if (typeof name !== 'string' || typeof each['req'] !== 'string') continue;
    (each['optional'] === true ? optionalDependencies : dependencies).set(name, each['req']);
  }
  const { rust_version: rust, pubtime, cksum } = entry;
  const publishedAt = typeof pubtime === 'string' ? Date.parse(pubtime) : Number.NaN;
  return {
    version,
    dependencies,
    optionalDependencies,
    peerDependencies: new Map(),
    optionalPeers: new Set(),
    bundled: new Set(),
    engines: new Map(typeof rust === 'string' ? [['rust', rust]] : []),
    ...(Number.isNaN(publishedAt) ? {} : { publishedAt }),
    ...(typeof cksum === 'string' ? { integrity: cksum } : {}),
    manifest: entry,
  };
}

function parse(line: string): Record<string, unknown> | undefined {
  if (line.trim() === '') return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
