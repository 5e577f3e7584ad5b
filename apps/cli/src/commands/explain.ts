import type { Command } from '../args/command.ts';

/** `maximus explain ID`. */
export const explainCommand: Command = {
  name: 'explain',
  summary: 'Why an advisory matches a package, or why it does not',
  usage: 'ID [PATH…] [--package PURL]',
  details:
    '\nID is any id of the flaw: CVE, GHSA, PYSEC, GO, RUSTSEC, MAL. Without --package every version of the affected ' +
    'packages that the PATHs (this folder by default) lock is explained.',
  options: [
    {
      name: 'package',
      short: 'p',
      type: 'text',
      value: 'PURL',
      description: 'One package URL, such as pkg:npm/lodash@4.17.15.',
    },
    {
      name: 'format',
      short: 'f',
      type: 'text',
      value: 'FORMAT',
      choices: ['text', 'json'],
      description: 'text is the default.',
    },
  ],
  examples: [
    { line: 'maximus explain CVE-2021-44906', says: 'for every package here that it names' },
    { line: 'maximus explain GHSA-xvch-5gv4-984h -p pkg:npm/minimist@1.2.8', says: 'for one version, step by step' },
  ],
  run: async (args, io) => (await import('../explain/run-explain.ts')).runExplain(args, io),
};
