import type { Command } from '../args/command.ts';

/** `maximus audit …`. */
export const auditCommand: Command = {
  name: 'audit',
  summary: 'Check an export of the audit log',
  usage: 'COMMAND',
  options: [],
  examples: [],
  subcommands: [
    {
      name: 'audit verify',
      summary: 'Find changed, missing or moved rows of an export',
      usage: 'EXPORT [OPTIONS]',
      details:
        '\nEXPORT is what GET /hitl/audit/export gave. Rows cut off at the end, and a log made anew with another key, show ' +
        'only against a file of checkpoints that was kept elsewhere. Exit codes: 0 valid, 5 invalid, 2 could not check.',
      options: [
        {
          name: 'checkpoint',
          type: 'text',
          value: 'FILE',
          description: 'Checkpoints kept elsewhere: audit-checkpoints.ndjson of the server, or lines of it.',
          completes: 'file',
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
        { line: 'maximus audit verify audit.ndjson', says: 'exits 5 and names the first bad entry' },
        {
          line: 'maximus audit verify audit.ndjson --checkpoint kept.ndjson',
          says: 'finds rows cut off at the end, too',
        },
      ],
      run: async (args, io) => (await import('../audit/run-verify.ts')).runVerify(args, io),
    },
  ],
};
