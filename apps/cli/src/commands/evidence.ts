import type { Command } from '../args/command.ts';

const format = {
  name: 'format',
  short: 'f',
  type: 'text',
  value: 'FORMAT',
  choices: ['text', 'json'],
  description: 'text is the default.',
} as const;

/** `maximus evidence …`. */
export const evidenceCommand: Command = {
  name: 'evidence',
  summary: 'Check and read the evidence of remedies, offline',
  usage: 'COMMAND',
  options: [],
  examples: [],
  subcommands: [
    {
      name: 'evidence verify',
      summary: 'Check that a bundle is whole, signed and consistent',
      usage: 'FILE [OPTIONS]',
      details:
        '\nFILE is a .tar.zst bundle or its folder. Exits 0 valid, 5 invalid with the file named, 2 could not check.',
      options: [
        {
          name: 'key',
          type: 'list',
          value: 'FILE',
          description: 'Public key (PEM) that must have signed it. Repeatable; any of them will do.',
          completes: 'file',
        },
        {
          name: 'recompute',
          type: 'flag',
          description: 'Match the recorded inventories with the recorded advisories again.',
        },
        format,
      ],
      examples: [
        { line: 'maximus evidence verify 5f3c.tar.zst', says: 'every file, the signature, the verdict' },
        {
          line: 'maximus evidence verify 5f3c.tar.zst --key team.pem --recompute',
          says: 'whose it is, and matched anew',
        },
      ],
      run: async (args, io) => (await import('../evidence/run-verify.ts')).runVerify(args, io),
    },
    {
      name: 'evidence show',
      summary: 'What a bundle is about and what it says',
      usage: 'FILE [OPTIONS]',
      options: [format],
      examples: [{ line: 'maximus evidence show 5f3c.tar.zst', says: 'subject, steps, rescan, tests, verdict' }],
      run: async (args, io) => (await import('../evidence/run-show.ts')).runShow(args, io),
    },
  ],
};
