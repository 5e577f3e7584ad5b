import { errors } from '../errors.ts';
import type { Component, Problem } from '../types.ts';

/**
 * One problem per digest that two versions of one package share: such a file was not written by a package manager, and
 * which version it stands for cannot be known (apv.md §3).
 */
export function integrityConflicts(path: string, components: readonly Component[]): readonly Problem[] {
  const first = new Map<string, Component>();
  const told = new Set<string>();
  const problems: Problem[] = [];
  for (const component of components) {
    const { integrity, version, name } = component;
    if (integrity === undefined || version === undefined) continue;
    const key = `${component.ecosystem}\n${name}\n${integrity}`;
    const before = first.get(key);
    if (before === undefined) first.set(key, component);
    else if (before.version !== version && !told.has(key)) {
      told.add(key);
      const message = `${name} ${before.version} and ${version} share one integrity digest`;
      const where = { file: path, ...(component.line === undefined ? {} : { line: component.line }) };
      problems.push({ error: errors.integrity_conflict(message, where) });
    }
  }
  return problems;
}
