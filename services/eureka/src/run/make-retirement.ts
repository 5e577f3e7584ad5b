import { createPurl } from '@maximus/inventory';
import { type PlannedRemedy, type PlannedRetirement, packageManagers } from '@maximus/remediation';
import type { Parts } from '../parts.ts';
import { newRetirement } from '../patches/describe.ts';
import { takeStep } from '../patches/take-step.ts';
import { packageOf } from '../planning/jobs-of-project.ts';
import type { OpenProject } from '../proving/project-place.ts';
import { rankOf } from '../proving/turns.ts';
import { generatePatch } from './generate-patch.ts';
import { beginPatch } from './make-patch.ts';
import { validatePatch } from './validate-patch.ts';
import { writeRemedy } from './write-remedy.ts';

/** The group of a retirement: the same while the override and those who ask for its package stay the same. */
export function retirementGroup({ question }: Pick<PlannedRetirement, 'question'>): string {
  return `ovr_${question.slice(0, 24)}`;
}

/**
 * Makes a patch of kind `retire_override` and has the arena prove it like any other. Answers whether it is open now. What no
 * tool here can write becomes no patch: nobody is asked about an override that could not be shown to be needless.
 */
export async function makeRetirement(
  parts: Parts,
  project: OpenProject,
  retirement: PlannedRetirement,
  remedy: PlannedRemedy,
): Promise<boolean> {
  return parts.turns.take(rankOf(0), project.signal, async () => {
    const written = await writeRemedy(parts, project, remedy);
    project.progress();
    const { correlationId, place } = project;
    if (written.state === 'unproven') {
      const { sentence } = written.attempt;
      parts.log.info(
        { project: place.slug, rule: retirement.rule, why: sentence },
        'an override stays: nothing can prove',
      );
      return false;
    }
    const { plan } = written.state === 'written' ? written.remedy : remedy;
    const subject = subjectOf(retirement, plan);
    const patch = newRetirement(parts, place, plan, { groupKey: retirementGroup(retirement), ...subject });
    const begun = await beginPatch(parts, project, patch, plan.attempts[0]?.sentence ?? retirement.rule);
    if (begun === undefined) return true;
    if (written.state !== 'written') {
      await takeStep(parts, begun, { to: 'failed', reason: written.attempt.sentence, correlationId });
      return false;
    }
    await generatePatch(parts, project, begun, written, subject);
    const { state } = await validatePatch(parts, project, begun);
    if (state === 'validated') parts.metrics.override_retirements_total.inc();
    return state !== 'refused';
  });
}

/** The package that the override speaks of, and how it moves where it does. */
function subjectOf({ package: name }: PlannedRetirement, { package_manager, package_changes }: PlannedRemedy['plan']) {
  const ecosystem = packageManagers.get(package_manager)?.ecosystem ?? 'npm';
  const purl = createPurl(ecosystem, name);
  const change = package_changes.find(({ purl_from, purl_to }) => packageOf(purl_from ?? purl_to ?? '').purl === purl);
  const version = (of: string | undefined) => (of === undefined ? null : (packageOf(of).version ?? null));
  return { package: purl, from: version(change?.purl_from), to: version(change?.purl_to) };
}
