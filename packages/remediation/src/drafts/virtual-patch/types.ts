/** One request of a sample, as far as a rule looks at it. */
export interface SampleRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query, percent-encoded. */
  readonly target: string;
  /** Body of a form, percent-encoded, or a text. */
  readonly body?: string;
}

/** What a rule does for one sample. */
export interface SampleCase {
  readonly request: SampleRequest;
  readonly expect: 'match' | 'pass';
}

/** A rule for one weakness, with the requests that it was held against. */
export interface RuleTemplate {
  /** CWE number. */
  readonly cwe: number;
  readonly title: string;
  /** One pattern without look-around or back references, so that every engine reads it alike. */
  readonly pattern: string;
  /** What of a request the pattern is held against. */
  readonly looksAt: 'arguments' | 'target-and-arguments' | 'body';
  readonly malicious: readonly SampleRequest[];
  readonly benign: readonly SampleRequest[];
}
