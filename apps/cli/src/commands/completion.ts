import type { Command } from '../args/command.ts';
import { errors } from '../errors.ts';
import { exitCode } from '../exit-code.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

/** `maximus completion SHELL`. */
export const completionCommand: Command = {
  name: 'completion',
  summary: 'Print a completion script for your shell',
  usage: shells.join('|'),
  options: [],
  examples: [
    { line: 'source <(maximus completion bash)', says: 'complete in this shell' },
    { line: 'maximus completion fish > ~/.config/fish/completions/maximus.fish', says: 'complete from now on' },
  ],
  run: async (args, io) => {
    const shell = args.positionals[0];
    const { completionScript } = await import('../completion/script.ts');
    const { commands } = await import('./registry.ts');
    const script = completionScript(shell ?? '', commands);
    if (script === undefined) throw errors.missing_argument(`name a shell: ${shells.join(', ')}`);
    io.out.write(script);
    return exitCode.passed;
  },
};
