import type { Command, Option } from '../../../apps/cli/src/args/command.ts';
import { type GeneratedPage, pageHeader, table } from '../page.ts';

const INTRO = 'Every command with its options, from the same data as `maximus --help`.';

/** Every command of the command line. */
export const commandLinePage: GeneratedPage = {
  path: 'docs/reference/command-line.md',
  async render() {
    const { commands } = await import('../../../apps/cli/src/commands/registry.ts');
    const { globalOptions } = await import('../../../apps/cli/src/args/global-options.ts');
    const everywhere = `## For every command\n\n${optionTable(globalOptions)}`;
    const parts = commands
      .flatMap((command) => flatten(command, 'maximus'))
      .map(([path, command]) => section(path, command));
    return pageHeader('Command line', INTRO) + [everywhere, ...parts].join('\n');
  },
};

/** The commands on the front page, one line each. */
export const commandsRegion: GeneratedPage = {
  path: 'README.md',
  region: 'commands',
  async render() {
    const { commands } = await import('../../../apps/cli/src/commands/registry.ts');
    const rows = commands
      .flatMap((command) => flatten(command, 'maximus'))
      .map(([path, command]) => [`\`${path}\``, command.summary]);
    return table(['command', 'what it does'], rows);
  },
};

function flatten(command: Command, parent: string): Array<readonly [string, Command]> {
  const ownName = command.name.split(' ').at(-1) ?? command.name;
  const path = `${parent} ${ownName}`;
  const below = (command.subcommands ?? []).flatMap((each) => flatten(each, path));
  return command.run === undefined ? below : [[path, command], ...below];
}

function section(path: string, command: Command): string {
  const examples = command.examples.map((example) => `# ${example.says}\n${example.line}`).join('\n');
  return [
    `## ${path}\n\n${command.summary}\n`,
    ...(command.details === undefined ? [] : [`${command.details.trim()}\n`]),
    `\`\`\`\n${`${path} ${command.usage}`.trim()}\n\`\`\`\n`,
    ...(command.options.length === 0 ? [] : [optionTable(command.options)]),
    ...(examples === '' ? [] : [`\`\`\`sh\n${examples}\n\`\`\`\n`]),
  ].join('\n');
}

function optionTable(options: readonly Option[]): string {
  const rows = options.map((option) => {
    const names = `\`${option.short === undefined ? '' : `-${option.short}, `}--${option.name}${option.value === undefined ? '' : ` ${option.value}`}\``;
    const choices = option.choices === undefined ? '' : ` One of: ${option.choices.join(', ')}.`;
    return [names, `${option.description}${choices}`];
  });
  return table(['option', 'meaning'], rows);
}
