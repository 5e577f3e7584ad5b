/** A scanner that may be on PATH. Each is run so that it reads and never executes what it scans. */
export interface Backend {
  readonly id: string;
  readonly command: string;
  /** Arguments for one folder; the working folder is that folder. */
  readonly args: readonly string[];
  /** Exit codes that mean "ran to its end". */
  readonly completed: readonly number[];
}

/** Every backend of `--with`, alphabetical. */
export const backends: readonly Backend[] = [
  { id: 'grype', command: 'grype', args: ['dir:.', '-o', 'json', '--quiet'], completed: [0, 1, 2] },
  // Signatures, scripts and lock rewriting are off: the folder is hostile input.
  {
    id: 'npm-audit',
    command: 'npm',
    args: ['audit', '--json', '--ignore-scripts', '--package-lock-only'],
    completed: [0, 1],
  },
  {
    id: 'osv-scanner',
    command: 'osv-scanner',
    args: ['scan', 'source', '--recursive', '--format', 'json', '.'],
    completed: [0, 1],
  },
  // Without pip nothing is resolved or built: only pinned requirements are read.
  {
    id: 'pip-audit',
    command: 'pip-audit',
    args: [
      '--requirement',
      'requirements.txt',
      '--no-deps',
      '--disable-pip',
      '--format',
      'json',
      '--progress-spinner',
      'off',
    ],
    completed: [0, 1],
  },
  {
    id: 'trivy',
    command: 'trivy',
    args: ['filesystem', '--scanners', 'vuln', '--format', 'json', '--quiet', '.'],
    completed: [0, 1],
  },
];
