import type { EvidenceManifest, JudgedOn } from '@maximus/contracts';
import type { BuildOutcome, VerdictFacts } from '../verdict/judge.ts';

/** The facts that a sealed run was judged on, as its manifest records them. */
export function factsOfManifest({ subject, judged_on: on, rescan, tests, proof }: EvidenceManifest): VerdictFacts {
  return {
    targets: subject.targets,
    resolve: outcomeOf(on.resolve),
    install: outcomeOf(on.install),
    ...(on.rescanned
      ? {
          rescan: {
            diff: rescan,
            ...(on.rescan_inconclusive === undefined ? {} : { inconclusive: on.rescan_inconclusive }),
          },
        }
      : on.rescan_inconclusive === undefined
        ? {}
        : { notRescanned: on.rescan_inconclusive }),
    ...(on.installed_agrees === undefined ? {} : { installedAgrees: on.installed_agrees }),
    tests,
    ...(on.uses === undefined ? {} : { uses: on.uses }),
    ...(on.cases_loading_package === undefined ? {} : { casesLoadingPackage: on.cases_loading_package }),
    proof,
    majorStep: on.major_step,
    changedPackages: on.changed_packages,
  };
}

/** The record that `factsOfManifest` reads again. */
export function judgedOn(facts: VerdictFacts): JudgedOn {
  const inconclusive = facts.rescan === undefined ? facts.notRescanned : facts.rescan.inconclusive;
  return {
    resolve: facts.resolve,
    install: facts.install,
    rescanned: facts.rescan !== undefined,
    ...(inconclusive === undefined ? {} : { rescan_inconclusive: inconclusive }),
    ...(facts.installedAgrees === undefined ? {} : { installed_agrees: facts.installedAgrees }),
    ...(facts.uses === undefined ? {} : { uses: [...facts.uses] }),
    ...(facts.casesLoadingPackage === undefined ? {} : { cases_loading_package: facts.casesLoadingPackage }),
    major_step: facts.majorStep,
    changed_packages: facts.changedPackages,
  };
}

function outcomeOf({ state, reason }: JudgedOn['resolve']): BuildOutcome {
  return state === 'ok' ? { state } : { state, reason: reason ?? '' };
}
