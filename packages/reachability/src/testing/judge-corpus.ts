import { systemClock } from '@maximus/kernel';
import { findImports } from '../find-imports.ts';
import { type CorpusLabel, type CorpusProject, ownFiles, readCorpus, readLabels } from './corpus.ts';
import { memoryFiles } from './memory-files.ts';

/** What the analysis says of one project, beside what running it said. */
export interface JudgedProject {
  readonly project: CorpusProject;
  readonly label: CorpusLabel;
  /** Whether the label comes from a run. */
  readonly isExecuted: boolean;
  readonly verdict: CorpusLabel;
  readonly state: string;
  readonly reason: string;
  readonly ms: number;
}

/** Judges every project of the corpus; nothing of it is run. */
export async function judgeCorpus(): Promise<readonly JudgedProject[]> {
  const labels = readLabels();
  const judged: JudgedProject[] = [];
  for (const project of readCorpus()) {
    const answer = labels.get(project.name);
    if (answer === undefined) throw new Error(`${project.name} has no label`);
    const { ecosystem, packageName: name, symbols } = project;
    const packages = [{ key: name, ecosystem, name, direct: true, symbols }];
    const began = performance.now();
    const { results } = await findImports({ files: memoryFiles(ownFiles(project)), packages, clock: systemClock });
    const found = results.get(name);
    judged.push({
      project,
      label: answer.label,
      isExecuted: answer.runs.length > 0,
      verdict: found?.verdict ?? 'not_decidable',
      state: found?.state ?? 'unknown',
      reason: found?.reason ?? '',
      ms: performance.now() - began,
    });
  }
  return judged;
}
