import type { Option } from './command.ts';

/** Options that every command takes. */
export const globalOptions: readonly Option[] = [
  {
    name: 'db',
    type: 'text',
    value: 'DIR',
    description: 'Folder of the advisory index (or MAXIMUS_DB).',
    setting: 'db',
    completes: 'folder',
  },
  {
    name: 'config',
    type: 'text',
    value: 'FILE',
    description: 'Settings file; ./maximus.yaml where it is not given.',
    completes: 'file',
  },
  { name: 'quiet', short: 'q', type: 'flag', description: 'No progress and no notes; results and errors only.' },
  { name: 'help', short: 'h', type: 'flag', description: 'This help.' },
];
