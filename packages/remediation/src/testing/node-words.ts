import type { PackageChange } from '@maximus/contracts';
import type { NodeScenario } from './node-scenarios.data.ts';
import type { VersionParts } from './npm-universe.ts';

/** `name from → to`; `→ name to` for what is new, `name from →` for what goes. */
export function shown({ purl_from, purl_to }: PackageChange): string {
  const [from, to] = [spaced(purl_from), spaced(purl_to)];
  if (from === '') return `→ ${to}`;
  if (to === '') return `${from} →`;
  return `${from} → ${to.slice(to.lastIndexOf(' ') + 1)}`;
}

function spaced(purl = ''): string {
  return decodeURIComponent(purl.slice('pkg:npm/'.length)).replace(/@([^@]+)$/, ' $1');
}

/** The packages as they were when a lock file was written, and later all of them. */
export function universeThen({ universe, later }: NodeScenario): {
  readonly now: Record<string, VersionParts>;
  goOn(): void;
} {
  const now: Record<string, VersionParts> = Object.fromEntries(
    Object.entries(universe).filter(([label]) => !later.includes(label)),
  );
  return { now, goOn: () => void Object.assign(now, universe) };
}
