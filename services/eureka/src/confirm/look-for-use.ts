import type { Reachability } from '@maximus/contracts';
import { listFiles, openFolder } from '@maximus/inventory';
import type { Clock } from '@maximus/kernel';
import { findImports } from '@maximus/reachability';
import type { FindingToRemedy } from '@maximus/storage';
import { baseEcosystem } from '@maximus/versions';

/** What a look at the project's own source found, by purl, and how much of it was read. */
export interface UseReport {
  readonly results: ReadonlyMap<string, Reachability>;
  readonly filesScanned: number;
  /** Why absence could not be told; empty where everything was looked at. */
  readonly doubts: readonly string[];
}

const sourceFile = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|py|pyi|ipynb)$/;
const maxFiles = 20_000;
const maxFileBytes = 2 << 20;
const maxMs = 10_000;

/** Looks for imports of the findings' packages (eureka.md §2); evidence only. Nothing of the project is run. */
export async function lookForUse(
  folder: string,
  findings: readonly FindingToRemedy[],
  clock: Clock,
  signal: AbortSignal,
): Promise<UseReport> {
  const packages = new Map(
    findings.map(({ purl, ecosystem, name, direct }) => [
      purl,
      { key: purl, ecosystem: baseEcosystem(ecosystem), name, direct },
    ]),
  );
  const opened = await openFolder(folder, maxFileBytes);
  if (!opened.ok) return { results: new Map(), filesScanned: 0, doubts: [opened.error.message] };
  const deadline = clock.now() + maxMs;
  const isOver = () => signal.aborted || clock.now() > deadline;
  const listed = await listFiles(opened.value, { wants: (path) => sourceFile.test(path), maxFiles, isOver });
  const files = { paths: async () => listed.paths, read: (path: string) => opened.value.read(path) };
  const limits = { maxFiles, maxFileBytes, timeBudgetMs: Math.max(1, deadline - clock.now()) };
  const report = await findImports({ files, packages: [...packages.values()], clock, limits });
  const results = new Map(
    [...report.results].map(([key, found]) => [
      key,
      listed.complete || found.state !== 'not_imported' ? found : { ...found, state: 'unknown' as const },
    ]),
  );
  const doubts = [
    ...(listed.complete ? [] : ['the walk was cut short']),
    ...report.problems.map(({ message }) => message),
  ];
  return { results, filesScanned: report.filesRead, doubts };
}
