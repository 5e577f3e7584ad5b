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
  /** Remedies were proposed and are not proven (`maximus fix`). */
  unproven: 6,
  /** Ended by Ctrl-C, as shells have it: 128 and the number of the signal. */
  interrupted: 130,
  /** A fault of ours. */
  internal: 70,
} as const;

/** One of the codes above. */
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
