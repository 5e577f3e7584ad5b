import type { Command } from '../args/command.ts';

/** `maximus inventory [PATH]`. */
export const inventoryCommand: Command = {
  name: 'inventory',
  summary: 'List what a project is made of, as a table or an SBOM',
  usage: '[PATH] [OPTIONS]',
  options: [
    {
      name: 'format',
      short: 'f',
      type: 'text',
      value: 'FORMAT',
      choices: ['table', 'cyclonedx', 'spdx', 'json'],
      description: 'CycloneDX 1.6 JSON, SPDX 2.3 JSON, our JSON, or a table (the default).',
    },
    { name: 'output', short: 'o', type: 'text', value: 'FILE', description: 'Write to a file.', completes: 'file' },
    { name: 'why', type: 'text', value: 'NAME', description: 'Print the paths that bring a package in.' },
    { name: 'include', type: 'list', value: 'GLOB', description: 'Look only at these files.', setting: 'scan.include' },
    { name: 'exclude', type: 'list', value: 'GLOB', description: 'Leave these out.', setting: 'scan.exclude' },
  ],
  examples: [
    { line: 'maximus inventory -f cyclonedx -o bom.json', says: 'an SBOM of this folder' },
    { line: 'maximus inventory --why minimist', says: 'which dependencies bring it in' },
  ],
  run: async (args, io) => (await import('../inventory/run-inventory.ts')).runInventory(args, io),
};
