/** Exit codes of every command (oraculo.md §5): the one table. */
export const exitCode = {
  /** Passed; valid. */
  passed: 0,
  /** Findings at or over the threshold, or a disagreement found. */
  findings: 1,
  /** Could not check completely. */
  incomplete: 2,
  /** Usage or configuration error. */
  usage: 3,
  /** No or unusable database. */
  noDatabase: 4,
  /** Verification failed. */
  verificationFailed: 5,
  /** A fault of ours. */
  internal: 70,
} as const;

/** One of the codes above. */
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
