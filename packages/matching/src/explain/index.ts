import type { AdvisoryIndex, AliasGroup, OsvRecord } from '@maximus/advisories';
import { baseEcosystem } from '@maximus/versions';
import { createCompiler } from '../compiled-package.ts';
import { type Judgement, readCandidate } from '../judge.ts';
import type { Subject } from '../types.ts';
import { explainEntry } from './entry.ts';
import { similarIds } from './suggestions.ts';
import type { ExplainStep, Explanation } from './types.ts';

/** How many packages of a record are named before "and N more". */
const maxNamed = 5;

/**
 * Says step by step why an advisory matches a component, or why it does not. `id` is a record's id or any alias, without
 * regard to case. Every record of the alias group is looked at, because each may name other ranges. Without a component
 * it tells what is known of the id. Never throws.
 */
export function explain(index: AdvisoryIndex, id: string, subject?: Subject): Explanation {
  const group = index.groupOf(id);
  if (group === undefined) return { id, outcome: 'unknown', steps: [unknownId(index, id, subject)] };
  const steps: ExplainStep[] = [groupStep(group)];
  const judgements: Judgement[] = [];
  for (const recordId of group.recordIds) {
    const record = index.record(recordId);
    if (record === undefined) continue;
    steps.push(...recordSteps(record));
    if (subject !== undefined) steps.push(...judged(index, record, subject, judgements));
  }
  if (subject === undefined) return { id, outcome: 'known', steps };
  const covered = index.covers(subject.ecosystem);
  if (!covered) steps.push(notCoveredStep(subject));
  const outcome = outcomeOf(judgements, covered);
  return { id, outcome, steps: [...steps, { step: 'outcome', text: outcomeText(outcome, group, subject) }] };
}

/** As a scan sees it: commits alone decide nothing, nor does the silence of an index that lacks the ecosystem. */
function outcomeOf(judgements: readonly Judgement[], covered: boolean): 'affected' | 'undecided' | 'not-affected' {
  if (judgements.some(({ verdict }) => verdict === 'hit')) return 'affected';
  if (!covered || judgements.some(({ verdict }) => verdict === 'undecided')) return 'undecided';
  const missed = new Set<string>(judgements.map(({ reason }) => reason));
  return missed.has('git-ranges-only') && !missed.has('outside-ranges') ? 'undecided' : 'not-affected';
}

function notCoveredStep({ ecosystem }: Subject): ExplainStep {
  const base = baseEcosystem(ecosystem);
  return { step: 'not-covered', ecosystem: base, text: `${base}: this index was not built from its advisories` };
}

function unknownId(index: AdvisoryIndex, id: string, subject: Subject | undefined): ExplainStep {
  const known = subject === undefined ? [] : index.lookup(subject.ecosystem, subject.name).map((entry) => entry.id);
  const suggestions = [...new Set([...similarIds(index, id, 3), ...known])].slice(0, 10);
  const hint = suggestions.length === 0 ? '' : `; did you mean ${suggestions.join(', ')}?`;
  return { step: 'unknown-id', suggestions, text: `no record in the index has the id or alias ${id}${hint}` };
}

function groupStep({ id, primaryId, ids, recordIds }: AliasGroup): ExplainStep {
  const records = `${recordIds.length} ${recordIds.length === 1 ? 'record' : 'records'}`;
  const text = `${primaryId} is one flaw under ${ids.length} ${ids.length === 1 ? 'id' : 'ids'} (${ids.join(', ')}), with ${records} here`;
  return { step: 'group', groupId: id, primaryId, ids, text };
}

function recordSteps(record: OsvRecord): readonly ExplainStep[] {
  const summary = record.summary ?? '';
  const text = `${record.id}, changed ${record.modified.slice(0, 10)}${summary === '' ? '' : `: ${summary}`}`;
  const step: ExplainStep = { step: 'record', recordId: record.id, summary, text };
  if (record.withdrawn === undefined) return [step];
  const gone = `${record.id} was withdrawn on ${record.withdrawn.slice(0, 10)}: a withdrawn record matches nothing`;
  return [step, { step: 'withdrawn', recordId: record.id, withdrawn: record.withdrawn, text: gone }];
}

function judged(
  index: AdvisoryIndex,
  record: OsvRecord,
  subject: Subject,
  judgements: Judgement[],
): readonly ExplainStep[] {
  const pkg = createCompiler(index)(subject.ecosystem, subject.name);
  const entries = pkg.entries.filter((entry) => entry.advisory.id === record.id);
  if (entries.length === 0) return [namesStep(index, record, subject)];
  const candidate = readCandidate(subject.ecosystem, subject.version, pkg.scheme);
  return entries.flatMap((entry) => {
    const explained = explainEntry(entry, candidate, subject);
    judgements.push(explained.judgement);
    return explained.steps;
  });
}

function namesStep(index: AdvisoryIndex, record: OsvRecord, subject: Subject): ExplainStep {
  const named = new Set<string>();
  let inEcosystem = false;
  for (const affected of record.affected ?? []) {
    if (affected.package === undefined) continue;
    named.add(`${affected.package.ecosystem} ${affected.package.name}`);
    inEcosystem ||= baseEcosystem(affected.package.ecosystem) === baseEcosystem(subject.ecosystem);
  }
  const packages = [...named];
  const more = packages.length > maxNamed ? ` and ${packages.length - maxNamed} more` : '';
  const list = packages.length === 0 ? 'no package' : packages.slice(0, maxNamed).join(', ') + more;
  const suggestions = inEcosystem ? index.similarNames(subject.ecosystem, subject.name, 3) : [];
  const hint = suggestions.length === 0 ? '' : `; did you mean ${suggestions.join(', ')}?`;
  const text = `${record.id} names ${list}, and not ${subject.ecosystem} ${subject.name}${hint}`;
  return { step: 'names', recordId: record.id, packages, suggestions, text };
}

function outcomeText(outcome: Explanation['outcome'], { primaryId }: AliasGroup, subject: Subject): string {
  const component = `${subject.name}${subject.version === undefined ? '' : ` ${subject.version}`}`;
  if (outcome === 'affected') return `${component} is affected by ${primaryId}`;
  if (outcome === 'not-affected') return `${component} is not affected by ${primaryId} as the index knows it`;
  return `whether ${component} is affected by ${primaryId} could not be checked`;
}
