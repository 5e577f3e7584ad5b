import { basename } from 'node:path';
import type { ScanReport } from '@maximus/contracts';
import { createPurl, type ProjectFiles } from '@maximus/inventory';
import type { Matcher } from '@maximus/matching';
import { isPlannable, type OpenedSources, packageManagerOf, sourcesIn, type Toolchain } from '@maximus/remediation';
import type { CommandIo } from '../terminal/io.ts';
import type { FixOptions } from './fix-options.ts';
import { createLockPlanner } from './plan/lock-planner.ts';
import { plannerOfRetired, planRetired } from './plan/plan-retired.ts';
import { type FindingsByFile, selectFindings } from './plan/select-findings.ts';
import type { StepLines } from './show/step-lines.ts';
import type { LockWork } from './types.ts';

/** `remedy.budget` (eureka.md §3). */
const budgetMs = 600_000;
/** Of a lock file, for telling its tool by. */
const headLength = 4_096;

/** What planning a project takes. */
export interface PlanProjectInput {
  readonly options: FixOptions;
  readonly report: ScanReport;
  readonly project: ProjectFiles;
  readonly matcher: Matcher;
  readonly toolchainOf: (ecosystem: string | undefined) => Promise<Toolchain>;
  readonly steps: StepLines;
  readonly io: CommandIo;
}

/** Plans every file of a scan that shows findings; the time of the project is shared by all of them. */
export async function planProject(input: PlanProjectInput): Promise<readonly LockWork[]> {
  const { options, report, project, matcher, steps, io } = input;
  const startedAt = io.clock.now();
  const locks: LockWork[] = [];
  // In one run the same question has the same answer, whatever file it is asked for.
  const opened: OpenedSources = new Map();
  const sources = sourcesIn(options.folder, io.clock);
  const files: FindingsByFile = options.retiresOverrides
    ? new Map(report.files.filter(({ path }) => isPlannable(path)).map(({ path }) => [path, []]))
    : selectFindings(report, options.ids);
  for (const [lockFile, findings] of files) {
    if (options.onlyFile !== undefined && options.onlyFile !== lockFile) continue;
    const text = await project.read(lockFile);
    const manager = packageManagerOf(lockFile, text.ok ? text.value.slice(0, headLength) : '');
    const toolchain = await input.toolchainOf(manager?.ecosystem);
    const plannerInput = {
      project,
      lockFile,
      findings,
      matcher,
      registry: await toolchain.openSource(project, lockFile, opened),
      policy: options.policy,
      surroundings: { exposure: options.exposure, product: createPurl('generic', basename(options.folder)) },
      clock: io.clock,
      budgetMs: Math.max(0, budgetMs - (io.clock.now() - startedAt)),
      onPackage: (name: string, done: number, total: number) => steps.now(`${lockFile}: planning ${name}`, done, total),
      signal: io.signal,
      sources,
    };
    const planner = options.retiresOverrides ? plannerOfRetired(lockFile) : createLockPlanner(plannerInput);
    const planned = options.retiresOverrides
      ? await planRetired(plannerInput)
      : await planner.plan(planner.packages, []);
    locks.push({ lockFile, toolchain, planner, planned });
  }
  steps.stop();
  return locks;
}
