import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Rung, SandboxLevel } from '@maximus/contracts';
import { defaultPolicy, type RemedyPolicy } from '@maximus/remediation';
import type { Args } from '../args/command.ts';
import { errors } from '../errors.ts';
import type { CommandIo } from '../terminal/io.ts';
import type { Way } from './deliver/deliver-change.ts';

/** What a run was asked to do. */
export interface FixOptions {
  /** Absolute folder of the project, and how it was named. */
  readonly folder: string;
  readonly named: string;
  /** Set where one file of it was named. */
  readonly onlyFile?: string;
  /** Ids of the flaws to plan for; all where empty. */
  readonly ids: readonly string[];
  readonly policy: RemedyPolicy;
  /** From where the project can be reached; `unknown` where nobody says. */
  readonly exposure: 'public' | 'internal' | 'unknown';
  readonly isDryRun: boolean;
  /** Whether the run is about overrides that nobody needs any more, and not about findings. */
  readonly retiresOverrides: boolean;
  readonly way: Way;
  readonly format: 'table' | 'json' | 'markdown';
  readonly level: 'auto' | SandboxLevel;
  /** Whether the project's own tests may run: the consent of arena.md §2. */
  readonly withTests: boolean;
  readonly isAgreed: boolean;
  readonly forgeKind?: string;
  readonly quiet: boolean;
}

const ways = ['commit', 'branch', 'pr'] as const;

/** Reads the command line of `maximus fix`; throws `cli.bad_option` for what contradicts itself. */
export function fixOptions(args: Args, io: CommandIo): FixOptions {
  const [named = '.', ...more] = args.positionals;
  if (more.length > 0) throw errors.bad_option('name one folder: a remedy is for one project');
  const chosen = ways.filter((way) => args.flag(way));
  if (chosen.length > 1) throw errors.bad_option(`--${chosen.join(' and --')} exclude each other`);
  const isDryRun = args.flag('dry-run');
  if (isDryRun && chosen.length > 0) throw errors.bad_option(`--dry-run delivers nothing; leave out --${chosen[0]}`);
  const retiresOverrides = args.flag('retire-overrides');
  if (retiresOverrides && args.list('apv').length > 0)
    throw errors.bad_option('--retire-overrides is about overrides, --apv about findings; name one of them');
  const rungs = args.list('strategy') as readonly Rung[];
  const forgeKind = args.text('forge');
  const withTests = args.flag('test');
  const level = args.text('level') as FixOptions['level'] | undefined;
  return {
    ...placeOf(named, io),
    named,
    ids: args.list('apv'),
    policy: {
      ...defaultPolicy,
      allowMajor: args.flag('allow-major') || rungs.includes('major-upgrade'),
      ...(rungs.length === 0 ? {} : { rungs: new Set(rungs) }),
    },
    exposure: (args.text('exposure') ?? 'unknown') as FixOptions['exposure'],
    isDryRun,
    retiresOverrides,
    way: chosen[0] ?? 'files',
    format: (args.text('format') ?? 'table') as FixOptions['format'],
    level: level ?? (withTests ? 'auto' : 'static'),
    withTests,
    isAgreed: args.flag('yes'),
    ...(forgeKind === undefined ? {} : { forgeKind }),
    quiet: args.flag('quiet'),
  };
}

function placeOf(named: string, io: CommandIo): Pick<FixOptions, 'folder' | 'onlyFile'> {
  const path = resolve(io.workingFolder, named);
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts?.isFile() === true) return { folder: dirname(path), onlyFile: basename(path) };
  return { folder: path };
}
