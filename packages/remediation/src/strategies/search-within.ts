import { orderCandidates } from '../plan/order.ts';
import { type Blockage, blockage, foremost } from '../resolver/blockage.ts';
import type { Candidate, Freedom } from '../resolver/types.ts';
import type { StrategyContext, StrategyResult } from './types.ts';

const maxEvidence = 20;

/** A rung that is a search of the model within a freedom: the best candidate, else the most telling obstacle. */
export async function searchWithin(
  { job, model, bounds }: StrategyContext,
  freedom: Freedom,
  say: (candidate: Candidate) => string,
): Promise<StrategyResult> {
  const { candidates, blockages } = await model.search(job, freedom, bounds);
  const [best] = orderCandidates(candidates);
  if (best !== undefined) return { result: 'taken', sentence: say(best), candidate: best };
  return notTaken(blockages, job.name);
}

/** The most telling obstacle, with the others as evidence. */
function notTaken(blockages: readonly Blockage[], name: string): StrategyResult {
  const first =
    foremost(blockages) ?? blockage('resolver-failed', `Nothing was found that could be tried for ${name}.`);
  const others = blockages.filter((each) => each !== first).map(({ sentence }) => sentence);
  return { result: 'not-taken', ...first, evidence: [...first.evidence, ...others].slice(0, maxEvidence) };
}

/** `a from 1.0.0 to 1.0.2, b from …` for a sentence; changes behind the first few are counted. */
export function movesOf({ changes }: Pick<Candidate, 'changes'>, shown = 3): string {
  const words = changes
    .filter(({ purl_from, purl_to }) => purl_from !== undefined && purl_to !== undefined)
    .map(
      ({ purl_from = '', purl_to = '' }) => `${nameOf(purl_to)} from ${versionOf(purl_from)} to ${versionOf(purl_to)}`,
    );
  const more = words.length > shown ? ` and ${words.length - shown} more` : '';
  return `${words.slice(0, shown).join(', ')}${more}`;
}

function nameOf(purl: string): string {
  return decodeURIComponent(purl.slice(purl.indexOf('/') + 1, purl.lastIndexOf('@')));
}

function versionOf(purl: string): string {
  return decodeURIComponent(purl.slice(purl.lastIndexOf('@') + 1));
}
