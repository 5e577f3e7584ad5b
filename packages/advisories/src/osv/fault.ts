/** Something wrong in one record that did not cost the whole record. */
export interface Fault {
  /** Where in the record, such as `affected[2].ranges[0]`. */
  readonly path: string;
  /** What is wrong, one sentence without the value. */
  readonly reason: string;
  /** `dropped`: the element is left out of matching; `flagged`: kept as it is. */
  readonly effect: 'dropped' | 'flagged';
}

/** Collects the faults of one record. */
export class Faults {
  readonly list: Fault[] = [];

  drop(path: string, reason: string): undefined {
    this.list.push({ path, reason, effect: 'dropped' });
    return undefined;
  }

  flag(path: string, reason: string): void {
    this.list.push({ path, reason, effect: 'flagged' });
  }
}

/** A JSON object, as opposed to a list, `null` or a plain value. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
