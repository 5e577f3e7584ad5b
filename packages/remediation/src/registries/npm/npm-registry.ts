import type { HttpGet } from '../http-get.ts';
import type { MetadataAnswer, MetadataSource } from '../types.ts';
import { readNpmrc } from './npmrc.ts';
import { readPackument } from './packument.ts';

/** How the registries of one project are reached. */
export interface NpmRegistryOptions {
  /** The project's `.npmrc`; empty where it has none. */
  readonly npmrc: string;
  /** Address that holds where the project names none: what npm itself is set to on this machine. */
  readonly defaultRegistry: string;
  /** Whether an address that a project names may be asked at all: a project is no reason to reach an inner host. */
  readonly mayAsk: (address: URL) => boolean;
  /** Address of a registry → value of the `Authorization` header; sent to that registry only. */
  readonly credentials: ReadonlyMap<string, string>;
  readonly get: HttpGet;
  /** Largest packument; default 64 MiB. */
  readonly maxBytes?: number;
  /** For one answer, body included; default 30,000. */
  readonly timeoutMs?: number;
}

const maxName = 214;

/** The npm registry protocol, one question a package and run; every fault is `unreachable`, never an empty answer. */
export function createNpmRegistry(options: NpmRegistryOptions): MetadataSource {
  const { registry, scopes } = readNpmrc(options.npmrc);
  const answers = new Map<string, Promise<MetadataAnswer>>();
  const ask = async (name: string): Promise<MetadataAnswer> => {
    const base = scopes.get(name.slice(0, Math.max(0, name.indexOf('/')))) ?? registry ?? options.defaultRegistry;
    if (!URL.canParse(base)) return { state: 'unreachable', reason: 'no registry is configured' };
    const url = new URL(`${base.replace(/\/?$/, '/')}${encodeURIComponent(name).replace(/^%40/, '@')}`);
    if (!options.mayAsk(url))
      return { state: 'unreachable', reason: `${url.host} is not among the allowed registries` };
    const credential = options.credentials.get(base.replace(/\/?$/, '/'));
    const answer = await options.get({
      url: url.href,
      // The full document: the short form has no publishing times.
      headers: { accept: 'application/json', ...(credential === undefined ? {} : { authorization: credential }) },
      maxBytes: options.maxBytes ?? 64 << 20,
      timeoutMs: options.timeoutMs ?? 30_000,
    });
    if (answer.state === 'failed') return { state: 'unreachable', reason: `${url.host}: ${answer.reason}` };
    if (answer.status === 404) return { state: 'absent' };
    if (answer.status !== 200) return { state: 'unreachable', reason: `${url.host} answered ${answer.status}` };
    const document = parse(answer.body);
    const found = document === undefined ? undefined : readPackument(name, document);
    if (found === undefined) return { state: 'unreachable', reason: `${url.host} answered with no package metadata` };
    return { state: 'found', package: found };
  };
  return {
    versionsOf(name) {
      if (!isName(name)) return Promise.resolve({ state: 'absent' });
      const known = answers.get(name) ?? ask(name);
      answers.set(name, known);
      return known;
    },
  };
}

/** What may stand in an address: a name with or without scope, nothing that leads elsewhere. */
function isName(name: string): boolean {
  return name.length <= maxName && /^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*$/.test(name);
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
