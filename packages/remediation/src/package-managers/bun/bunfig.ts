import { parse, stringify } from 'smol-toml';
import { isRecord } from '../../edit/json/index.ts';
import { readNpmrc } from '../../registries/npm/index.ts';
import type { ManagerFiles, RegistryAccess } from '../types.ts';

/** What of a bunfig.toml decides where packages come from (arena.md §3). */
export interface BunSettings {
  readonly registry?: string;
  /** `@scope` → address. */
  readonly scopes: ReadonlyMap<string, string>;
}

const maxBytes = 1 << 20;

/** Reads `install.registry` and `install.scopes`, without credentials; `preload` and every other key are not read. */
export function readBunfig(text: string): BunSettings {
  const install = installOf(text);
  const registry = addressOf(install['registry']);
  const scopes = new Map<string, string>();
  for (const [scope, value] of Object.entries(isRecord(install['scopes']) ? install['scopes'] : {})) {
    const address = addressOf(value);
    const name = scope.startsWith('@') ? scope : `@${scope}`;
    if (address !== undefined && /^@[\w.~-]{1,214}$/.test(name)) scopes.set(name, address);
  }
  return { ...(registry === undefined ? {} : { registry }), scopes };
}

/** The allowed part of a bunfig.toml, written anew; empty where nothing of it is allowed. */
export function allowedBunfig(text: string): string {
  const { registry, scopes } = readBunfig(text);
  if (registry === undefined && scopes.size === 0) return '';
  return bunfig({
    ...(registry === undefined ? {} : { registry }),
    ...(scopes.size === 0 ? {} : { scopes: Object.fromEntries(scopes) }),
  });
}

/** A user's bunfig for one run, with the default registry and its credential; and one `.npmrc` for those of others. */
export function bunAccessFiles({ defaultRegistry, credentials }: RegistryAccess): ManagerFiles {
  const header = credentials.get(defaultRegistry) ?? credentials.get(`${defaultRegistry.replace(/\/$/, '')}/`);
  const token = /^Bearer (\S+)$/.exec(header ?? '')?.[1];
  const registry = token === undefined ? defaultRegistry : { url: defaultRegistry, token };
  return new Map([['.bunfig.toml', bunfig({ registry })]]);
}

function bunfig(install: Record<string, unknown>): string {
  return `${stringify({ install }).trim()}\n`;
}

function installOf(text: string): Record<string, unknown> {
  if (text.length > maxBytes) return {};
  try {
    const { install } = parse(text);
    return isRecord(install) ? install : {};
  } catch (error) {
    // Whatever the reader refuses is no configuration of ours to keep.
    if (error instanceof Error) return {};
    throw error;
  }
}

function addressOf(value: unknown): string | undefined {
  const text = isRecord(value) ? value['url'] : value;
  return typeof text === 'string' ? readNpmrc(`registry=${text}`).registry : undefined;
}
