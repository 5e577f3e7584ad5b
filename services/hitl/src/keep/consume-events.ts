import type { Bus, RunningSubscription } from '@maximus/bus';
import type { EventEnvelope } from '@maximus/contracts';
import { decisions, type Inbox, type Tx } from '@maximus/storage';
import { cancelDecision } from '../decide/cancel-decision.ts';
import { openDecision } from '../decide/open-decision.ts';
import { isOpen } from '../decide/state.ts';
import type { Parts } from '../parts.ts';

const group = 'maximus.hitl';
const opening: readonly string[] = ['patch.validated', 'patch.review_requested'];
const ending: readonly string[] = ['patch.superseded', 'patch.cancelled', 'patch.failed'];
const patchKinds = ['patch', 'virtual_patch'] as const;

/** Follows patches: opens a decision when one waits, and ends it when there is nothing left to decide. */
export async function consumeEvents(
  parts: Parts,
  { bus, inbox }: { readonly bus: Pick<Bus, 'subscribe'>; readonly inbox: Inbox },
): Promise<RunningSubscription> {
  return await bus.subscribe({
    group,
    topics: ['maximus.adaptive-immunity.patches'],
    types: [...opening, ...ending],
    handle: async (event) => {
      await parts.database.transaction(async (tx) => {
        if (await inbox.once(tx, group, event.id)) await follow(tx, parts, event);
      });
    },
  });
}

async function follow(tx: Tx, parts: Parts, event: EventEnvelope): Promise<void> {
  const { patch } = event.data as { readonly patch: { readonly id: string } };
  const cause = { id: event.id };
  if (opening.includes(event.type)) {
    await openDecision(tx, parts, patch.id, cause);
    return;
  }
  for (const kind of patchKinds) {
    for (const row of await decisions.lockOfSubject(tx, kind, patch.id)) {
      if (!isOpen(row.status) && row.effect !== 'held') continue;
      await cancelDecision(tx, parts, row, { by: 'hitl', reason: event.type.replace('.', '_'), cause });
    }
  }
}
