import type { Command } from '../args/command.ts';
import { optionsOf } from '../args/parse.ts';

/** Every command that runs, groups opened, as words after `maximus`. */
function leaves(commands: readonly Command[]): readonly Command[] {
  return commands.flatMap((command) => (command.subcommands === undefined ? [command] : leaves(command.subcommands)));
}

function words(command: Command): string {
  return optionsOf(command)
    .map((option) => `--${option.name}`)
    .join(' ');
}

function bash(commands: readonly Command[]): string {
  const groups = commands.filter((command) => command.subcommands !== undefined);
  const subcommands = groups.map(
    (group) => `    ${group.name}) subs="${group.subcommands?.map((sub) => sub.name.split(' ')[1]).join(' ')}" ;;`,
  );
  const options = leaves(commands).map((command) => `    "${command.name}") opts="${words(command)}" ;;`);
  const choices = leaves(commands).flatMap((command) =>
    optionsOf(command)
      .filter((option) => option.choices !== undefined)
      .map(
        (option) =>
          `    "${command.name} --${option.name}") COMPREPLY=($(compgen -W "${option.choices?.join(' ')}" -- "$cur")); return ;;`,
      ),
  );
  return `# maximus completion for bash
_maximus() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" cmd="\${COMP_WORDS[1]}" subs="" opts=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map((command) => command.name).join(' ')}" -- "$cur")); return
  fi
  case "$cmd" in
${subcommands.join('\n')}
  esac
  if [ -n "$subs" ]; then
    if [ "$COMP_CWORD" -eq 2 ]; then COMPREPLY=($(compgen -W "$subs" -- "$cur")); return; fi
    cmd="$cmd \${COMP_WORDS[2]}"
  fi
  case "$cmd $prev" in
${choices.join('\n')}
  esac
  case "$cmd" in
${options.join('\n')}
  esac
  case "$cur" in
    -*) COMPREPLY=($(compgen -W "$opts" -- "$cur")) ;;
    *) COMPREPLY=($(compgen -f -- "$cur")) ;;
  esac
}
complete -o filenames -F _maximus maximus
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function fish(commands: readonly Command[]): string {
  const lines = ['# maximus completion for fish', 'complete -c maximus -f'];
  for (const command of commands) {
    lines.push(`complete -c maximus -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.summary)}`);
    for (const sub of command.subcommands ?? []) {
      const name = sub.name.split(' ')[1];
      lines.push(
        `complete -c maximus -n ${quoted(`__fish_seen_subcommand_from ${command.name}`)} -a ${name} -d ${quoted(sub.summary)}`,
      );
    }
    for (const option of optionsOf(command)) {
      const values =
        option.choices === undefined
          ? option.completes === undefined
            ? ''
            : ' -F'
          : ` -xa ${quoted(option.choices.join(' '))}`;
      const short = option.short === undefined ? '' : ` -s ${option.short}`;
      const takesValue = option.type === 'flag' || option.choices !== undefined ? '' : ' -r';
      lines.push(
        `complete -c maximus -n ${quoted(`__fish_seen_subcommand_from ${command.name}`)} -l ${option.name}${short}${takesValue}${values} -d ${quoted(option.description)}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

/** The completion script of a shell, derived from the commands; `undefined` for a shell that is not known. */
export function completionScript(shell: string, commands: readonly Command[]): string | undefined {
  if (shell === 'bash') return bash(commands);
  if (shell === 'zsh') return `autoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`;
  if (shell === 'fish') return fish(commands);
  return undefined;
}
