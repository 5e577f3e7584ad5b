import type { AppError } from '@maximus/kernel';
import type { Problem } from '../types.ts';

/** How many problems of one kind are kept one by one; a hostile file must not fill memory with error objects. */
const maxSingle = 200;

/** Collects the problems of one file: the first of a kind one by one, the rest as one with a count. */
export interface ProblemList {
  /** `kind` groups alike problems; `make` is only called where the problem is kept. */
  add(kind: string, make: () => AppError): void;
  /** Adds one that stands for `count` entries; none where the count is 0. */
  addCounted(count: number, make: () => AppError): void;
  /** Takes over finished ones. */
  push(problems: readonly Problem[]): void;
  /** How many entries the problems so far stand for. */
  readonly size: number;
  /** In the order in which they were added; the counted rests last. */
  list(): readonly Problem[];
}

/** An empty list. */
export function createProblemList(): ProblemList {
  const kept: Problem[] = [];
  const seen = new Map<string, number>();
  const rest = new Map<string, { error: AppError; count: number }>();
  let size = 0;
  return {
    add(kind, make) {
      size++;
      const count = (seen.get(kind) ?? 0) + 1;
      seen.set(kind, count);
      if (count <= maxSingle) kept.push({ error: make() });
      else {
        const row = rest.get(kind);
        if (row === undefined) rest.set(kind, { error: make(), count: 1 });
        else row.count++;
      }
    },
    addCounted(count, make) {
      if (count === 0) return;
      size += count;
      kept.push(count === 1 ? { error: make() } : { error: make(), count });
    },
    push(problems) {
      for (const problem of problems) {
        size += problem.count ?? 1;
        kept.push(problem);
      }
    },
    get size() {
      return size;
    },
    list: () => [...kept, ...rest.values()],
  };
}
