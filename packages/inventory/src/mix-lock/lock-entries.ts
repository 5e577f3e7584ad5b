import { withoutSecrets } from '../redaction/index.ts';
import { memberOf, type Term, textOf } from './terms.ts';

/** One entry of mix.lock. */
export interface LockEntry {
  /** The application: the key of the map, what requests name. */
  readonly app: string;
  readonly at: number;
  /** The package; apart from the application where the two differ. `organisation/name` for a private repository. */
  readonly name: string;
  readonly version: string | undefined;
  readonly checksum: string | undefined;
  readonly vcsUrl: string | undefined;
  /** Tag, branch or commit that a git dependency is held at. */
  readonly pin: string | undefined;
  readonly requests: readonly Request[];
}

/** What a package asks for. */
export interface Request {
  readonly app: string;
  readonly range: string | undefined;
  readonly optional: boolean;
}

/**
 * Reads `{:hex, name, version, inner, managers, deps, repo, outer}` (older ones end earlier) and
 * `{:git, url, commit, options}`; `undefined` for anything else.
 */
export function readLockEntry(key: Term, value: Term): LockEntry | undefined {
  const app = textOf(key);
  if (app === undefined || value.type !== 'tuple') return undefined;
  const [kind, second, third, fourth] = value.items;
  const at = key.at;
  if (textOf(kind) === 'hex') {
    const name = textOf(second);
    const version = textOf(third);
    if (name === undefined || version === undefined) return undefined;
    const requests = readRequests(value.items[5]);
    const checksum = textOf(value.items[7]) ?? textOf(fourth);
    const organisation = organisationOf(textOf(value.items[6]));
    return { app, at, name: organisation + name, version, checksum, vcsUrl: undefined, pin: undefined, requests };
  }
  if (textOf(kind) !== 'git') return undefined;
  const url = textOf(second);
  const commit = textOf(third);
  if (url === undefined || commit === undefined) return undefined;
  const held = ['tag', 'branch', 'ref'].flatMap((name) => {
    const text = textOf(memberOf(fourth, name));
    return text === undefined ? [] : [`${name} ${text}`];
  });
  const pin = `git ${held[0] ?? commit}`;
  return {
    app,
    at,
    name: app,
    version: undefined,
    checksum: undefined,
    vcsUrl: vcsUrlOf(url, commit),
    pin,
    requests: [],
  };
}

/** `hexpm:acme` is a private repository: its packages are not those of the public one. */
function organisationOf(repository: string | undefined): string {
  if (repository === undefined || repository === 'hexpm') return '';
  const colon = repository.indexOf(':');
  return `${colon === -1 ? repository : repository.slice(colon + 1)}/`;
}

function readRequests(term: Term | undefined): readonly Request[] {
  if (term?.type !== 'list') return [];
  return term.items.flatMap((item): Request[] => {
    if (item.type !== 'tuple') return [];
    const [name, range, options] = item.items;
    const app = textOf(name);
    if (app === undefined) return [];
    const optional = memberOf(options, 'optional');
    return [
      {
        app,
        range: range?.type === 'string' ? range.text : undefined,
        optional: optional?.type === 'other' && optional.text === 'true',
      },
    ];
  });
}

function vcsUrlOf(url: string, commit: string): string {
  return `git+${withoutSecrets(url)}@${commit}`;
}
