import type { WhyNot } from '@maximus/contracts';
import { findImports, flawedSymbols, parsesCleanly } from '@maximus/reachability';
import { isForbiddenPath } from '../../check/index.ts';
import { unifiedDiff } from '../../edit/index.ts';
import { findFixRecords, languageOf } from '../../fix-records/index.ts';
import { blockage } from '../../resolver/blockage.ts';
import type { Strategy, StrategyContext, StrategyResult } from '../types.ts';
import { applyHunks } from './apply-hunks.ts';
import { instructions, question } from './question.ts';
import { readDiff } from './read-diff.ts';
import { windowsAround } from './windows.ts';

const maxPlaces = 5;
const leastConfidence = 0.6;

/**
 * Rung 7: a patch of the project's own code that a language model drafts (eureka.md §10). Off unless somebody set one up. It
 * is shown the lines around the calls, without secrets; of its answer only a diff within these lines is taken, and nobody
 * runs it outside of the arena. The package stays, and so does the finding.
 */
export const codeLlm: Strategy = {
  id: 'code-llm',
  description: 'a change of the calls of the flawed function that a language model drafts, off by default',
  place: 7,
  capabilities: { network: true, runsForeignCode: false, writesProject: false },
  attempt: async (context) => {
    const { drafter, job } = context;
    if (drafter === undefined)
      return no('policy-forbids', `Nothing is drafted by a language model for ${job.name}: that is switched off.`);
    if (job.targets.some(({ kind }) => kind === 'malware'))
      return no('policy-forbids', `${job.name} is malware: it does its work whatever calls it.`);
    if (drafter.unproven !== undefined) return no('arena-inconclusive', drafter.unproven);
    return draft(context, drafter);
  },
};

function no(code: WhyNot, sentence: string, evidence: readonly string[] = []): StrategyResult {
  return { result: 'not-taken', ...blockage(code, sentence.slice(0, 1_000), evidence) };
}

async function draft(
  { job: { name, ecosystem, targets }, sources, clock }: StrategyContext,
  drafter: NonNullable<StrategyContext['drafter']>,
): Promise<StrategyResult> {
  if (sources === undefined || clock === undefined)
    return no(
      'no-rule',
      `The project's own source was not given, so no call of ${name} can be shown to a language model.`,
    );
  const source = await sources();
  if (!('files' in source)) return no('rule-incomplete', `The calls of ${name} cannot be shown: ${source.reason}.`);
  const { files } = source;
  const flaws = targets.map(({ primary_id, facts }) => [primary_id, ...(facts?.aliases ?? [])]);
  const symbols = [...new Set(flaws.flatMap((ids) => flawedSymbols(ecosystem, name, ids, [])))];
  const wanted = { key: name, ecosystem, name, direct: true, symbols };
  const { results } = await findImports({ files, packages: [wanted], clock, limits: { maxLocations: 50 } });
  const uses = (results.get(name)?.locations ?? []).filter(({ symbol }) => symbol !== undefined);
  const places = [...new Map(uses.map((each) => [`${each.file}:${each.line}`, each])).values()];
  if (places.length === 0) return no('no-rule', `No place of the project is known to use what is flawed in ${name}.`);
  if (places.length > maxPlaces)
    return no('rule-incomplete', `${name} is used in more than ${maxPlaces} places: that is no small patch.`);
  const barred = places.find(({ file }) => isForbiddenPath(file));
  if (barred !== undefined) return no('policy-forbids', `${barred.file} is no file that a plan may touch.`);
  const language = languageOf(places[0]?.file ?? '');
  const records = findFixRecords(unique(targets.flatMap(({ facts }) => facts?.cwes ?? [])), language);
  const confidence = confidenceOf(
    places.length,
    records.some((record) => record.language === language),
    targets.some(({ priority }) => priority === 'critical'),
  );
  if (confidence < leastConfidence)
    return no('policy-forbids', `A draft for ${places.length} places of ${name} would be too unsure to propose.`);
  const shown = await windowsAround(places, files);
  if ('reason' in shown) return no('rule-incomplete', `The calls of ${name} cannot be shown: ${shown.reason}.`);
  const ids = unique(flaws.flat()).slice(0, 20);
  const advisories = unique(targets.flatMap(({ facts }) => facts?.advisories ?? []));
  const answer = await drafter.ask({
    system: instructions,
    data: question({ ecosystem, name, ids, symbols, advisories, records, windows: shown.windows }),
    subject: `${ecosystem}:${name} ${ids[0] ?? ''}`.slice(0, 300),
  });
  if (answer.state === 'refused') return no('budget-exhausted', answer.sentence);
  if (answer.state === 'failed') return no('rule-incomplete', answer.sentence);
  const dropped = (why: string) =>
    no('rule-incomplete', `What ${drafter.model} drafted for ${name} was dropped: ${why}.`);
  const hunks = readDiff(answer.text);
  if ('reason' in hunks) return dropped(hunks.reason);
  const drafted = applyHunks(hunks, shown);
  if ('reason' in drafted) return dropped(drafted.reason);
  for (const { file, before, after } of drafted)
    if ((await parsesCleanly(file, before)) && !(await parsesCleanly(file, after)))
      return dropped(`${file} would not be read by its language any more`);
  const sentence =
    `Drafted by ${drafter.model} for ${drafted.map(({ file }) => file).join(', ')}, confidence ${confidence.toFixed(2)}; nobody ` +
    `has run it outside of the arena, and people read every line. ${name} stays, and so does the finding.`;
  const code = { files: drafted.map((each) => ({ ...each, kind: 'code' as const })), llm: answer.use };
  return { result: 'drafted', sentence: sentence.slice(0, 1_000), texts: [unifiedDiff(drafted)], code };
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}

/** How sure a draft is before anybody looked at it (eureka.md §10); a pattern is a record of the weakness in the language. */
function confidenceOf(places: number, hasPattern: boolean, isCritical: boolean): number {
  const value = 0.7 - (places > 3 ? 0.1 : 0) + (hasPattern ? 0.05 : 0) - (isCritical ? 0.05 : 0);
  return Math.min(0.85, Math.max(0.5, Math.round(value * 100) / 100));
}
