import type { ComparableRange, CompiledEntry } from '../compiled-package.ts';
import { type Candidate, type Judgement, judge } from '../judge.ts';
import { hitSentence, missSentence } from '../sentences.ts';
import type { Miss, Subject } from '../types.ts';
import { traceRange } from './trace.ts';
import type { ExplainStep, TracedEvent } from './types.ts';

/** One affected entry against one version, step by step, with its verdict last. */
export function explainEntry(
  entry: CompiledEntry,
  candidate: Candidate,
  subject: Subject,
): { readonly steps: readonly ExplainStep[]; readonly judgement: Judgement } {
  const { advisory } = entry;
  const judgement = judge(entry, candidate);
  const steps: ExplainStep[] = [
    {
      step: 'entry',
      recordId: advisory.id,
      ecosystem: advisory.ecosystem,
      name: advisory.name,
      text: `${advisory.id} names ${advisory.ecosystem} ${advisory.name}: the same package as ${subject.ecosystem} ${subject.name}`,
    },
  ];
  if (entry.listed !== undefined) steps.push(listStep(entry, candidate));
  for (const range of entry.ranges) steps.push(rangeStep(range, candidate));
  const commits = advisory.ranges.filter((range) => range.type === 'GIT').length;
  if (commits > 0) {
    const text = `${commits} ${commits === 1 ? 'range' : 'ranges'} of commits: never compared as versions`;
    steps.push({ step: 'range', type: 'GIT', events: [], text });
  }
  steps.push(verdictStep(judgement, subject));
  return { steps, judgement };
}

function listStep({ advisory, listed }: CompiledEntry, { text, parsed }: Candidate): ExplainStep {
  const isListed =
    text !== undefined &&
    listed !== undefined &&
    (listed.hasText(text) || (parsed !== undefined && listed.hasEqual(parsed)));
  const count = advisory.versions.length;
  const sentence = `the list of ${count} affected ${count === 1 ? 'version' : 'versions'} ${isListed ? 'has' : 'does not have'} ${text ?? 'a version to compare'}`;
  return { step: 'versions', count, listed: isListed, text: sentence };
}

function rangeStep(range: ComparableRange, { parsed }: Candidate): ExplainStep {
  const events = traceRange(range, parsed);
  return { step: 'range', type: range.type, events, text: `${range.type} range: ${events.map(eventText).join('; ')}` };
}

const words = {
  introduced: 'introduced in',
  fixed: 'fixed in',
  last_affected: 'last affected',
  limit: 'up to',
} as const;

function eventText({ event, version, reached, affected, decided }: TracedEvent): string {
  const name = `${words[event]} ${version === '0' && event === 'introduced' ? 'the first version' : version}`;
  if (reached === undefined) return `${name} (not compared)`;
  const state = reached ? `reached, ${affected ? 'affected' : 'not affected'} from here` : 'not reached';
  return `${name} (${state}${decided ? '; this decides' : ''})`;
}

/** Commits say nothing of a version, so that they are no ground for "not affected" either. */
function missWords({ reason }: Miss): string {
  return reason === 'git-ranges-only' ? 'no verdict' : 'no match';
}

function verdictStep(judgement: Judgement, subject: Subject): ExplainStep {
  switch (judgement.verdict) {
    case 'hit':
      return {
        step: 'verdict',
        verdict: 'hit',
        reason: judgement.reason,
        text: `it matches: ${hitSentence(judgement, subject)}`,
      };
    case 'miss':
      return {
        step: 'verdict',
        verdict: 'miss',
        reason: judgement.reason,
        text: `${missWords(judgement)}: ${missSentence(judgement, subject)}`,
      };
    case 'undecided':
      return {
        step: 'verdict',
        verdict: 'undecided',
        reason: judgement.reason,
        text: `could not be checked: ${judgement.text}`,
      };
  }
}
