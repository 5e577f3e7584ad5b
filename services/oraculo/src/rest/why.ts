import type { WhyAnswer } from '@maximus/contracts';
import { hitSentence, type MatchResult, missSentence } from '@maximus/matching';
import { type ApvWithWords, componentsOfProjectPackages, wireId } from '@maximus/storage';
import { normaliseName } from '@maximus/versions';
import type { ApvWords } from '../apvs/apv-document.ts';
import { matchOne, subjectOf } from '../judging/judge.ts';
import type { Parts } from '../parts.ts';
import { projectNamed } from '../projects/manage-projects.ts';

type Advisory = WhyAnswer['components'][number]['advisories'][number];

/** Why an APV matches what a project uses, or why not: every component of its packages, judged again now. */
export async function whyOf(parts: Parts, apv: ApvWithWords, projectName: string): Promise<WhyAnswer> {
  const project = await projectNamed(parts, projectName);
  using lease = parts.index.lease();
  const { live } = lease;
  const document = apv.document as unknown as ApvWords;
  const ids = new Set(document.aliases.map((id) => id.toLowerCase()));
  const packages = document.affected_packages.map(({ ecosystem, name }) => {
    const base = ecosystem.split(':', 1).join();
    return { base, key: normaliseName(base, name) };
  });
  const components = await componentsOfProjectPackages(parts.database, project.key, packages, apv.group_key);
  return {
    apv_id: wireId('apv', apv.id),
    primary_id: apv.primary_id,
    project_id: wireId('prj', project.id),
    generation: live.generation,
    in_use: components.length > 0,
    components: components.map((component) => {
      const subject = subjectOf(component);
      const result = matchOne(live, component, subject);
      const advisories = advisoriesOf(result, subject).filter(({ id }) => ids.has(id.toLowerCase()));
      const verdicts = advisories.map(({ verdict }) => verdict);
      const verdict = verdicts.includes('matched')
        ? ('matched' as const)
        : verdicts.includes('undecided')
          ? ('undecided' as const)
          : ('not_matched' as const);
      return {
        purl: component.purl,
        verdict,
        advisories,
        ...(component.status !== null && { status: component.status }),
        ...(component.reason !== null && { note: component.reason }),
      };
    }),
  };
}

/** A record that matches by one of its entries is told by that entry alone: the others would seem to deny it. */
function advisoriesOf(result: MatchResult, subject: ReturnType<typeof subjectOf>): Advisory[] {
  const matched = new Set(result.hits.map(({ advisory }) => advisory.id));
  return [
    ...result.hits.map((hit) => ({
      id: hit.advisory.id,
      verdict: 'matched' as const,
      reason: hit.reason,
      text: hitSentence(hit, subject),
    })),
    ...result.misses
      .filter(({ advisory }) => !matched.has(advisory.id))
      .map((miss) => ({
        id: miss.advisory.id,
        verdict: 'not_matched' as const,
        reason: miss.reason,
        text: missSentence(miss, subject),
      })),
    ...result.undecided.map(({ advisory, reason, text }) => ({
      id: advisory.id,
      verdict: 'undecided' as const,
      reason,
      text,
    })),
  ];
}
