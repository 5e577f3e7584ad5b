import type { Command } from '../args/command.ts';

/** Formats of `--format`, the first one being what a person sees. */
const scanFormats = ['table', 'json', 'sarif', 'cyclonedx-vex', 'openvex', 'markdown', 'html', 'csv'] as const;

/** `maximus scan [PATH…]`. */
export const scanCommand: Command = {
  name: 'scan',
  summary: 'Find known vulnerabilities in folders, lock files and SBOMs',
  usage: '[PATH…] [OPTIONS]',
  details:
    '\nScans the current folder where no PATH is given. Exits 0 when the gate is passed, 1 with findings at or over ' +
    '--fail-on, 2 when something could not be checked. What could not be checked is always listed.',
  options: [
    {
      name: 'format',
      short: 'f',
      type: 'text',
      value: 'FORMAT',
      choices: scanFormats,
      description: 'What to write; table is the default.',
    },
    {
      name: 'output',
      short: 'o',
      type: 'text',
      value: 'FILE',
      description: 'Write the report to a file.',
      completes: 'file',
    },
    {
      name: 'fail-on',
      type: 'text',
      value: 'LEVEL',
      choices: ['low', 'medium', 'high', 'critical', 'kev', 'none'],
      description: 'Lowest severity that fails the scan; high is the default.',
      setting: 'scan.fail_on',
    },
    {
      name: 'min-confidence',
      type: 'text',
      value: 'LEVEL',
      choices: ['low', 'medium', 'high'],
      description: 'Hold back findings that are less sure.',
      setting: 'scan.min_confidence',
    },
    {
      name: 'baseline',
      type: 'text',
      value: 'FILE',
      description: 'An earlier JSON or SARIF report: only what is new fails.',
      completes: 'file',
    },
    {
      name: 'allow-incomplete',
      type: 'flag',
      description: 'Accept what could not be checked; it is still listed.',
      setting: 'scan.allow_incomplete',
    },
    {
      name: 'import',
      type: 'list',
      value: 'FILE',
      description: 'Merge a report of npm audit, pip-audit, osv-scanner, Trivy, Grype, Snyk or SARIF. Repeatable.',
      completes: 'file',
    },
    {
      name: 'with',
      type: 'list',
      value: 'TOOL',
      choices: ['npm-audit', 'pip-audit', 'osv-scanner', 'trivy', 'grype'],
      description: 'Also run this scanner, found on PATH, and merge what it reports. Repeatable.',
    },
    {
      name: 'include',
      type: 'list',
      value: 'GLOB',
      description: 'Look only at these files. Repeatable.',
      setting: 'scan.include',
    },
    {
      name: 'exclude',
      type: 'list',
      value: 'GLOB',
      description: 'Leave these out. Repeatable.',
      setting: 'scan.exclude',
    },
    {
      name: 'exposure',
      type: 'text',
      value: 'WHERE',
      choices: ['public', 'internal', 'unknown'],
      description: 'Whether the internet reaches the project; unknown counts as public.',
      setting: 'scan.exposure',
    },
    {
      name: 'max-db-age',
      type: 'text',
      value: 'AGE',
      description: 'Age past which the index is stale (12h, 7d).',
      setting: 'scan.max_db_age',
    },
    {
      name: 'report-to',
      type: 'text',
      value: 'URL',
      description: 'Also send the inventory to a Maximus server; its token is in MAXIMUS_TOKEN.',
    },
    { name: 'report-as', type: 'text', value: 'PROJECT', description: 'Name of the project at the server.' },
    { name: 'no-reachability', type: 'flag', description: 'Do not search the sources for imports.' },
    { name: 'details', type: 'flag', description: 'In the table: every path, reason and reference.' },
  ],
  examples: [
    { line: 'maximus scan', says: 'this folder, as a table' },
    { line: 'maximus scan --fail-on critical services/*', says: 'several folders; only critical ones fail' },
    { line: 'maximus scan -f sarif -o maximus.sarif', says: 'for GitHub code scanning' },
    { line: 'maximus scan -f json -o base.json; maximus scan --baseline base.json', says: 'fail only on what is new' },
    { line: 'maximus scan --import trivy.json --with grype', says: 'one list out of several scanners' },
  ],
  run: async (args, io) => (await import('../scan/run-scan.ts')).runScan(args, io),
};
