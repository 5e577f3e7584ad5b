import type { Command } from '../args/command.ts';

/** `maximus plugins`. */
export const pluginsCommand: Command = {
  name: 'plugins',
  summary: 'List the formats and version schemes that are known',
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
  examples: [{ line: 'maximus plugins', says: 'what can be read and written' }],
  run: async (args, io) => (await import('../plugins/run-plugins.ts')).runPlugins(args, io),
};
