import { schemes } from '@maximus/versions';
import { readGoMod } from '../../edit/go-mod/index.ts';
import type { HttpGet } from '../http-get.ts';
import type { DetailsAnswer, MetadataAnswer, MetadataSource, VersionMetadata } from '../types.ts';

/** How module proxies are reached. */
export interface GoProxyOptions {
  /** Value of GOPROXY: addresses separated by `,` or `|`; `direct`, `off` and what is no http address are left out. */
  readonly proxies: string;
  readonly mayAsk: (address: URL) => boolean;
  /** Address of a proxy → value of the `Authorization` header; sent to that proxy only. */
  readonly credentials: ReadonlyMap<string, string>;
  readonly get: HttpGet;
  /** For one answer; default 30,000. */
  readonly timeoutMs?: number;
}

type Answer =
  | { readonly state: 'found'; readonly text: string }
  | { readonly state: 'absent' }
  | { readonly state: 'unreachable'; readonly reason: string };

const maxBytes = 16 << 20;
const maxVersions = 20_000;
const maxPath = 300;

/**
 * The GOPROXY protocol (Go Modules Reference, "GOPROXY protocol"): `@v/list`, `.info` and `.mod`. A version that the newest
 * go.mod retracts counts as taken back. Every fault is `unreachable`, never an empty answer.
 */
export function createGoProxy(options: GoProxyOptions): MetadataSource {
  const bases = goProxies(options.proxies);
  const answers = new Map<string, Promise<Answer>>();
  const ask = async (path: string): Promise<Answer> => {
    if (bases.length === 0) return { state: 'unreachable', reason: 'no module proxy is configured' };
    let last: Answer = { state: 'absent' };
    for (const base of bases) {
      last = await askOne(`${base}${path}`, options, base);
      // Another proxy is asked only where this one says that it does not know.
      if (last.state !== 'absent') return last;
    }
    return last;
  };
  const once = (path: string) => {
    const known = answers.get(path) ?? ask(path);
    answers.set(path, known);
    return known;
  };
  return {
    versionsOf: async (name): Promise<MetadataAnswer> => {
      const escaped = escapePath(name);
      if (escaped === undefined) return { state: 'absent' };
      const list = await once(`${escaped}/@v/list`);
      if (list.state !== 'found') return list;
      const named = list.text.split('\n', maxVersions).map((line) => line.trim().split(/\s/)[0] ?? '');
      const versions = named.filter((each) => /^v\d+\.\d+\.\d+/.test(each));
      const newest = versions.reduce<string | undefined>(
        (best, each) => (best === undefined || order(each, best) > 0 ? each : best),
        undefined,
      );
      const file = newest === undefined ? undefined : await once(`${escaped}/@v/${newest}.mod`);
      const retracts = file?.state === 'found' ? readGoMod(file.text).retracts : [];
      const isRetracted = (each: string) =>
        retracts.some(([low, high]) => order(each, low) >= 0 && order(each, high) <= 0);
      return {
        state: 'found',
        package: {
          name,
          versions: new Map(versions.map((each) => [each, bareVersion(each)])),
          yanked: new Set(versions.filter(isRetracted)),
          tags: new Map(),
        },
      };
    },
    detailsOf: async (name, version): Promise<DetailsAnswer> => {
      const escaped = escapePath(name);
      const at = escapePath(version);
      if (escaped === undefined || at === undefined) return { state: 'absent' };
      const file = await once(`${escaped}/@v/${at}.mod`);
      if (file.state !== 'found') return file;
      const info = await once(`${escaped}/@v/${at}.info`);
      if (info.state === 'unreachable') return info;
      return { state: 'found', version: detailed(version, file.text, info.state === 'found' ? info.text : '') };
    },
  };
}

/** The http addresses of a GOPROXY value, each with a slash at its end. */
export function goProxies(value: string): readonly string[] {
  return value
    .split(/[,|]/)
    .map((each) => each.trim())
    .filter((each) => URL.canParse(each) && /^https?:$/.test(new URL(each).protocol))
    .map((each) => (each.endsWith('/') ? each : `${each}/`));
}

async function askOne(
  url: string,
  { mayAsk, credentials, get, timeoutMs }: GoProxyOptions,
  base: string,
): Promise<Answer> {
  const address = new URL(url);
  if (!mayAsk(address)) return { state: 'unreachable', reason: `${address.host} is not among the allowed registries` };
  const credential = credentials.get(base);
  const answer = await get({
    url: address.href,
    headers: credential === undefined ? {} : { authorization: credential },
    maxBytes,
    timeoutMs: timeoutMs ?? 30_000,
  });
  if (answer.state === 'failed') return { state: 'unreachable', reason: `${address.host}: ${answer.reason}` };
  if (answer.status === 404 || answer.status === 410) return { state: 'absent' };
  if (answer.status !== 200) return { state: 'unreachable', reason: `${address.host} answered ${answer.status}` };
  return { state: 'found', text: new TextDecoder().decode(answer.body) };
}

function detailed(version: string, mod: string, info: string): VersionMetadata {
  const { requires, go } = readGoMod(mod);
  const time = /"Time"\s*:\s*"([^"]{1,40})"/.exec(info)?.[1];
  const publishedAt = time === undefined ? Number.NaN : Date.parse(time);
  return {
    ...bareVersion(version),
    dependencies: new Map(requires.map(({ path, version: least }) => [path, least])),
    engines: new Map(go === undefined ? [] : [['go', go]]),
    ...(Number.isNaN(publishedAt) ? {} : { publishedAt }),
  };
}

function bareVersion(version: string): VersionMetadata {
  return {
    version,
    dependencies: new Map(),
    optionalDependencies: new Map(),
    peerDependencies: new Map(),
    optionalPeers: new Set(),
    bundled: new Set(),
    engines: new Map(),
    manifest: {},
  };
}

/** Upper-case letters as `!` and the lower-case one; nothing for what may not stand in an address. */
function escapePath(path: string): string | undefined {
  if (path.length > maxPath || !/^[\w~.+-]+(?:\/[\w~.+-]+)*$/.test(path)) return undefined;
  if (path.split('/').some((each) => /^\.+$/.test(each))) return undefined;
  return path.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}

function order(a: string, b: string): number {
  const scheme = schemes.get('go');
  const [x, y] = [scheme?.parse(a), scheme?.parse(b)];
  return scheme !== undefined && x?.ok && y?.ok ? scheme.order(x.value, y.value) : 0;
}
