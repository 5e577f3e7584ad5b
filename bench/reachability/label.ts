/**
 * Labels the corpus by running it: `node bench/reachability/label.ts`. Called in a usual run: reachable. Called only where the
 * input names code: not decidable. Called in none: unreachable. A project that does not run to its end has no label.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CorpusAnswer, type CorpusProject, corpusFolder, readCorpus } from '@maximus/reachability/testing';
import { executors } from './execute.ts';

function answer(project: CorpusProject): CorpusAnswer {
  const executor = executors.get(project.language);
  if (executor === undefined) {
    if (project.expected === undefined) throw new Error(`${project.name} is neither run nor said`);
    return { label: project.expected, method: 'not executed: said by a person', runs: [] };
  }
  const called = executor.run(project, [...project.runs, ...project.namedRuns]);
  const runs = [...project.runs, ...project.namedRuns].map((args, at) => ({
    args,
    input: at < project.runs.length ? ('usual' as const) : ('names code' as const),
    called: called[at] ?? false,
  }));
  const isIn = (input: string) => runs.some((run) => run.input === input && run.called);
  const label = isIn('usual') ? 'reachable' : isIn('names code') ? 'not_decidable' : 'unreachable';
  return { label, method: executor.method, runs };
}

const labels: Record<string, CorpusAnswer> = {};
for (const project of readCorpus()) labels[project.name] = answer(project);
writeFileSync(join(corpusFolder, 'labels.json'), `${JSON.stringify(labels, null, 2)}\n`);
const counts = Object.groupBy(Object.values(labels), ({ label }) => label);
process.stdout.write(
  `${Object.entries(counts)
    .map(([label, list]) => `${label} ${list?.length}`)
    .join(', ')}\n`,
);
