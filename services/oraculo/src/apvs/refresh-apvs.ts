import type { Apv, ApvId, Priority } from '@maximus/contracts';
import {
  type ApvRow,
  lockApvs,
  type Tx,
  takeCodes,
  tellApvMoves,
  wireId,
  wordsOf,
  writeApvs,
  writeApvWords,
} from '@maximus/storage';
import type { LiveIndex } from '../live-index/live-index.ts';
import type { Parts } from '../parts.ts';
import { apvCode, utcDay } from '../rules/apv-code.ts';
import { priorities } from '../rules/urgency.ts';
import { changeOf, isToldOf, rowOf } from './apv-change.ts';
import { toApv } from './apv-document.ts';
import { emitApvChange } from './apv-events.ts';
import { deriveApv } from './derive-apv.ts';
import { type ProjectChange, readContexts } from './group-context.ts';
import { countUses, describeAnew, inputsFor } from './load-groups.ts';

/** Which APVs to derive again, and why. */
export interface RefreshInput {
  readonly groupKeys: Iterable<number>;
  /** Of these the records or the matches changed: they are described anew. New APVs are in any case. */
  readonly described?: ReadonlySet<number>;
  /** Of these more components match, by records that are as they were: only their uses are counted again. */
  readonly used?: ReadonlySet<number>;
  /** What one project's import changed; absent: the findings of the groups are counted from the beginning. */
  readonly project?: ProjectChange;
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
  const anew = await describeAnew(tx, live, keys, input.described ?? new Set());
  const uses = await countUses(
    tx,
    keys.filter((key) => input.used?.has(key) === true && !anew.has(key)),
  );
  const rows = new Map((await lockApvs(tx, keys)).map((row) => [row.group_key, row]));
  const open = keys.filter((key) => rows.get(key)?.status !== 'superseded');
  const contexts = await readContexts(tx, open, rows, input.project);
  const wanted = open.filter((key) => rows.has(key) || contexts.has(key));
  const fresh = wanted.filter((key) => !rows.has(key));
  const day = utcDay(input.atMs);
  const codes = await takeCodes(tx, day, fresh.length);
  const placeOf = new Map(fresh.map((key, place) => [key, place]));
  const sketches = new Map<number, ApvSketch>();
  const changes = [];
  for (const key of wanted) {
    const before = rows.get(key);
    const group = inputsFor(before, anew.get(key), live, uses.get(key));
    if (group === undefined) continue;
    const write = deriveApv(parts, {
      ...group,
      groupKey: key,
      context: contexts.get(key) ?? { ...noContext, groupKey: key },
      before,
      code: apvCode(day, codes[placeOf.get(key) ?? 0] ?? 0),
      live,
      atMs: input.atMs,
      correlationId: input.correlationId,
    });
    sketches.set(key, {
      id: wireId('apv', write.id),
      primaryId: write.primary_id,
      priority: priorities[write.priority] ?? 'medium',
    });
    const change = changeOf(before, write, group.newWords !== undefined);
    if (change !== undefined) changes.push({ ...change, newWords: group.newWords });
  }
  const told = changes.filter(isToldOf);
  const oldWords = await wordsOf(
    tx,
    told.filter(({ before }) => before !== undefined).map(({ write }) => write.group_key),
  );
  await writeApvs(
    tx,
    changes.map(({ write }) => write),
  );
  await writeApvWords(
    tx,
    changes.flatMap(({ newWords }) => newWords ?? []),
  );
  await tellApvMoves(
    tx,
    changes.flatMap(({ move }) => move ?? []),
    { ...input, actor: 'oraculo' },
  );
  let published = 0;
  for (const change of told) {
    const { before, write, newWords } = change;
    const held = oldWords.get(write.group_key);
    const document = (newWords?.document as Record<string, unknown> | undefined) ?? held;
    if (document === undefined) continue;
    const apv: Apv = toApv({ ...rowOf(write), document });
    const old = before && held && toApv({ ...(before as ApvRow), document: held });
    published += emitApvChange(tx, apv, old, change.move, input.correlationId);
    if (before === undefined) parts.metrics.apv_detected_total.inc({ priority: apv.priority });
  }
  return { sketches, created: fresh.length, published };
}

const noContext = {
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
