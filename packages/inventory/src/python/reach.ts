import type { Scope } from '@maximus/contracts';
import type { Candidates } from './candidates.ts';
import type { Asked, LockedPackage } from './lock-graph.ts';

/** What follows from the project's own requests; all maps are by index into the lock's packages. */
export interface Reached {
  /** The strongest scope in which a package is needed. */
  readonly scopes: ReadonlyMap<number, Scope>;
  readonly direct: ReadonlySet<number>;
  /** Ranges the project asks for, joined. */
  readonly requested: ReadonlyMap<number, string>;
  /** Extras that something switches on. */
  readonly extras: ReadonlyMap<number, ReadonlySet<string>>;
}

const strongestFirst: readonly Scope[] = ['prod', 'optional', 'peer', 'dev', 'unknown'];

/** Follows the requests through the lock, strongest scope first, so that each package keeps the strongest one. */
export function reach(packages: readonly LockedPackage[], candidates: Candidates, asked: readonly Asked[]): Reached {
  const scopes = new Map<number, Scope>();
  const direct = new Set<number>();
  const ranges = new Map<number, Set<string>>();
  const extras = new Map<number, Set<string>>();
  const open: { index: number; extra: string }[] = [];

  /** `''` stands for the package itself. */
  const enter = (index: number, switches: readonly string[]) => {
    const active = extras.get(index) ?? new Set<string>();
    extras.set(index, active);
    for (const extra of ['', ...switches]) {
      if (active.has(extra)) continue;
      active.add(extra);
      open.push({ index, extra });
    }
  };

  for (const scope of strongestFirst) {
    for (const request of asked) {
      if (request.scope !== scope) continue;
      for (const index of candidates.find(request)) {
        direct.add(index);
        if (request.requested !== undefined) {
          const known = ranges.get(index) ?? new Set<string>();
          ranges.set(index, known.add(request.requested));
        }
        enter(index, request.extras);
      }
    }
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      const entry = packages[state.index];
      if (entry === undefined) continue;
      if (!scopes.has(state.index)) scopes.set(state.index, scope);
      const wanted = state.extra === '' ? entry.dependencies : (entry.extras?.get(state.extra) ?? []);
      for (const each of wanted) for (const target of candidates.find(each)) enter(target, each.extras);
    }
  }
  const requested = new Map([...ranges].map(([index, texts]) => [index, [...texts].join(', ')]));
  return { scopes, direct, requested, extras };
}
