import type { PatchStatement } from './statement.ts';

/** Key of the line by which a patch is found again, on a branch, in a pull request and on the default branch. */
export const patchTrailer = 'Maximus-Patch';

/** Shape of ids in trailers; anything else is refused before it is written. */
export const trailerValue = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$/;

/** The trailers of a patch, in the order of eureka.md §8, one `Key: value` each. */
export function trailersOf(statement: PatchStatement): string[] {
  const apvs = statement.vulnerabilities.flatMap(({ apvId }) => (apvId === undefined ? [] : [`Maximus-Apv: ${apvId}`]));
  return [
    ...new Set(apvs),
    `${patchTrailer}: ${statement.patchId}`,
    `Maximus-Evidence: sha256:${statement.evidence.digest}`,
    ...(statement.decisionId === undefined ? [] : [`Maximus-Decision: ${statement.decisionId}`]),
    // Not the checkpoint: the same patch is the same commit, whenever it is made.
    ...(statement.audit === undefined ? [] : [`Maximus-Audit: ${statement.audit.logId}`]),
    `Correlation-Id: ${statement.correlationId}`,
  ];
}

/** The patches that a text names, in whole lines at the left margin; what is quoted or indented does not count. */
export function patchIdsIn(text: string): string[] {
  const ids = text
    .split(/\r?\n/, 10_000)
    .filter((line) => line.startsWith(`${patchTrailer}: `))
    .map((line) => line.slice(patchTrailer.length + 2).trim())
    .filter((id) => trailerValue.test(id));
  return [...new Set(ids)];
}
