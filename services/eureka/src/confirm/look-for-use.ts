import type { Reachability } from '@maximus/contracts';
import { listFiles, openFolder } from '@maximus/inventory';
import type { Clock } from '@maximus/kernel';
import { findImports, flawedSymbols, isSourceFile } from '@maximus/reachability';
import type { FindingToRemedy } from '@maximus/storage';
import { baseEcosystem } from '@maximus/versions';
import type { IndexHold } from '../parts.ts';
import { askedByOthers } from './asked-by-others.ts';

/** What a look at the project's own source found, by finding, and how much of it was read. */
export interface UseReport {
  readonly results: ReadonlyMap<string, Reachability>;
  readonly filesScanned: number;
  /** Findings whose package other packages ask for as well. */
  readonly required: ReadonlySet<string>;
  /** Why absence could not be told; empty where everything was looked at. */
  readonly doubts: readonly string[];
}

const maxFiles = 20_000;
const maxFileBytes = 2 << 20;
const maxMs = 10_000;

/** Looks for imports of the findings' packages, and for use of what is flawed in them (eureka.md §2); evidence only. Nothing of the project is run. */
export async function lookForUse(
  folder: string,
  findings: readonly FindingToRemedy[],
  { index }: IndexHold['live'],
  clock: Clock,
  signal: AbortSignal,
): Promise<UseReport> {
  const whole = await openFolder(folder);
  const required: ReadonlySet<string> = whole.ok
    ? await askedByOthers(whole.value, findings, signal)
    : new Set(findings.map(({ id }) => id));
  const packages = findings.map((finding) => {
    const { id, name, direct, primaryId, groupNames } = finding;
    const ecosystem = baseEcosystem(finding.ecosystem);
    const ids = [primaryId, ...groupNames];
    const records = ids.map((each) => index.record(each)).filter((record) => record !== undefined);
    const symbols = flawedSymbols(ecosystem, name, ids, records);
    return { key: id, ecosystem, name, direct, symbols, required: required.has(id) };
  });
  const opened = await openFolder(folder, maxFileBytes);
  if (!opened.ok) return { results: new Map(), filesScanned: 0, required, doubts: [opened.error.message] };
  const deadline = clock.now() + maxMs;
  const isOver = () => signal.aborted || clock.now() > deadline;
  const listed = await listFiles(opened.value, { wants: isSourceFile, maxFiles, isOver });
  const files = { paths: async () => listed.paths, read: (path: string) => opened.value.read(path) };
  const limits = { maxFiles, maxFileBytes, timeBudgetMs: Math.max(1, deadline - clock.now()) };
  const report = await findImports({ files, packages, clock, limits });
  const results = new Map(
    [...report.results].map(([key, found]) => [
      key,
      listed.complete || found.verdict !== 'unreachable' ? found : cutShort(found),
    ]),
  );
  const doubts = [
    ...(listed.complete ? [] : ['the walk was cut short']),
    ...report.problems.map(({ message }) => message),
  ];
  return { results, filesScanned: report.filesRead, required, doubts };
}

/** What a walk that was cut short did not see may be anywhere. */
function cutShort(found: Reachability): Reachability {
  const state = found.state === 'not_imported' ? 'unknown' : found.state;
  return { ...found, state, verdict: 'not_decidable', confidence: 0, reason: 'not every file was looked at' };
}
