import { isSourceFile, parsesCleanly } from '@maximus/reachability';
import { packageManagers } from '../package-managers/registry.ts';
import type { CodeDraft } from '../plan/code-draft.ts';
import { runChecks } from './check-plan.ts';
import { leadsElsewhere, type WrittenChange } from './check-written.ts';
import { appliesCleanly, isForbiddenPath, plainFiles, wellFormed } from './paths.ts';
import type { PlanCheck, PlanVerdict } from './types.ts';

/** Source files inside of the project, and nothing that a pipeline, a hook or a secret lives in. */
const sourcePaths: PlanCheck = {
  id: 'allowed-paths',
  run: ({ changes }) => {
    for (const { file, before } of changes) {
      const parts = file.split('/');
      if (file.startsWith('/') || file.includes('\\') || parts.includes('..') || parts.includes(''))
        return { failure: `${file} lies outside of the project.` };
      if (isForbiddenPath(file)) return { failure: `${file} is no file that a plan may touch.` };
      if (!isSourceFile(file)) return { failure: `${file} is no source file.` };
      if (before === '') return { failure: `${file} would be new, and a change of code makes no file.` };
    }
    return {};
  },
};

/** What its language could read before it can read after. */
const codeSyntax: PlanCheck = {
  id: 'syntax',
  run: async ({ changes }) => {
    for (const { file, before, after } of changes)
      if ((await parsesCleanly(file, before)) && !(await parsesCleanly(file, after)))
        return { failure: `${file} could not be read by its language any more.` };
    return {};
  },
};

/** What is looked at before a change of the project's own code reaches the arena (eureka.md §6). No tool is started. */
export async function checkCode(
  draft: CodeDraft,
  { project, folder, remedy: { plan } }: Pick<WrittenChange, 'project' | 'folder' | 'remedy'>,
): Promise<PlanVerdict> {
  const manager = packageManagers.get(plan.package_manager);
  if (manager === undefined) {
    const failures = [`Nobody knows how ${plan.package_manager} installs what the changed code needs.`];
    return { passed: false, checks_run: [], failures, warnings: [] };
  }
  const special = new Set(draft.files.map(({ file }) => file).filter((file) => leadsElsewhere(folder, file)));
  const checks = [wellFormed, sourcePaths, plainFiles, codeSyntax, appliesCleanly];
  return runChecks(checks, { project, manager, lockFile: plan.lock_file, changes: draft.files, special });
}
