import type { OsvRecord } from '@maximus/advisories';
import {
  type ApvRow,
  type ApvWordsWrite,
  apvCodesOf,
  groupsByKey,
  groupsWithApv,
  namesOfGroups,
  type Tx,
  usesOfGroups,
  wireId,
} from '@maximus/storage';
import type { LiveIndex } from '../live-index/live-index.ts';
import { type ApvAssessment, type ApvWords, assessmentOf } from './apv-document.ts';
import type { ApvInputs } from './derive-apv.ts';
import { describeGroup, type GroupDescription } from './describe-group.ts';
import { type UseFacts, useFactsOf } from './remedy-facts.ts';

/** The part of an APV's inputs that comes from its records. */
export interface LoadedGroup extends Pick<ApvInputs, 'records' | 'inputs' | 'words' | 'isTest' | 'splitFrom'> {
  /** Set where it was described anew. */
  readonly newWords: ApvWordsWrite | undefined;
}

/**
 * Describes groups anew from their records: those without an APV yet, and those whose records or matches changed. Done
 * before the APVs are locked, because reading records takes its time.
 */
export async function describeAnew(
  tx: Tx,
  live: LiveIndex | undefined,
  keys: readonly number[],
  described: ReadonlySet<number>,
): Promise<Map<number, LoadedGroup>> {
  const present = await groupsWithApv(tx, keys);
  const anew = keys.filter((key) => !present.has(key) || described.has(key));
  const loaded = new Map<number, LoadedGroup>();
  if (anew.length === 0) return loaded;
  const groups = await groupsByKey(tx, anew);
  const names = await namesOfGroups(tx, anew);
  const uses = Map.groupBy(await usesOfGroups(tx, anew), ({ groupKey }) => groupKey);
  const codes = await apvCodesOf(
    tx,
    groups.flatMap(({ key, splitFrom }) => (present.has(key) ? [] : (splitFrom ?? []))),
  );
  for (const group of groups) {
    const ownRecord = (group.ownRecord ?? undefined) as OsvRecord | undefined;
    const ids = names.get(group.key) ?? [];
    const description = describeGroup(live?.index, { primaryId: group.primaryId, ids, ownRecord });
    loaded.set(group.key, {
      records: description.records,
      inputs: inputsOf(description, useFactsOf(uses.get(group.key) ?? [])),
      words: description,
      isTest: ownRecord !== undefined,
      splitFrom: group.splitFrom === null ? undefined : codes.get(group.splitFrom),
      newWords: wordsWrite(group.key, group.id, description),
    });
  }
  return loaded;
}

/** What the components that match in some groups say of their remedies now. */
export async function countUses(tx: Tx, keys: readonly number[]): Promise<ReadonlyMap<number, UseFacts>> {
  if (keys.length === 0) return new Map();
  const uses = Map.groupBy(await usesOfGroups(tx, keys), ({ groupKey }) => groupKey);
  return new Map([...uses].map(([key, own]) => [key, useFactsOf(own)]));
}

/**
 * The inputs of one APV: as described anew, with the uses that are remembered where no component is in use; else as
 * stored, with the uses as counted again where they were.
 */
export function inputsFor(
  row: ApvRow | undefined,
  anew: LoadedGroup | undefined,
  live: LiveIndex | undefined,
  uses: UseFacts | undefined,
): LoadedGroup | undefined {
  if (anew === undefined) {
    const stored = row && storedGroup(row, live);
    return stored && uses ? { ...stored, inputs: { ...stored.inputs, uses } } : stored;
  }
  if (row === undefined || anew.inputs.uses.kinds.length > 0) return anew;
  return { ...anew, inputs: { ...anew.inputs, uses: assessmentOf(row).inputs.uses } };
}

function inputsOf(description: GroupDescription, uses: UseFacts): ApvAssessment['inputs'] {
  const { records, aliases, patterns } = description;
  return {
    record_ids: records.map(({ id }) => id),
    withdrawn_ids: records.filter(({ withdrawn }) => withdrawn !== undefined).map(({ id }) => id),
    cve_ids: aliases.filter((id) => id.toUpperCase().startsWith('CVE-')),
    has_pattern: patterns.length > 0,
    uses,
  };
}

function wordsWrite(groupKey: number, groupId: string, description: GroupDescription): ApvWordsWrite {
  const { aliases, summary, packages } = description;
  const document: ApvWords = {
    alias_group_id: wireId('agr', groupId),
    aliases: [...aliases],
    details: description.details,
    references: [...description.references],
    cwe_ids: [...description.cweIds],
    affected_packages: [...packages],
    ast_grep_patterns: [...description.patterns],
    sources: [...description.sources],
    related: [...description.related],
  };
  return {
    group_key: groupKey,
    ecosystems: [...new Set(packages.map(({ ecosystem }) => ecosystem.split(':', 1).join()))].sort(),
    packages: [...new Set(packages.map(({ name }) => name))].sort(),
    search: [...aliases, summary, ...packages.map(({ name }) => name)].join(' ').slice(0, 8_000),
    document,
  };
}

function storedGroup(row: ApvRow, live: LiveIndex | undefined): LoadedGroup {
  const { inputs } = assessmentOf(row);
  return {
    records: inputs.record_ids.flatMap((id) => live?.index.brief(id) ?? []),
    inputs,
    words: {
      primaryId: row.primary_id,
      cveId: row.cve_id ?? undefined,
      summary: row.summary,
      published: row.published?.toISOString(),
      modified: row.modified.toISOString(),
      withdrawnAt: row.withdrawn_at?.toISOString(),
    },
    isTest: row.is_test,
    splitFrom: undefined,
    newWords: undefined,
  };
}
