/** Something wrong in one record that did not cost the whole record. */
export interface Fault {
  /** Where in the record, such as `affected[2].ranges[0]`. */
  readonly path: string;
  /** What is wrong, one sentence without the value. */
  readonly reason: string;
  /** `dropped`: the element is left out of matching; `flagged`: kept as it is. */
  readonly effect: 'dropped' | 'flagged';
}

/**
 * Collects the faults of one record. Checks name the path below what they look at, and the caller puts its own part in
 * front with `within`: no path is made for what is right, which is nearly everything.
 */
export class Faults {
  list: Fault[] = [];

  drop(path: string, reason: string): undefined {
    this.list.push({ path, reason, effect: 'dropped' });
    return undefined;
  }

  flag(path: string, reason: string): void {
    this.list.push({ path, reason, effect: 'flagged' });
  }

  /** Puts `name`, or `name[index]`, in front of the paths of the faults from place `since` on. */
  within(since: number, name: string, index?: number): void {
    if (this.list.length === since) return;
    const front = index === undefined ? name : `${name}[${index}]`;
    this.list = this.list.map((fault, place) => (place < since ? fault : { ...fault, path: front + fault.path }));
  }
}

/** A JSON object, as opposed to a list, `null` or a plain value. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
