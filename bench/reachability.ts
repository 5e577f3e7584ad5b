/**
 * The verdicts of the reachability analysis beside what running the corpus said: `npm run bench -- reachability`. The labels come
 * from `node bench/reachability/label.ts`. The held-out half is counted apart.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { type JudgedProject, judgeCorpus } from '@maximus/reachability/testing';
import { machine } from './machine.ts';
import { confusionOf, type Score, scoresOf, verdicts } from './reachability/scores.ts';

const share = (value: number | undefined) => (value === undefined ? '–' : value.toFixed(2));
const words = { reachable: 'reachable', unreachable: 'unreachable', not_decidable: 'not decidable' } as const;

// One round that is not counted: the parser is loaded by the first.
await judgeCorpus();
const all = await judgeCorpus();
const executed = all.filter(({ isExecuted }) => isExecuted);
const said = all.filter(({ isExecuted }) => !isExecuted);
const tuning = executed.filter(({ project }) => !project.heldOut);
const heldOut = executed.filter(({ project }) => project.heldOut);

function table(judged: readonly JudgedProject[]): readonly string[] {
  const languages = [...new Set(judged.map(({ project }) => project.language))].sort();
  const rows = [...languages, undefined].map((language) => {
    const own = judged.filter(({ project }) => language === undefined || project.language === language);
    const cells = scoresOf(own).map(
      ({ precision, recall, labelled }: Score) => `${share(precision)} / ${share(recall)} (${labelled})`,
    );
    return `| ${language ?? '**all**'} | ${own.length} | ${cells.join(' | ')} |`;
  });
  const heads = verdicts.map((verdict) => `${words[verdict]}: precision / recall (labelled)`);
  return [`| language | projects | ${heads.join(' | ')} |`, '|---|---|---|---|---|', ...rows];
}

function confusion(judged: readonly JudgedProject[]): readonly string[] {
  const rows = confusionOf(judged).map(
    (counts, at) => `| ${words[verdicts[at] ?? 'reachable']} | ${counts.join(' | ')} |`,
  );
  return [
    `| by running \\ verdict | ${verdicts.map((each) => words[each]).join(' | ')} |`,
    '|---|---|---|---|',
    ...rows,
  ];
}

const took = all.map(({ ms }) => ms).sort((a, b) => a - b);
const at = (part: number) => (took[Math.min(took.length - 1, Math.floor(took.length * part))] ?? 0).toFixed(1);
const missed = all.filter(({ label, verdict }) => label !== verdict);
const dangerous = all.filter(({ label, verdict }) => verdict === 'unreachable' && label !== 'unreachable');
const page = [
  '# Reachability',
  '',
  `${machine()}, load average ${loadavg()[0]?.toFixed(1)} (others were at work on it).`,
  `${all.length} little projects, ${executed.length} of them labelled by running them (V8 coverage for scripts, a profile hook for`,
  `Python, a stand-in that notes the call for Go, Java and Rust); ${said.length} of Ruby and PHP could not be run here and are`,
  'labelled by a person. Reachable: called in a usual run. Not decidable: called only where the input names code.',
  'Unreachable: called in no run. The labels were committed before the analysis was made; no rule was changed for what the',
  'held-out half shows, which the hash of the name chooses. Authors of projects and analysis are the same, and the projects',
  'are small: these figures say how constructs are understood, not how often each stands in real code.',
  '',
  `Called unreachable though a run reaches it, or its input decides: **${dangerous.length}** of ${all.length}.`,
  `Time per project: median ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms.`,
  '',
  '## Held out',
  '',
  ...table(heldOut),
  '',
  ...confusion(heldOut),
  '',
  '## Tuning',
  '',
  ...table(tuning),
  '',
  ...confusion(tuning),
  '',
  '## Not executed (Ruby, PHP: imports only)',
  '',
  ...table(said),
  '',
  '## Where verdict and run differ',
  '',
  '| project | set | by running | verdict | why |',
  '|---|---|---|---|---|',
  ...missed.map(
    ({ project, label, verdict, reason }) =>
      `| ${project.name} | ${project.heldOut ? 'held out' : 'tuning'} | ${words[label]} | ${words[verdict]} | ${reason} |`,
  ),
  '',
].join('\n');
process.stdout.write(page);
const folder = join(import.meta.dirname, 'results');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'reachability.md'), page);
const result = {
  machine: machine(),
  projects: all.length,
  unreachable_though_reached: dangerous.length,
  ms: { median: Number(at(0.5)), p95: Number(at(0.95)), max: Number(at(1)) },
  held_out: { scores: scoresOf(heldOut), confusion: confusionOf(heldOut) },
  tuning: { scores: scoresOf(tuning), confusion: confusionOf(tuning) },
  not_executed: { scores: scoresOf(said), confusion: confusionOf(said) },
  verdicts: all.map(({ project, label, verdict, state, reason }) => ({
    project: project.name,
    language: project.language,
    held_out: project.heldOut,
    label,
    verdict,
    state,
    reason,
  })),
};
writeFileSync(join(folder, 'reachability.json'), `${JSON.stringify(result, null, 2)}\n`);
