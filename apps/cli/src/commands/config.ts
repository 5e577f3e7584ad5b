import type { Command } from '../args/command.ts';

/** `maximus config …`. */
export const configCommand: Command = {
  name: 'config',
  summary: 'Print, check and document the settings',
  usage: 'COMMAND',
  options: [],
  examples: [],
  subcommands: [
    {
      name: 'config print',
      summary: 'Every setting, its value and where it comes from',
      usage: '',
      options: [],
      examples: [{ line: 'MAXIMUS_SCAN_FAIL_ON=low maximus config print', says: 'shows what a variable changed' }],
      run: async (args, io) => (await import('../config/run-print.ts')).runPrint(args, io),
    },
    {
      name: 'config check',
      summary: 'Check a settings file',
      usage: '',
      options: [],
      examples: [{ line: 'maximus config check --config maximus.yaml', says: 'exits 3 and lists every fault' }],
      run: async (args, io) => (await import('../config/run-check.ts')).runCheck(args, io),
    },
    {
      name: 'config docs',
      summary: 'Document every setting, as Markdown',
      usage: '',
      options: [],
      examples: [{ line: 'maximus config docs', says: 'key, variable, type, default, meaning' }],
      run: async (args, io) => (await import('../config/run-docs.ts')).runDocs(args, io),
    },
  ],
};
