import type { Command } from '../args/command.ts';

const output = { name: 'output', short: 'o', type: 'text', value: 'PATH', completes: 'folder' } as const;

/** `maximus db …`. */
export const dbCommand: Command = {
  name: 'db',
  summary: 'Build, update and check the advisory index',
  usage: 'COMMAND',
  options: [],
  examples: [],
  subcommands: [
    {
      name: 'db update',
      summary: 'Fetch new and changed advisories, KEV and EPSS',
      usage: '[OPTIONS]',
      options: [
        {
          name: 'ecosystem',
          short: 'e',
          type: 'list',
          value: 'NAME',
          description: 'Fetch these (OSV names). Repeatable.',
        },
        { name: 'full', type: 'flag', description: 'Fetch everything again instead of what changed.' },
      ],
      examples: [{ line: 'maximus db update -e npm -e PyPI', says: 'two ecosystems, KEV and EPSS' }],
      run: async (args, io) => (await import('../database/run-update.ts')).runUpdate(args, io),
    },
    {
      name: 'db build',
      summary: 'Build an index from files on this machine',
      usage: '--from PATH… [OPTIONS]',
      details:
        '\nPATH is a folder, or a JSON, JSONL, gzip or zip file of OSV records; KEV and EPSS files are known by their content.',
      options: [
        {
          name: 'from',
          type: 'list',
          value: 'PATH',
          description: 'Where the records are. Repeatable.',
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
        { line: 'maximus db build --from advisories/', says: 'from a folder of OSV records' },
        {
          line: 'maximus db build --from all.zip --from kev.json --from epss.csv.gz --db ./db',
          says: 'without a network',
        },
      ],
      run: async (args, io) => (await import('../database/run-build.ts')).runBuild(args, io),
    },
    {
      name: 'db status',
      summary: 'What the index holds, and how old it is',
      usage: '[OPTIONS]',
      options: [
        {
          name: 'format',
          short: 'f',
          type: 'text',
          value: 'FORMAT',
          choices: ['text', 'json'],
          description: 'text is the default.',
        },
      ],
      examples: [{ line: 'maximus db status', says: 'sources, ecosystems, age' }],
      run: async (args, io) => (await import('../database/run-status.ts')).runStatus(args, io),
    },
    {
      name: 'db verify',
      summary: 'Read the whole index again and compare its digest',
      usage: '',
      options: [],
      examples: [{ line: 'maximus db verify', says: 'exits 5 when a byte differs' }],
      run: async (args, io) => (await import('../database/run-verify.ts')).runVerify(args, io),
    },
    {
      name: 'db export',
      summary: 'Write the index as OSV files for another machine',
      usage: '--output PATH',
      options: [{ ...output, description: 'Folder, or a .zip file.' }],
      examples: [{ line: 'maximus db export -o advisories.zip', says: 'one file; `db import` reads it' }],
      run: async (args, io) => (await import('../database/run-export.ts')).runExport(args, io),
    },
    {
      name: 'db import',
      summary: 'Replace the index by an export',
      usage: 'FILE',
      options: [],
      examples: [{ line: 'maximus db import advisories.zip', says: 'on the machine without a network' }],
      run: async (args, io) => (await import('../database/run-import.ts')).runImport(args, io),
    },
  ],
};
