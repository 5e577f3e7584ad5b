/** What a rule says of one request. Times here are microseconds. */
export interface Verdict {
  readonly allowed: boolean;
  /** Whole units left, the asked ones not counted. */
  readonly remaining: number;
  /** Until the oldest request leaves the window, or the bucket is full; 0 for a rule without time. */
  readonly resetUs: number;
  /** Until the same request could pass if nobody else came; 0 when it passes, or when only the end of others helps. */
  readonly retryUs: number;
}

/** The state of one rule for one partition, and the arithmetic on it. The Lua script computes the same. */
export interface RuleCell {
  judge(cost: number, nowUs: number): Verdict;
  /** Counts what was judged to pass. */
  take(cost: number, nowUs: number, lease: string | undefined): void;
  /** Undoes a take that was made at `takenUs`. */
  giveBack(cost: number, takenUs: number, nowUs: number, lease: string | undefined): void;
  /** Units in use; of a bucket also parts of one. */
  used(nowUs: number): number;
  /** Counts `units` as taken at a time that may lie before other takes. */
  add(units: number, atUs: number, nowUs: number): void;
  /** Brings the units in use down to `units`, the oldest first. */
  trim(units: number, nowUs: number): void;
  /** Copies the units in use, times `part`, with their times. */
  copyTo(other: RuleCell, part: number, nowUs: number): void;
  /** From when on the cell is like a new one. */
  idleAtUs(): number;
}
