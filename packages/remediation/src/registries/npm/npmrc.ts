/** The addresses that a project's `.npmrc` names; nothing else of that file is read. */
export interface NpmAddresses {
  /** Of the unscoped packages; absent where the file does not say. */
  readonly registry?: string;
  /** `@scope` → address. */
  readonly scopes: ReadonlyMap<string, string>;
}

const maxLines = 2_000;

/**
 * Reads `registry` and `@scope:registry` (npm's "npmrc": INI, the last of equal keys counts). A value that takes from the
 * environment, or that is no http address, is left out: it would be read where no project's word counts.
 */
export function readNpmrc(text: string): NpmAddresses {
  let registry: string | undefined;
  const scopes = new Map<string, string>();
  for (const line of text.split(/\r?\n/, maxLines)) {
    // A section makes every key below it another one.
    if (line.trimStart().startsWith('[')) break;
    const found = /^\s*((?:@[^\s:=/]+:)?registry)\s*=\s*(\S+)\s*$/.exec(line.slice(0, 1_000));
    const address = found?.[2] === undefined ? undefined : addressOf(found[2]);
    if (found === null || address === undefined) continue;
    const key = found[1] ?? '';
    if (key === 'registry') registry = address;
    else scopes.set(key.slice(0, key.lastIndexOf(':')), address);
  }
  return { ...(registry === undefined ? {} : { registry }), scopes };
}

/** The part of an `.npmrc` that a run may see (arena.md §3), written anew; empty where nothing of it is allowed. */
export function allowedNpmrc(text: string): string {
  const { registry, scopes } = readNpmrc(text);
  const lines = [...scopes].map(([scope, address]) => `${scope}:registry=${address}`);
  if (registry !== undefined) lines.unshift(`registry=${registry}`);
  return lines.map((line) => `${line}\n`).join('');
}

function addressOf(text: string): string | undefined {
  const bare = text.replace(/^(["'])(.*)\1$/, '$2');
  if (bare.includes('${') || !URL.canParse(bare)) return undefined;
  const url = new URL(bare);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}
