import type { Command } from '../args/command.ts';

/** `maximus versions …`. */
export const versionsCommand: Command = {
  name: 'versions',
  summary: 'Compare and sort versions as an ecosystem does',
  usage: 'COMMAND',
  options: [],
  examples: [],
  subcommands: [
    {
      name: 'versions compare',
      summary: 'Say which of two versions is newer',
      usage: 'ECOSYSTEM A B',
      options: [],
      examples: [{ line: 'maximus versions compare PyPI 1.0rc1 1.0', says: 'prints 1.0rc1 < 1.0' }],
      run: async (args, io) => (await import('../versions/run-compare.ts')).runCompare(args, io),
    },
    {
      name: 'versions sort',
      summary: 'Sort versions, oldest first, from arguments or standard input',
      usage: 'ECOSYSTEM [VERSION…]',
      options: [],
      examples: [{ line: 'maximus versions sort Maven 1.0 1.0-SNAPSHOT 1.0-alpha-1', says: 'oldest first' }],
      run: async (args, io) => (await import('../versions/run-sort.ts')).runSort(args, io),
    },
    {
      name: 'versions check',
      summary: 'Compare a file of `A < B` lines with our order',
      usage: 'ECOSYSTEM FILE',
      options: [],
      examples: [{ line: 'maximus versions check Debian debian-versions.txt', says: 'exits 1 if any line disagrees' }],
      run: async (args, io) => (await import('../versions/run-check.ts')).runCheck(args, io),
    },
  ],
};
