import { valid } from 'semver';

/** A key of `packages` or `snapshots` in its parts (pnpm's "lockfile" 9: dependency path). */
export interface DepPath {
  readonly name: string;
  /** A version number; absent for what comes from elsewhere than a registry. */
  readonly version?: string;
  /** `name@version`, without peers. */
  readonly base: string;
  /** What stands in each of the outer brackets: keys of the entries that answer its peers. */
  readonly peers: readonly string[];
}

/** Takes a key apart; nothing where its brackets do not close. */
export function readDepPath(key: string): DepPath | undefined {
  const open = key.indexOf('(');
  const base = open < 0 ? key : key.slice(0, open);
  const peers = open < 0 ? [] : groupsOf(key.slice(open));
  const at = base.indexOf('@', 1);
  if (at < 0 || peers === undefined) return undefined;
  const version = base.slice(at + 1);
  return {
    name: base.slice(0, at),
    ...(valid(version) === null ? {} : { version }),
    base,
    peers,
  };
}

/** The key that a reference leads to: a version stands for the package it is listed under. */
export function keyOfReference(folder: string, reference: string): string {
  const open = reference.indexOf('(');
  const head = open < 0 ? reference : reference.slice(0, open);
  return valid(head) === null ? reference : `${folder}@${reference}`;
}

/** How an entry is referred to under a name. */
export function referenceTo(folder: string, key: string): string {
  return key.startsWith(`${folder}@`) && valid(readDepPath(key)?.version ?? '') !== null
    ? key.slice(folder.length + 1)
    : key;
}

function groupsOf(text: string): readonly string[] | undefined {
  const groups: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '(') {
      if (depth === 0) start = at + 1;
      depth += 1;
    } else if (sign === ')') {
      depth -= 1;
      if (depth < 0) return undefined;
      if (depth === 0) groups.push(text.slice(start, at));
    } else if (depth === 0) return undefined;
  }
  return depth === 0 ? groups : undefined;
}
