import { isWeighty } from '@maximus/contracts';
import { isAppError } from '@maximus/kernel';
import { decisions, toDecision } from '@maximus/storage';
import { castVote, type VoteOutcome } from '../decide/cast-vote.ts';
import { errors } from '../errors.ts';
import { dialogId, fields, plain, saidDialog } from './dialogs.ts';
import type { SlackParts } from './parts.ts';
import { DialogState, readJson, type Submitted } from './payloads.ts';
import type { Received } from './press-button.ts';
import { callSlack } from './slack-api.ts';
import { isOurConversation, slackPerson } from './slack-person.ts';

/** What is shown at once, while the vote is given. */
export const waitingView = saidDialog('One moment…');

/** Whether a dialog is one of ours. */
export function isVote({ view }: Submitted): boolean {
  return view.callback_id === dialogId;
}

/**
 * A dialog was sent off: gives the vote by the rules that hold everywhere (author, two people, digest, evidence, role), and
 * tells the person what came of it.
 */
export async function submitDialog(parts: SlackParts, submitted: Submitted, received: Received): Promise<void> {
  const { view } = submitted;
  const state = readJson(DialogState, view.private_metadata);
  const say = (text: string, undo?: DialogState) =>
    callSlack(parts, 'views.update', { view_id: view.id, view: saidDialog(text, undo) });
  if (state === undefined) return await say('This dialog holds no question of Maximus.');
  const linked = await slackPerson(parts, submitted, received.address);
  if ('note' in linked) return await say(linked.note);
  try {
    await checkPlace(parts, state);
    const outcome = await castVote(
      parts.review,
      linked.person,
      {
        decisionId: state.decision_id,
        vote: state.vote,
        seen: { subjectDigest: state.subject_digest },
        ...textsOf(submitted, state.vote),
      },
      received.cause,
    );
    await say(wordsOf(outcome), outcome.row.effect === 'held' ? state : undefined);
  } catch (error) {
    if (!isAppError(error)) throw error;
    await say(`Nothing was decided: ${plain(error.message)}. ${plain(error.help)}`);
  }
}

async function checkPlace(parts: SlackParts, state: DialogState): Promise<void> {
  if (!(await isOurConversation(parts, state.channel)))
    throw errors.not_allowed('Maximus asks nothing in that conversation');
  const { database, clock } = parts.review;
  const row = await decisions.find(database, state.decision_id);
  if (row !== undefined && isWeighty(toDecision(row, clock.now())) && !parts.config.allow_critical)
    throw errors.not_allowed('what is critical, major or breaking is decided in Maximus itself');
}

function textsOf({ view }: Submitted, vote: DialogState['vote']) {
  const { values } = view.state;
  const text = (block: string, most: number) => {
    const said = values[block]?.[block]?.value?.trim().slice(0, most);
    return said === undefined || said === '' ? undefined : said;
  };
  if (vote === 'reject') return { reason: text(fields.reason, 500) };
  const ticked = values[fields.untested]?.[fields.untested]?.selected_options ?? [];
  return { comment: text(fields.comment, 1_000), saysUntested: ticked.some(({ value }) => value === 'yes') };
}

function wordsOf({ status, row }: VoteOutcome): string {
  const approvals = (row.votes as readonly { readonly vote?: unknown }[]).filter(
    ({ vote }) => vote === 'approve',
  ).length;
  if (status === 'vote_recorded') return `Your approval counts: ${approvals} of ${row.required}.`;
  const held =
    row.effect === 'held' && row.effect_at !== null ? ` It takes effect at ${row.effect_at.toISOString()}.` : '';
  return `${status === 'approved' ? 'Approved' : 'Rejected'}.${held}`;
}
