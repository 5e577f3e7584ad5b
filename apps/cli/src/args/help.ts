import type { CommandIo } from '../terminal/io.ts';
import { createPaint, pad, wantsColour, wrap } from '../terminal/style.ts';
import type { Command, Option } from './command.ts';
import { globalOptions } from './global-options.ts';

function optionLabel(option: Option): string {
  const short = option.short === undefined ? '    ' : `-${option.short}, `;
  const value = option.type === 'flag' ? '' : ` ${option.value ?? 'VALUE'}`;
  return `${short}--${option.name}${value}`;
}

function optionLines(options: readonly Option[], width: number): string[] {
  const lines: string[] = [];
  for (const option of options) {
    const choices = option.choices === undefined ? '' : ` One of: ${option.choices.join(', ')}.`;
    const label = `  ${optionLabel(option)}`;
    const text = wrap(option.description + choices, width - 32);
    if (label.length > 30) lines.push(label);
    lines.push(`${label.length > 30 ? ' '.repeat(32) : pad(label, 32)}${text[0] ?? ''}`);
    for (const more of text.slice(1)) lines.push(' '.repeat(32) + more);
  }
  return lines;
}

/** The help text of one command. */
export function commandHelp(command: Command, io: CommandIo): string {
  const paint = createPaint(wantsColour(io.out.isTerminal, io.environment));
  const width = Math.min(100, io.out.columns);
  const lines = [command.summary, '', paint('Usage', 'bold'), `  maximus ${command.name} ${command.usage}`.trimEnd()];
  if (command.details !== undefined) {
    for (const paragraph of command.details.split('\n'))
      lines.push(...(paragraph === '' ? [''] : wrap(paragraph, width)));
  }
  if (command.subcommands !== undefined) {
    lines.push('', paint('Commands', 'bold'));
    for (const sub of command.subcommands)
      lines.push(`  ${pad(sub.name.slice(command.name.length + 1), 14)}${sub.summary}`);
  }
  if (command.options.length > 0) lines.push('', paint('Options', 'bold'), ...optionLines(command.options, width));
  lines.push('', paint('Everywhere', 'bold'), ...optionLines(globalOptions, width));
  if (command.examples.length > 0) {
    lines.push('', paint('Examples', 'bold'));
    for (const example of command.examples)
      lines.push(`  ${paint(`$ ${example.line}`, 'cyan')}`, `    ${example.says}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The help text of the program. */
export function programHelp(commands: readonly Command[], io: CommandIo): string {
  const paint = createPaint(wantsColour(io.out.isTerminal, io.environment));
  const lines = [
    `${paint('maximus', 'bold')}  finds known vulnerabilities, says why, and what would fix them`,
    '',
    paint('Usage', 'bold'),
    '  maximus COMMAND [OPTIONS]',
    '',
    paint('Commands', 'bold'),
    ...commands.map((command) => `  ${pad(command.name, 14)}${command.summary}`),
    '',
    paint('Start here', 'bold'),
    `  ${paint('$ maximus db update', 'cyan')}           fetch the advisories (or: db build --from PATH)`,
    `  ${paint('$ maximus scan .', 'cyan')}              scan this folder`,
    `  ${paint('$ maximus explain CVE-2021-44906', 'cyan')}   why it matches, or why not`,
    '',
    paint('Exit codes', 'bold'),
    '  0 passed   1 findings   2 could not check completely   3 usage',
    '  4 no database   5 verification failed   6 remedies not proven   70 internal error',
    '',
    'Every command has --help with examples. Colour obeys NO_COLOR and FORCE_COLOR.',
  ];
  return `${lines.join('\n')}\n`;
}
