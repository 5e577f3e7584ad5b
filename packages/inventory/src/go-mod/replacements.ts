import type { Replacement } from './module-file.ts';

/** The replace directives of one file, ready to be asked. */
export interface Replacements {
  /** The rule for a module at a version: one that names the version wins. */
  find(path: string, version: string): Replacement | undefined;
  /** The rule that brings one of these versions of a module in. */
  into(target: string, versions: Iterable<string>): Replacement | undefined;
  /** Whether any rule replaces the module. */
  has(path: string): boolean;
  /** Whether a rule replaces every version of the module. */
  replacesAll(path: string): boolean;
}

/** Indexes replace directives by both sides. */
export function createReplacements(replaces: readonly Replacement[]): Replacements {
  const bySource = new Map<string, Replacement>();
  const byTarget = new Map<string, Replacement>();
  const paths = new Set<string>();
  for (const rule of replaces) {
    paths.add(rule.path);
    bySource.set(`${rule.path}@${rule.version ?? ''}`, rule);
    if (rule.targetVersion !== undefined) byTarget.set(`${rule.target}@${rule.targetVersion}`, rule);
  }
  return {
    find: (path, version) => bySource.get(`${path}@${version}`) ?? bySource.get(`${path}@`),
    into: (target, versions) => {
      for (const version of versions) {
        const rule = byTarget.get(`${target}@${version}`);
        if (rule !== undefined) return rule;
      }
      return undefined;
    },
    has: (path) => paths.has(path),
    replacesAll: (path) => bySource.has(`${path}@`),
  };
}

/** Whether a rule puts a folder in a module's place. */
export function localFolder(rule: Replacement): boolean {
  return rule.targetVersion === undefined;
}
