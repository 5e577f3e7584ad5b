import type { Tree } from '../house/tree.ts';

/** One thing that is wrong. A notice is shown and fails nothing. */
export interface Problem {
  readonly file: string;
  /** From 1. */
  readonly line?: number;
  readonly message: string;
  readonly level: 'failure' | 'notice';
}

/** How a check ended; `detail` is one line such as "212 files". */
export interface CheckOutcome {
  readonly problems: readonly Problem[];
  readonly detail: string;
  /** Output of an outside tool, shown when the check fails. */
  readonly output?: string;
}

/** What a check is given: the tree, and whether it may correct what it can. */
export interface CheckRun {
  readonly tree: Tree;
  readonly fix: boolean;
}

/** One check of `npm run check`. */
export interface Check {
  readonly id: string;
  run(run: CheckRun): CheckOutcome | Promise<CheckOutcome>;
}

/** A failure at a place. */
export function failure(file: string, line: number | undefined, message: string): Problem {
  return line === undefined ? { file, message, level: 'failure' } : { file, line, message, level: 'failure' };
}
