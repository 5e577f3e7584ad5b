import { lockHosts, lockIntegrity, syntax } from './contents.ts';
import { allowedPaths, appliesCleanly, plainFiles, wellFormed } from './paths.ts';
import type { CheckedPlan, PlanCheck, PlanVerdict } from './types.ts';

const checks: readonly PlanCheck[] = [
  wellFormed,
  allowedPaths,
  plainFiles,
  syntax,
  appliesCleanly,
  lockIntegrity,
  lockHosts,
];

/** Runs the checks of a change of versions; pure, no tool is started. */
export function checkPlan(plan: CheckedPlan): Promise<PlanVerdict> {
  return runChecks(checks, plan);
}

/** Runs checks in their order and stops at the first failure. */
export async function runChecks(checks: readonly PlanCheck[], plan: CheckedPlan): Promise<PlanVerdict> {
  const run: string[] = [];
  const warnings: string[] = [];
  for (const check of checks) {
    run.push(check.id);
    const found = await check.run(plan);
    warnings.push(...(found.warnings ?? []));
    if (found.failure !== undefined) return { passed: false, checks_run: run, failures: [found.failure], warnings };
  }
  return { passed: true, checks_run: run, failures: [], warnings };
}
