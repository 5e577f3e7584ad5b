import type { Command } from '../args/command.ts';

/** Rungs that change a project, and those that draft a text for a person. */
const strategies = [
  'lock-bump',
  'direct-upgrade',
  'parent-upgrade',
  'override',
  'major-upgrade',
  'code-rule',
  'virtual-patch',
  'vex-not-affected',
] as const;

/** `maximus fix [PATH]`. */
export const fixCommand: Command = {
  name: 'fix',
  summary: 'Plan the smallest safe remedies, prove them, and apply what is proven',
  usage: '[PATH] [OPTIONS]',
  details:
    '\nShows the plan first, has the package manager write the lock file in a sandbox, has the change judged with evidence, ' +
    'and only then changes the project: all of it or nothing. Exits 0 when every remedy stands, 1 with findings left at or ' +
    'over --fail-on, 2 when something could not be checked, 6 when remedies are proposed and not proven.',
  options: [
    { name: 'apv', type: 'list', value: 'ID', description: 'Only this vulnerability, by any of its ids. Repeatable.' },
    {
      name: 'strategy',
      type: 'list',
      value: 'RUNG',
      choices: strategies,
      description: 'Only this kind of change. Repeatable.',
    },
    { name: 'allow-major', type: 'flag', description: 'Also propose major steps; they are proven after all others.' },
    {
      name: 'exposure',
      type: 'text',
      value: 'FROM',
      choices: ['public', 'internal'],
      description: 'From where the project is reached; a firewall rule is drafted where that is public.',
    },
    {
      name: 'retire-overrides',
      type: 'flag',
      description: 'Take out the overrides that nobody needs any more, in the place of planning for findings.',
    },
    { name: 'dry-run', type: 'flag', description: 'Print the plan; try and change nothing.' },
    {
      name: 'test',
      type: 'flag',
      description: "Run the project's own tests before and after, shut in. This runs code of the project.",
    },
    {
      name: 'level',
      type: 'text',
      value: 'LEVEL',
      choices: ['auto', 'container', 'process', 'static'],
      description: 'How the change is shut in while it is judged; static without --test, else auto.',
    },
    { name: 'commit', type: 'flag', description: 'Commit on the branch that is checked out.' },
    { name: 'branch', type: 'flag', description: 'Commit on a branch of its own; the files here stay as they are.' },
    { name: 'pr', type: 'flag', description: 'Open a pull request at the forge of the remote "origin".' },
    {
      name: 'forge',
      type: 'text',
      value: 'KIND',
      choices: ['github', 'gitlab', 'gitea'],
      description: 'Kind of that forge where its host does not say; the token is in MAXIMUS_FORGE_TOKEN.',
    },
    { name: 'yes', short: 'y', type: 'flag', description: 'Apply what is proven without asking.' },
    {
      name: 'format',
      short: 'f',
      type: 'text',
      value: 'FORMAT',
      choices: ['table', 'json', 'markdown'],
      description: 'What to write; table is the default.',
    },
    {
      name: 'output',
      short: 'o',
      type: 'text',
      value: 'FILE',
      description: 'Write the result to a file.',
      completes: 'file',
    },
    {
      name: 'fail-on',
      type: 'text',
      value: 'LEVEL',
      choices: ['low', 'medium', 'high', 'critical', 'kev', 'none'],
      description: 'Lowest severity that may not stay; high is the default.',
      setting: 'scan.fail_on',
    },
    { name: 'include', type: 'list', value: 'GLOB', description: 'Look only at these files.', setting: 'scan.include' },
    { name: 'exclude', type: 'list', value: 'GLOB', description: 'Leave these out.', setting: 'scan.exclude' },
  ],
  examples: [
    { line: 'maximus fix --dry-run', says: 'the plan, and why not for what has none' },
    { line: 'maximus fix --test --yes', says: 'with the tests before and after, without a question' },
    { line: 'maximus fix --apv CVE-2021-44906 --commit', says: 'one vulnerability, as a commit' },
    { line: 'maximus fix --strategy lock-bump --pr', says: 'lock refreshes only, as a pull request' },
  ],
  run: async (args, io) => (await import('../fix/run-fix.ts')).runFix(args, io),
};
