import {
  type ChangedItem,
  type FindingCause,
  findingOpened,
  findingStatusChanged,
  type OpenedItem,
} from '@maximus/contracts';
import {
  type BatchFacts,
  batchFactsOf,
  type FindingState,
  packContent,
  storeContent,
  type Tx,
  wireId,
} from '@maximus/storage';
import type { z } from 'zod';
import type { ApvSketch } from '../apvs/refresh-apvs.ts';
import type { FindingStep } from './steps.ts';

/** What one delta, scan or decision did to findings. */
export interface FindingBatch {
  readonly cause: z.infer<typeof FindingCause>;
  readonly generation?: number | undefined;
  readonly opened: readonly FindingState[];
  readonly steps: readonly FindingStep[];
  readonly sketches: ReadonlyMap<number, ApvSketch>;
  readonly atMs: number;
  readonly correlationId: string;
}

/** Leaves room below the limit of an event for its envelope. */
const mostBytes = 900 * 1024;

/** Writes one `finding.opened` and one `finding.status_changed` for the whole batch (oraculo.md §6); answers how many. */
export async function emitFindingBatch(tx: Tx, batch: FindingBatch): Promise<number> {
  const { opened, steps } = batch;
  if (opened.length + steps.length === 0) return 0;
  const all = [...opened, ...steps.map(({ finding }) => finding)];
  const facts = await batchFactsOf(
    tx,
    [...new Set(all.map(({ projectKey }) => projectKey))],
    [...new Set(all.map(({ componentKey }) => componentKey))],
  );
  let count = 0;
  if (opened.length > 0) {
    await emit(tx, batch, findingOpened, opened.length, openedItems(batch, facts));
    count += 1;
  }
  if (steps.length > 0) {
    await emit(tx, batch, findingStatusChanged, steps.length, changedItems(batch, facts));
    count += 1;
  }
  return count;
}

async function emit(
  tx: Tx,
  { cause, generation, atMs, correlationId }: FindingBatch,
  event: typeof findingOpened | typeof findingStatusChanged,
  count: number,
  items: readonly object[],
): Promise<void> {
  const text = JSON.stringify(items);
  const head = { cause, ...(generation !== undefined && { generation }), count };
  if (Buffer.byteLength(text) <= mostBytes) {
    tx.emit({ event, key: cause.id, correlationId, data: { ...head, items } });
    return;
  }
  // Larger content is stored and referred to by digest (apv.md §8).
  const content = await packContent(text);
  await storeContent(tx, 'finding-items', content, atMs);
  tx.emit({
    event,
    key: cause.id,
    correlationId,
    data: { ...head, items: [], items_digest: content.digest.toString('hex') },
  });
}

function openedItems({ opened, sketches }: FindingBatch, facts: BatchFacts): OpenedItem[] {
  const groups = Map.groupBy(opened, ({ componentKey, groupKey, status }) => `${componentKey}/${groupKey}/${status}`);
  return [...groups.values()].flatMap((findings) => {
    const [first] = findings;
    const about = first && aboutOf(first, sketches, facts);
    if (first === undefined || about === undefined) return [];
    const { priority, ...rest } = about;
    return [{ ...rest, status: first.status, priority, findings: places(findings, facts) }];
  });
}

function changedItems({ steps, sketches }: FindingBatch, facts: BatchFacts): ChangedItem[] {
  const groups = Map.groupBy(steps, ({ finding, from, to, reason, resolution }) =>
    [finding.componentKey, finding.groupKey, from, to, resolution ?? '', reason].join('\0'),
  );
  return [...groups.values()].flatMap((alike) => {
    const [first] = alike;
    const about = first && aboutOf(first.finding, sketches, facts);
    if (first === undefined || about === undefined) return [];
    const { priority: _priority, ...rest } = about;
    const { from, to, actor, reason, resolution } = first;
    const findings = places(
      alike.map(({ finding }) => finding),
      facts,
    );
    return [{ ...rest, from, to, ...(resolution && { resolution }), actor, reason, findings }];
  });
}

function aboutOf(finding: FindingState, sketches: FindingBatch['sketches'], facts: BatchFacts) {
  const sketch = sketches.get(finding.groupKey);
  const component = facts.components.get(finding.componentKey);
  if (sketch === undefined || component === undefined) return undefined;
  const { id, primaryId, priority } = sketch;
  return {
    apv_id: id,
    primary_id: primaryId,
    component_id: wireId('cmp', component.id),
    purl: component.purl,
    priority,
  };
}

function places(findings: readonly FindingState[], facts: BatchFacts) {
  return findings.map(({ id, projectKey, version }) => ({
    id: wireId('fnd', id),
    project_id: wireId('prj', facts.projects.get(projectKey) ?? ''),
    version,
  }));
}
