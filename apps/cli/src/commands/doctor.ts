import type { Command } from '../args/command.ts';

/** `maximus doctor`. */
export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'Check this machine: runtime, index, settings, tools',
  usage: '',
  options: [],
  examples: [{ line: 'maximus doctor', says: 'each check with what to do' }],
  run: async (args, io) => (await import('../doctor/run-doctor.ts')).runDoctor(args, io),
};
