import { normalName, requirementIn } from '../../edit/requirements/index.ts';
import type { HttpGet } from '../http-get.ts';
import type { DetailsAnswer, MetadataAnswer, MetadataSource, VersionMetadata } from '../types.ts';
import { type ProjectFile, readSimplePage } from './simple-page.ts';
import { wheelMetadata } from './wheel-metadata.ts';

/** How the package indexes of one project are reached. */
export interface PypiIndexOptions {
  /** Addresses of simple indexes, in the order in which they are asked; the first that knows a package answers. */
  readonly indexes: readonly string[];
  readonly mayAsk: (address: URL) => boolean;
  /** Address of an index → value of the `Authorization` header; sent to that host only. */
  readonly credentials: ReadonlyMap<string, string>;
  readonly get: HttpGet;
  /** For one answer; default 30,000. */
  readonly timeoutMs?: number;
}

/** What `manifest` of a version holds: its archives. */
export interface PypiManifest extends Readonly<Record<string, unknown>> {
  readonly files: readonly { readonly name: string; readonly sha256?: string; readonly isWheel: boolean }[];
}

const maxPage = 64 << 20;
const maxMetadata = 4 << 20;
const maxWheel = 8 << 20;

/** The simple API of package indexes (PEP 503, 691, 700), with the metadata beside wheels (PEP 658) or in them. */
export function createPypiIndex(options: PypiIndexOptions): MetadataSource {
  const bases = options.indexes.filter((each) => URL.canParse(each)).map((each) => each.replace(/\/?$/, '/'));
  const pages = new Map<string, Promise<Page>>();
  const metadata = new Map<string, Promise<DetailsAnswer>>();
  const pageOf = (name: string) => {
    const known = pages.get(name) ?? askAll(name, bases, options);
    pages.set(name, known);
    return known;
  };
  return {
    versionsOf: async (name): Promise<MetadataAnswer> => {
      const page = await pageOf(normalName(name));
      if (page.state !== 'found') return page;
      const byVersion = Map.groupBy(page.files, ({ version }) => version);
      const versions = new Map([...byVersion].map(([version, files]) => [version, listed(version, files)]));
      const isTaken = ([, files]: [string, ProjectFile[]]) => files.every(({ isYanked }) => isYanked);
      const yanked = new Set([...byVersion].filter(isTaken).map(([version]) => version));
      return { state: 'found', package: { name, versions, yanked, tags: new Map() } };
    },
    detailsOf: (name, version) => {
      const key = `${normalName(name)}@${version}`;
      const known = metadata.get(key) ?? detailsOf(pageOf(normalName(name)), version, options);
      metadata.set(key, known);
      return known;
    },
  };
}

type Page =
  | { readonly state: 'found'; readonly files: readonly ProjectFile[] }
  | { readonly state: 'absent' }
  | { readonly state: 'unreachable'; readonly reason: string };

async function askAll(name: string, bases: readonly string[], options: PypiIndexOptions): Promise<Page> {
  if (bases.length === 0) return { state: 'unreachable', reason: 'no package index is configured' };
  if (!/^[a-z0-9][a-z0-9-]{0,200}$/.test(name)) return { state: 'absent' };
  for (const base of bases) {
    const url = `${base}${name}/`;
    const answer = await ask(url, maxPage, options);
    if ('reason' in answer) return { state: 'unreachable', reason: answer.reason };
    if (answer.status === 404) continue;
    const files = readSimplePage(answer.text, url);
    if (files === undefined)
      return { state: 'unreachable', reason: `${new URL(url).host} answered with no project page` };
    return { state: 'found', files };
  }
  return { state: 'absent' };
}

async function detailsOf(page: Promise<Page>, version: string, options: PypiIndexOptions): Promise<DetailsAnswer> {
  const found = await page;
  if (found.state !== 'found') return found;
  const files = found.files.filter((each) => each.version === version);
  if (files.length === 0) return { state: 'absent' };
  const meta = listed(version, files);
  const text = await metadataOf(files, options);
  if (typeof text !== 'string') return text ?? { state: 'found', version: meta };
  return { state: 'found', version: { ...meta, ...requirementsOf(text) } };
}

/** Beside a wheel where the index has it there, else from the smallest wheel itself; nothing where that is large. */
async function metadataOf(
  files: readonly ProjectFile[],
  options: PypiIndexOptions,
): Promise<string | { readonly state: 'unreachable'; readonly reason: string } | undefined> {
  const wheels = files.filter(({ isWheel }) => isWheel);
  const beside = wheels.find(({ hasMetadata }) => hasMetadata);
  if (beside !== undefined) {
    const answer = await ask(`${beside.url}.metadata`, maxMetadata, options);
    if ('reason' in answer) return { state: 'unreachable', reason: answer.reason };
    if (answer.status !== 404) return answer.text;
  }
  const [smallest] = wheels.toSorted((a, b) => (a.size ?? maxWheel) - (b.size ?? maxWheel));
  if (smallest === undefined || (smallest.size ?? 0) > maxWheel) return undefined;
  const answer = await ask(smallest.url, maxWheel, options);
  return 'reason' in answer || answer.status === 404 ? undefined : wheelMetadata(answer.body);
}

async function ask(
  url: string,
  maxBytes: number,
  { mayAsk, credentials, get, timeoutMs }: PypiIndexOptions,
): Promise<
  { readonly status: number; readonly text: string; readonly body: Uint8Array } | { readonly reason: string }
> {
  const address = new URL(url);
  if (!mayAsk(address)) return { reason: `${address.host} is not among the allowed registries` };
  const credential = [...credentials].find(([base]) => URL.canParse(base) && new URL(base).host === address.host)?.[1];
  const accept = 'application/vnd.pypi.simple.v1+json, text/html;q=0.5, */*;q=0.1';
  const answer = await get({
    url: address.href,
    headers: { accept, ...(credential === undefined ? {} : { authorization: credential }) },
    maxBytes,
    timeoutMs: timeoutMs ?? 30_000,
  });
  if (answer.state === 'failed') return { reason: `${address.host}: ${answer.reason}` };
  if (answer.status !== 200 && answer.status !== 404) return { reason: `${address.host} answered ${answer.status}` };
  const { body } = answer;
  return {
    status: answer.status,
    body,
    get text() {
      return new TextDecoder().decode(body);
    },
  };
}

function listed(version: string, files: readonly ProjectFile[]): VersionMetadata {
  const times = files.flatMap(({ uploadedAt }) => uploadedAt ?? []);
  const python = files.find(({ requiresPython }) => requiresPython !== undefined)?.requiresPython;
  const manifest: PypiManifest = {
    files: files.map(({ name, sha256, isWheel }) => ({ name, isWheel, ...(sha256 === undefined ? {} : { sha256 }) })),
  };
  return {
    version,
    dependencies: new Map(),
    optionalDependencies: new Map(),
    peerDependencies: new Map(),
    optionalPeers: new Set(),
    bundled: new Set(),
    engines: new Map(python === undefined ? [] : [['python', python]]),
    // The version is as young as the archive that was added last.
    ...(times.length === files.length && times.length > 0 ? { publishedAt: Math.max(...times) } : {}),
    manifest,
  };
}

/** `Requires-Dist` of core metadata: what stands under an extra is left out, what stands under a marker is optional. */
function requirementsOf(text: string): Pick<VersionMetadata, 'dependencies' | 'optionalDependencies'> {
  const dependencies = new Map<string, string>();
  const optionalDependencies = new Map<string, string>();
  const head = text.split(/\r?\n\r?\n/, 1)[0] ?? '';
  for (const line of head.split(/\r?\n/, 20_000)) {
    const body = /^Requires-Dist:\s*(.{1,1000})$/i.exec(line)?.[1];
    const requirement = body === undefined ? undefined : requirementIn(body);
    if (body === undefined || requirement === undefined || /;.*\bextra\s*==/.test(body)) continue;
    const into = body.includes(';') ? optionalDependencies : dependencies;
    into.set(requirement.name, requirement.specifier);
  }
  return { dependencies, optionalDependencies };
}
