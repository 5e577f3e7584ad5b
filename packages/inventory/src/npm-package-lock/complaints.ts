import { errors } from '../errors.ts';
import type { Problem } from '../types.ts';

const shown = 3;

/** The rows of the table of errors that a complaint may be of. */
export type Reason = 'lock_outdated' | 'malformed' | 'not_installed' | 'path_escape' | 'unresolved';

/** Collects alike faults of one file, so that ten thousand of them are one line with a count. */
export class Complaints {
  readonly #path: string;
  readonly #groups = new Map<string, { reason: Reason; names: string[]; count: number; line: number | undefined }>();

  constructor(path: string) {
    this.#path = path;
  }

  /** Notes one fault; `what` groups, `name` is shown for the first few. */
  add(reason: Reason, what: string, name: string, line?: number): void {
    const group = this.#groups.get(what) ?? { reason, names: [], count: 0, line };
    if (group.names.length < shown) group.names.push(name.slice(0, 120));
    group.count++;
    this.#groups.set(what, group);
  }

  /** One problem per group, in the order of their first fault. */
  problems(): Problem[] {
    return [...this.#groups].map(([what, { reason, names, count, line }]) => {
      const more = count > names.length ? ` and ${count - names.length} more` : '';
      const details = { file: this.#path, ...(line === undefined ? {} : { line }), names };
      return { error: errors[reason](`${what}: ${names.join(', ')}${more}`, details), count };
    });
  }
}
