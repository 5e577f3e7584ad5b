import type { Trial } from './trial.ts';

/** Everything that a run measured. */
export interface FixResults {
  readonly machine: string;
  readonly npm: string;
  readonly trials: readonly Trial[];
  readonly leftOut: readonly { readonly name: string; readonly leftOut: string }[];
  /** Projects that were not begun, or not ended, when the time was up. */
  readonly unfinished: readonly string[];
  /** Trials of ours alone, on lock files of other managers than npm. */
  readonly others: readonly Trial[];
  /** The programs that wrote those lock files, with their versions. */
  readonly tools: readonly string[];
  /** Project → archives in its lock file that no registry serves. */
  readonly elsewhere: Readonly<Record<string, readonly string[]>>;
}

/** Names of the trials in which ours is asked for just what the other tool closed. */
export const sameResult = 'maximus fix --apv (what npm audit fix closes)';
/** The same with major steps. */
export const sameForced = 'maximus fix --allow-major --apv (what npm audit fix --force closes)';

const pairs = [
  ['maximus fix', 'npm audit fix'],
  [sameResult, 'npm audit fix'],
  ['maximus fix --allow-major', 'npm audit fix --force'],
  [sameForced, 'npm audit fix --force'],
] as const;

/** The results as Markdown, with what they say about the bar that we set ourselves. */
export function page(results: FixResults): string {
  const { machine, npm, trials, leftOut, elsewhere, unfinished } = results;
  const lines = [
    '# Remedies',
    '',
    `${machine}; npm ${npm}. One loopback registry serves the packages of the configured registry and the advisories of our`,
    'index to all; its downloads are warm. Each tool gets a fresh copy of the manifest and the lock file, and one index judges',
    'before and after. A flaw is an alias group in a package, whatever its version: it is gone when no affected version is left.',
    'A package is changed when it is there in other versions than before; its versions that came or went, and the entries of the',
    'lock file, each copy for itself, are counted beside it, the same way for every tool. An affected entry is a flaw in one',
    'version. Ours proves every change with a frozen install and a rescan (level `static`, without the',
    "project's tests) within its wall time; `npm audit fix` only writes the lock file. Other work may run on the machine meanwhile:",
    'the load is that of the minute before, on so many cores as are named above, and wall times are for orientation.',
  ];
  for (const project of new Set(trials.map((trial) => trial.project)).difference(new Set(unfinished))) {
    const own = trials.filter((trial) => trial.project === project);
    lines.push('', `## ${project}`, '', ...elsewhereNote(elsewhere[project] ?? []), ...table(own), ...notes(own));
  }
  const ended = trials.filter(({ project }) => !unfinished.includes(project));
  const whole = ended.filter(({ project }) => elsewhere[project] === undefined);
  lines.push('', '## The bar', '', 'Over all projects:', '', ...pairs.flatMap((pair) => bar(ended, pair)));
  lines.push(
    '',
    'Over those whose archives all come from the registry:',
    '',
    ...pairs.flatMap((pair) => bar(whole, pair)),
  );
  lines.push(...otherManagers(results));
  if (unfinished.length > 0) {
    lines.push(
      '',
      '## Not finished',
      '',
      'These can be measured and were not, or not to the end, when the time was up:',
      '',
    );
    for (const name of unfinished) {
      lines.push(`- ${name}${reasonElsewhere(elsewhere[name] ?? [])}`);
      lines.push(...trials.filter(({ project }) => project === name).map(soFar));
    }
  }
  lines.push('', '## Not measured', '', ...leftOut.map(({ name, leftOut: why }) => `- ${name}: ${why}`));
  return `${lines.join('\n')}\n`;
}

/** Ours alone: the tools beside which npm is measured know no other lock files. */
function otherManagers({ others, tools }: FixResults): readonly string[] {
  if (others.length === 0) return [];
  return [
    '',
    '## Other managers',
    '',
    `Ours alone, with the registries that the tools of this machine are set to (${tools.join('; ')}); the lock file is written by`,
    "the project's own manager, accepted by it frozen, and scanned anew. Flaws of a language's own library are counted, and no",
    'package closes them. Archives are downloaded anew in each run.',
    '',
    '| project | flaws before | gone | proven | introduced | affected entries | packages changed | load | wall s | exit |',
    '|---|---|---|---|---|---|---|---|---|---|',
    ...others.map(
      (each) =>
        `| ${each.project} | ${each.before} | ${each.gone} | ${each.proven ?? '–'} | ${each.introduced.length} | ` +
        `${each.entriesBefore} → ${each.entriesAfter} | ${each.packagesChanged} | ${each.load?.toFixed(1) ?? '–'} | ` +
        `${(each.wallMs / 1000).toFixed(1)} | ${each.exitCode ?? 'killed'} |`,
    ),
    '',
    ...others.flatMap(({ project, verdicts = [], introduced, note }) => [
      ...(verdicts.length === 0 ? [] : [`- ${project}: ${verdicts.join('; ').replaceAll('\n', ' ')}`]),
      ...(introduced.length === 0 ? [] : [`- ${project}: brings in ${introduced.join(', ')}`]),
      ...(note === undefined ? [] : [`- ${project} says: ${note.replaceAll('|', '\\|')}`]),
    ]),
  ];
}

/** A trial of a project that was not ended. */
function soFar({ tool, gone, before, wallMs, exitCode, note, verdicts = [] }: Trial): string {
  const words = [...verdicts, ...(note === undefined ? [] : [note])];
  const said = words.length === 0 ? '' : `; it says: ${words.join('; ')}`;
  return `  - ${tool}: ${gone} of ${before} gone after ${(wallMs / 1000).toFixed(0)} s, exit ${exitCode ?? 'killed'}${said}`;
}

function reasonElsewhere(archives: readonly string[]): string {
  return archives.length === 0 ? '' : ` (names what no registry serves: ${archives.join(', ')})`;
}

/** A frozen install needs every archive, and the sandbox reaches registries only: then nothing can be proven. */
function elsewhereNote(archives: readonly string[]): readonly string[] {
  if (archives.length === 0) return [];
  return [
    `Its lock file names what no registry serves, which the sandbox does not reach (${archives.join(', ')}). Ours has npm accept the`,
    'lock file as it is and install everything else, and says so in the verdict; `npm audit fix` only writes the lock file.',
    '',
  ];
}

function table(trials: readonly Trial[]): readonly string[] {
  return [
    '| tool | flaws before | gone | proven | introduced | affected entries | packages changed | per flaw gone | versions | entries | load | wall s | exit |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|---|',
    ...trials.map(
      (each) =>
        `| ${each.tool} | ${each.before} | ${each.gone} | ${each.proven ?? '–'} | ${each.introduced.length} | ` +
        `${each.entriesBefore} → ${each.entriesAfter} | ${each.packagesChanged} | ${perFlaw(each)} | ${each.pairsChanged} | ` +
        `${each.entriesChanged} | ${each.load?.toFixed(1) ?? '–'} | ${(each.wallMs / 1000).toFixed(1)} | ${each.exitCode ?? 'killed'} |`,
    ),
  ];
}

function perFlaw({ packagesChanged, gone }: Pick<Trial, 'packagesChanged' | 'gone'>): string {
  return gone === 0 ? '–' : (packagesChanged / gone).toFixed(2);
}

function totalOf(trials: readonly Trial[]): Pick<Trial, 'packagesChanged' | 'gone'> {
  const sum = (key: 'packagesChanged' | 'gone') => trials.reduce((total, trial) => total + trial[key], 0);
  return { packagesChanged: sum('packagesChanged'), gone: sum('gone') };
}

function notes(trials: readonly Trial[]): readonly string[] {
  const lines = trials.flatMap(({ tool, verdicts = [], introduced, note }) => [
    ...(verdicts.length === 0 ? [] : [`- ${tool}: ${verdicts.join('; ')}`]),
    ...(introduced.length === 0 ? [] : [`- ${tool} brings in ${introduced.join(', ')}`]),
    ...(note === undefined ? [] : [`- ${tool} says: ${note.replaceAll('|', '\\|')}`]),
  ]);
  return lines.length === 0 ? [] : ['', ...lines];
}

/** A tool that ended on a fault of its own and changed nothing: there is nothing to compare with. */
function isDead({ exitCode, note, packagesChanged, gone }: Trial): boolean {
  return exitCode !== 0 && note !== undefined && packagesChanged === 0 && gone === 0;
}

function bar(trials: readonly Trial[], [ours, theirs]: (typeof pairs)[number]): readonly string[] {
  const of = (project: string, tool: string) => trials.find((each) => each.project === project && each.tool === tool);
  const projects = [...new Set(trials.map(({ project }) => project))];
  const all = projects.flatMap((project) => {
    const [mine, other] = [of(project, ours), of(project, theirs)];
    return mine === undefined || other === undefined ? [] : [{ project, mine, other }];
  });
  const dead = all.filter(({ other }) => isDead(other)).map(({ project }) => project);
  const both = all.filter(({ other }) => !isDead(other));
  const same = ours === 'maximus fix' ? sameResult : sameForced;
  const beyond = both.flatMap(({ project, mine, other }) => {
    const likewise = of(project, same);
    if (likewise === undefined || same === ours || mine.gone <= other.gone) return [];
    const [flaws, packages] = [mine.gone - likewise.gone, mine.packagesChanged - likewise.packagesChanged];
    return [`${flaws} further ${flaws === 1 ? 'flaw' : 'flaws'} of ${project} for ${packages} packages`];
  });
  const sum = (of: (pair: (typeof both)[number]) => number) => both.reduce((total, pair) => total + of(pair), 0);
  const fewer = both.filter(({ mine, other }) => mine.gone < other.gone).map(({ project }) => project);
  const more = both
    .filter(({ mine, other }) => mine.packagesChanged > other.packagesChanged)
    .map(({ project }) => project);
  const named = (list: readonly string[]) => (list.length === 0 ? 'nowhere' : list.join(', '));
  return [
    `- \`${ours}\` beside \`${theirs}\`: ${sum(({ mine }) => mine.gone)} and ${sum(({ other }) => other.gone)} flaws gone of ` +
      `${sum(({ mine }) => mine.before)}; ${sum(({ mine }) => mine.packagesChanged)} and ${sum(({ other }) => other.packagesChanged)} ` +
      `packages changed, ${perFlaw(totalOf(both.map(({ mine }) => mine)))} and ${perFlaw(totalOf(both.map(({ other }) => other)))} for each ` +
      `flaw gone; ${sum(({ mine }) => mine.introduced.length)} and ${sum(({ other }) => other.introduced.length)} flaws introduced.`,
    `  Fewer gone than theirs: ${named(fewer)}. More packages changed than theirs: ${named(more)}.`,
    ...(beyond.length === 0 ? [] : [`  Ours closes what theirs leaves: ${beyond.join(', ')}.`]),
    ...(dead.length === 0 ? [] : [`  Not compared, since theirs ended on a fault of its own: ${dead.join(', ')}.`]),
  ];
}
