import type { Tree } from '../tree-shape.ts';
import type { Request, TreeNode } from './types.ts';

const flagNames = ['dev', 'optional', 'devOptional', 'peer'] as const;

/** npm's flags of one entry: why it is installed at all (npm's "package-lock.json", packages). */
export type InstallFlags = { readonly [K in (typeof flagNames)[number]]?: true };

/** The flags of every path: what is reached only by way of development, optional or peer requirements. */
export function installFlags(tree: Tree): (path: string) => InstallFlags {
  const isDev = (from: TreeNode, { kind }: Request) => from.role === 'project' && kind === 'dev';
  const isOptional = (_from: TreeNode, { kind }: Request) => kind === 'optional' || kind === 'peer-optional';
  const withoutDev = tree.reachable((from, request) => !isDev(from, request));
  const withoutOptional = tree.reachable((from, request) => !isOptional(from, request));
  const withoutEither = tree.reachable((from, request) => !isDev(from, request) && !isOptional(from, request));
  const withoutPeer = tree.reachable((_from, { kind }) => kind !== 'peer' && kind !== 'peer-optional');
  return (path) => {
    const dev = !withoutDev.has(path);
    const optional = !withoutOptional.has(path);
    return {
      ...(dev ? { dev } : {}),
      ...(optional ? { optional } : {}),
      ...(!dev && !optional && !withoutEither.has(path) ? { devOptional: true } : {}),
      ...(withoutPeer.has(path) ? {} : { peer: true }),
    };
  };
}

const firstKeys: readonly string[] = ['name', 'version', 'resolved', 'integrity', 'dependencies'];

/** An entry with these flags and no others. */
export function flagged(entry: Readonly<Record<string, unknown>>, flags: InstallFlags): Record<string, unknown> {
  const kept = Object.entries(entry).filter(([key]) => !flagNames.some((name) => name === key));
  return Object.fromEntries([...kept, ...Object.entries(flags)].sort(byNpmOrder));
}

/** As npm writes an entry: objects behind everything else; in each half the known keys first, then by name. */
function byNpmOrder([a, of]: readonly [string, unknown], [b, other]: readonly [string, unknown]): number {
  const isObject = (value: unknown) => Number(typeof value === 'object' && value !== null && !Array.isArray(value));
  const rank = (key: string) => (firstKeys.includes(key) ? firstKeys.indexOf(key) : firstKeys.length);
  return isObject(of) - isObject(other) || rank(a) - rank(b) || a.localeCompare(b, 'en');
}
