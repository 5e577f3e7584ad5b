import { stringify } from 'yaml';
import { isRecord } from '../../edit/json/index.ts';
import { readMapping } from '../../edit/yaml/index.ts';
import { readNpmrc } from '../../registries/npm/index.ts';
import type { ManagerFiles, RegistryAccess } from '../types.ts';

/** What of a `.yarnrc.yml` decides where packages come from and how they are laid out, and runs nothing (arena.md §3). */
export interface BerrySettings {
  readonly registry?: string;
  /** Scope without `@` → address. */
  readonly scopes: ReadonlyMap<string, string>;
  readonly nodeLinker?: string;
}

/** The name under which berry finds its settings in a run, so that it reads no file of the project. */
export const runFile = '.maximus-run-yarnrc.yml';

/** Reads the allowed keys; `yarnPath`, `plugins`, `injectEnvironmentFiles` and every other key are not read. */
export function readYarnrcYml(text: string): BerrySettings {
  const document = readMapping(text) ?? {};
  const registry = addressOf(document['npmRegistryServer']);
  const scopes = new Map<string, string>();
  for (const [scope, value] of Object.entries(isRecord(document['npmScopes']) ? document['npmScopes'] : {})) {
    const address = isRecord(value) ? addressOf(value['npmRegistryServer']) : undefined;
    if (address !== undefined && /^[\w.~-]{1,214}$/.test(scope)) scopes.set(scope, address);
  }
  const linker = document['nodeLinker'];
  return {
    ...(registry === undefined ? {} : { registry }),
    scopes,
    ...(typeof linker === 'string' && /^(?:pnp|pnpm|node-modules)$/.test(linker) ? { nodeLinker: linker } : {}),
  };
}

/** The allowed part of a `.yarnrc.yml`, written anew; empty where nothing of it is allowed. */
export function allowedYarnrcYml(text: string): string {
  const settings = settingsOf(readYarnrcYml(text));
  return Object.keys(settings).length === 0 ? '' : stringify(settings);
}

/** The settings of one run: the project's allowed ones over the operator's, each credential for its own address. */
export function berryAccessFiles({ defaultRegistry, credentials }: RegistryAccess, files?: ManagerFiles): ManagerFiles {
  const project = readYarnrcYml(files?.get('.yarnrc.yml') ?? '');
  const registries = Object.fromEntries(
    [...credentials].flatMap(([address, header]) => {
      const found = /^(Bearer|Basic) (\S+)$/.exec(header);
      if (found?.[2] === undefined || !URL.canParse(address)) return [];
      const { host, pathname } = new URL(address);
      const key = found[1] === 'Bearer' ? 'npmAuthToken' : 'npmAuthIdent';
      return [[`//${host}${pathname.replace(/\/$/, '')}`, { [key]: found[2] }]];
    }),
  );
  const plain = [defaultRegistry, project.registry, ...project.scopes.values()].filter((each) =>
    each?.startsWith('http:'),
  );
  const text = stringify({
    npmRegistryServer: bare(defaultRegistry),
    ...settingsOf(project),
    ...(Object.keys(registries).length === 0 ? {} : { npmRegistries: registries }),
    ...(plain.length === 0
      ? {}
      : { unsafeHttpWhitelist: [...new Set(plain.map((each = '') => new URL(each).hostname))] }),
    enableScripts: false,
    enableTelemetry: false,
  });
  return new Map([[runFile, text]]);
}

function settingsOf({ registry, scopes, nodeLinker }: BerrySettings): Record<string, unknown> {
  return {
    ...(registry === undefined ? {} : { npmRegistryServer: bare(registry) }),
    ...(scopes.size === 0
      ? {}
      : {
          npmScopes: Object.fromEntries([...scopes].map(([scope, each]) => [scope, { npmRegistryServer: bare(each) }])),
        }),
    ...(nodeLinker === undefined ? {} : { nodeLinker }),
  };
}

function addressOf(value: unknown): string | undefined {
  return typeof value === 'string' ? readNpmrc(`registry=${value}`).registry : undefined;
}

/** Berry writes no slash behind an address. */
function bare(address: string): string {
  return address.replace(/\/$/, '');
}
