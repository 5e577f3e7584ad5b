import type { OsvRecord } from '@maximus/advisories';
import type { Apv, ApvId, Priority } from '@maximus/contracts';
import {
  type ApvMove,
  type ApvRow,
  type ApvWrite,
  apvCodesOf,
  contextsOf,
  type GroupContext,
  groupsByKey,
  lockApvs,
  namesOfGroups,
  repeatInFindings,
  type Tx,
  takeCodes,
  tellApvMoves,
  usesOfGroups,
  writeApvs,
} from '@maximus/storage';
import type { LiveIndex } from '../live-index/live-index.ts';
import type { Parts } from '../parts.ts';
import { apvCode, utcDay } from '../rules/apv-code.ts';
import { type ApvDocument, toApv } from './apv-document.ts';
import { emitApvChange } from './apv-events.ts';
import { deriveApv } from './derive-apv.ts';
import { describeGroup, type GroupDescription } from './describe-group.ts';
import { type UseFacts, useFactsOf } from './remedy-facts.ts';

/** Which APVs to derive again, and why. */
export interface RefreshInput {
  readonly groupKeys: Iterable<number>;
  /** Of these the records or the matches changed: they are described anew. New APVs are in any case. */
  readonly described?: ReadonlySet<number>;
  readonly atMs: number;
  readonly correlationId: string;
}

/** What events about findings say of an APV. */
export interface ApvSketch {
  readonly id: ApvId;
  readonly primaryId: string;
  readonly priority: Priority;
}

/** What a refresh did. */
export interface Refreshed {
  readonly sketches: ReadonlyMap<number, ApvSketch>;
  readonly created: number;
  /** Events written. */
  readonly published: number;
}

/**
 * Derives APVs again from their findings and records, in the transaction that changed these: counts, status, priority,
 * deadline, words. The rows are locked in one order, so that concurrent writers of one group count one after the other.
 */
export async function refreshApvs(
  tx: Tx,
  parts: Parts,
  live: LiveIndex | undefined,
  input: RefreshInput,
): Promise<Refreshed> {
  const keys = [...new Set(input.groupKeys)].sort((a, b) => a - b);
  if (keys.length === 0) return { sketches: new Map(), created: 0, published: 0 };
  const rows = new Map((await lockApvs(tx, keys)).map((row) => [row.group_key, row]));
  const contexts = await contextsOf(tx, keys);
  const wanted = keys.filter((key) => rows.get(key)?.status !== 'superseded' && (rows.has(key) || contexts.has(key)));
  const groups = await loadGroups(tx, live, wanted, rows, input.described ?? new Set());
  const fresh = wanted.filter((key) => !rows.has(key));
  const day = utcDay(input.atMs);
  const firstCode = fresh.length === 0 ? 0 : await takeCodes(tx, day, fresh.length);
  const sketches = new Map<number, ApvSketch>();
  const changes: ApvChange[] = [];
  for (const key of wanted) {
    const group = groups.get(key);
    if (group === undefined) continue;
    const before = rows.get(key);
    const write = deriveApv(parts, {
      ...group,
      groupKey: key,
      context: contexts.get(key) ?? noContext(key),
      before,
      code: apvCode(day, firstCode + fresh.indexOf(key)),
      live,
      atMs: input.atMs,
      correlationId: input.correlationId,
    });
    const change = changeOf(before, write);
    sketches.set(key, { id: change.apv.id, primaryId: change.apv.primary_id, priority: change.apv.priority });
    if (change.isWorthWriting) changes.push(change);
  }
  await writeApvs(
    tx,
    changes.map(({ write }) => write),
  );
  await tellApvMoves(
    tx,
    changes.flatMap(({ move }) => move ?? []),
    { ...input, actor: 'oraculo' },
  );
  await repeatInFindings(tx, changes.flatMap(repeated));
  let published = 0;
  for (const change of changes) published += emitApvChange(tx, change, input.correlationId);
  for (const { apv } of changes.filter(({ before }) => before === undefined))
    parts.metrics.apv_detected_total.inc({ priority: apv.priority });
  return { sketches, created: fresh.length, published };
}

/** An APV as it was and as it is to be. */
export interface ApvChange {
  readonly before: ApvRow | undefined;
  readonly write: ApvWrite;
  readonly apv: Apv;
  /** Names of the fields of the wire form that differ. */
  readonly changed: readonly string[];
  readonly move: ApvMove | undefined;
  readonly isWorthWriting: boolean;
}

/** Fields that follow every write. */
const bookkeeping: ReadonlySet<string> = new Set(['version', 'updated_at', 'last_seen_at', 'oraculo_version']);

function changeOf(before: ApvRow | undefined, write: ApvWrite): ApvChange {
  const apv = toApv(rowOf(write));
  const old = before === undefined ? undefined : (toApv(before) as unknown as Record<string, unknown>);
  const changed =
    old === undefined
      ? []
      : [...new Set([...Object.keys(old), ...Object.keys(apv)])].filter(
          (key) =>
            !bookkeeping.has(key) &&
            JSON.stringify(old[key]) !== JSON.stringify((apv as unknown as Record<string, unknown>)[key]),
        );
  const isMoved = before?.status !== write.status;
  const move = isMoved
    ? {
        groupKey: write.group_key,
        version: write.version,
        from: before?.status ?? null,
        to: write.status,
        reason: write.status_reason ?? '',
      }
    : undefined;
  return { before, write, apv, changed, move, isWorthWriting: before === undefined || changed.length > 0 };
}

/** The row that a write makes, as reading it would give it. */
function rowOf(write: ApvWrite): ApvRow {
  const date = (value: string | null) => (value === null || value === 'infinity' ? null : new Date(value));
  const at = (value: string) => new Date(value);
  return {
    ...write,
    status_changed_at: at(write.status_changed_at),
    due_at: date(write.due_at) ?? Number.POSITIVE_INFINITY,
    due_base_at: date(write.due_base_at),
    published: date(write.published),
    modified: at(write.modified),
    processed_at: at(write.processed_at),
    withdrawn_at: date(write.withdrawn_at),
    first_detected_at: at(write.first_detected_at),
    last_seen_at: at(write.last_seen_at),
    resolved_at: date(write.resolved_at),
    created_at: at(write.created_at),
    updated_at: at(write.updated_at),
    superseded_by: null,
  } as ApvRow;
}

function repeated({ before, write }: ApvChange) {
  const due = write.due_at;
  const wasDue = before?.due_at instanceof Date ? before.due_at.toISOString() : 'infinity';
  const isSame =
    before !== undefined &&
    before.urgency === write.urgency &&
    before.severity_rank === write.severity_rank &&
    isSameReal(before.cvss, write.cvss) &&
    isSameReal(before.epss, write.epss) &&
    before.in_kev === write.in_kev &&
    wasDue === due;
  if (isSame) return [];
  return [
    {
      groupKey: write.group_key,
      urgency: write.urgency,
      severityRank: write.severity_rank,
      cvss: write.cvss,
      epss: write.epss,
      inKev: write.in_kev,
      dueAt: due,
    },
  ];
}

/** The column keeps single precision. */
function isSameReal(stored: number | null, wanted: number | null): boolean {
  if (stored === null || wanted === null) return stored === wanted;
  return Math.fround(stored) === Math.fround(wanted);
}

interface LoadedGroup {
  readonly groupId: string;
  readonly description: GroupDescription;
  readonly uses: UseFacts;
  readonly isTest: boolean;
  readonly splitFrom: string | undefined;
}

/** What the records say: anew where they changed, else as it was stored, with the records' briefs for the assessment. */
async function loadGroups(
  tx: Tx,
  live: LiveIndex | undefined,
  keys: readonly number[],
  rows: ReadonlyMap<number, ApvRow>,
  described: ReadonlySet<number>,
): Promise<Map<number, LoadedGroup>> {
  const anew = keys.filter((key) => !rows.has(key) || described.has(key) || rows.get(key)?.is_test === true);
  const groups = await groupsByKey(tx, keys);
  const names = await namesOfGroups(tx, anew);
  const uses = Map.groupBy(await usesOfGroups(tx, anew), ({ groupKey }) => groupKey);
  const origins = groups.flatMap(({ key, splitFrom }) => (rows.has(key) ? [] : (splitFrom ?? [])));
  const codes = await apvCodesOf(tx, origins);
  const loaded = new Map<number, LoadedGroup>();
  for (const group of groups) {
    const row = rows.get(group.key);
    const ownRecord = (group.ownRecord ?? undefined) as OsvRecord | undefined;
    const base = {
      groupId: group.id,
      isTest: ownRecord !== undefined,
      splitFrom: group.splitFrom === null ? undefined : codes.get(group.splitFrom),
    };
    const old = row?.document as unknown as ApvDocument | undefined;
    if (row === undefined || old === undefined || anew.includes(group.key)) {
      const ids = names.get(group.key) ?? [];
      const description = describeGroup(live?.index, { primaryId: group.primaryId, ids, ownRecord });
      const own = useFactsOf(uses.get(group.key) ?? []);
      loaded.set(group.key, { ...base, description, uses: own.kinds.length > 0 || old === undefined ? own : old.uses });
    } else loaded.set(group.key, { ...base, description: storedDescription(row, old, live), uses: old.uses });
  }
  return loaded;
}

function storedDescription(row: ApvRow, old: ApvDocument, live: LiveIndex | undefined): GroupDescription {
  return {
    primaryId: row.primary_id,
    cveId: row.cve_id ?? undefined,
    aliases: old.aliases,
    records: old.record_ids.flatMap((id) => live?.index.brief(id) ?? []),
    summary: row.summary,
    details: old.details,
    references: old.references,
    cweIds: old.cwe_ids,
    packages: old.affected_packages,
    patterns: old.ast_grep_patterns,
    related: old.related,
    published: row.published?.toISOString(),
    modified: row.modified.toISOString(),
    withdrawnAt: row.withdrawn_at?.toISOString(),
    sources: old.sources,
  };
}

function noContext(groupKey: number): GroupContext {
  return {
    groupKey,
    counts: {},
    projects: 0,
    services: 0,
    serviceNames: [],
    exposures: [],
    scopes: [],
    reachability: [],
    hasDirect: false,
    isIncomplete: false,
    regressed: false,
    isTest: false,
  };
}
