import { parseArgs } from 'node:util';
import { fail, ok, type Result, suggest } from '@maximus/kernel';
import { errors } from '../errors.ts';

/** What the command line asks for. */
export interface Flags {
  readonly action: 'start' | 'help' | 'version' | 'list-targets' | 'verify-config' | 'print-config';
  readonly targets: readonly string[];
  readonly configFile: string | undefined;
  /** Dotted key → text. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Flags with a name of their own for a setting. */
const shortcuts = {
  port: 'http.port',
  host: 'http.host',
  'data-dir': 'data_dir',
  environment: 'environment',
  'log-level': 'log.level',
} as const;

const options = {
  target: { type: 'string', multiple: true },
  config: { type: 'string' },
  set: { type: 'string', multiple: true },
  port: { type: 'string' },
  host: { type: 'string' },
  'data-dir': { type: 'string' },
  environment: { type: 'string' },
  'log-level': { type: 'string' },
  'list-targets': { type: 'boolean' },
  'verify-config': { type: 'boolean' },
  'print-config': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

const actions = ['help', 'version', 'list-targets', 'verify-config', 'print-config'] as const;

/** Reads the command line; what it does not know fails with `server.usage` and a suggestion. */
export function parseFlags(argv: readonly string[]): Result<Flags> {
  let values: ReturnType<typeof parse>['values'];
  try {
    values = parse(argv).values;
  } catch (cause) {
    return fail(errors.usage(explain(cause, argv), {}, cause));
  }
  const settings: Record<string, string> = {};
  for (const pair of values.set ?? []) {
    const at = pair.indexOf('=');
    if (at <= 0) return fail(errors.usage(`--set takes key=value, not "${pair}"`));
    settings[pair.slice(0, at)] = pair.slice(at + 1);
  }
  for (const [flag, key] of Object.entries(shortcuts)) {
    const value = values[flag as keyof typeof shortcuts];
    if (value !== undefined) settings[key] = value;
  }
  return ok({
    action: actions.find((action) => values[action] === true) ?? 'start',
    targets: (values.target ?? ['all']).flatMap((text) => text.split(',')).filter((name) => name !== ''),
    configFile: values.config,
    settings,
  });
}

function parse(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false });
}

function explain(cause: unknown, argv: readonly string[]): string {
  const names = argv.filter((word) => word.startsWith('--')).map((word) => word.slice(2).split('=')[0] ?? '');
  const unknown = names.find((name) => name !== '' && !Object.hasOwn(options, name));
  if (unknown === undefined) return cause instanceof Error ? (cause.message.split('. ')[0] ?? '') : String(cause);
  const near = suggest(unknown, Object.keys(options));
  return `there is no flag --${unknown}${near === undefined ? '' : `; did you mean --${near}?`}`;
}

/** What `--help` prints. */
export const helpText = `maximus-server: the estate server, every role in one program

  maximus-server [flags]

  --target NAME[,NAME]   what to run; "all" unless said. --list-targets names them
  --config FILE          settings; maximus-server.yaml in this folder unless said
  --set KEY=VALUE        one setting by its dotted key; may be repeated
  --port, --host         where to listen: 127.0.0.1:8001 unless said
  --data-dir FOLDER      everything the server writes: ./.maximus unless said
  --environment NAME     development unless said; production is strict
  --log-level LEVEL      trace, debug, info, warn, error or silent

  --list-targets         name the targets and what each needs, and end
  --verify-config        read the settings, say what is wrong with them, and end
  --print-config         show every setting, its value and where it is from, and end
  --help, --version

Settings come from defaults, the file, MAXIMUS_... variables (DATABASE_URL too) and flags; the later one wins.
Exit codes: 0 stopped as asked, 3 a flag, a setting or the surroundings are wrong, 70 a fault of ours or a forced stop.
`;
