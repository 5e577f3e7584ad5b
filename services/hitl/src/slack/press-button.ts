import { isWeighty, SlackQuestion, slackBlock } from '@maximus/contracts';
import { isAppError } from '@maximus/kernel';
import { decisions, toDecision } from '@maximus/storage';
import { isOpen } from '../decide/state.ts';
import { undoDecision } from '../decide/undo-decision.ts';
import type { Cause } from '../parts.ts';
import { plain, saidDialog, undoAction, voteDialog } from './dialogs.ts';
import type { SlackParts } from './parts.ts';
import { DialogState, type Pressed, readJson } from './payloads.ts';
import { callSlack, notePrivately } from './slack-api.ts';
import { isOurConversation, slackPerson } from './slack-person.ts';

/** Where a request came from. */
export interface Received {
  readonly address: string;
  readonly cause: Cause;
}

/** A button was pressed: opens the dialog of a vote, or takes a decision back; else says privately why not. */
export async function pressButton(parts: SlackParts, pressed: Pressed, received: Received): Promise<void> {
  const [action] = pressed.actions;
  if (action === undefined) return;
  if (action.action_id === undoAction) return await undo(parts, pressed, received);
  if (action.block_id !== slackBlock) return;
  const refused = await openDialog(parts, pressed, received);
  if (refused !== undefined) await notePrivately(parts, pressed.response_url, refused);
}

/** Opens the dialog, or answers why it is not opened. */
async function openDialog(parts: SlackParts, pressed: Pressed, { address }: Received): Promise<string | undefined> {
  const [action] = pressed.actions;
  const question = readJson(SlackQuestion, action?.value ?? '');
  const conversation = pressed.channel?.id;
  if (question === undefined || conversation === undefined || pressed.trigger_id === undefined)
    return 'This button holds no question of Maximus.';
  if (!(await isOurConversation(parts, conversation))) return 'Maximus asks nothing in this conversation.';
  const linked = await slackPerson(parts, pressed, address);
  if ('note' in linked) return linked.note;
  if (!linked.person.isReviewer) return 'You may read reviews, but not decide: that takes the role of a reviewer.';
  const { database, clock } = parts.review;
  const row = await decisions.find(database, question.decision_id);
  if (row === undefined) return 'There is no such decision.';
  if (!isOpen(row.status)) return `It is decided: ${row.status}.`;
  if (row.subject_digest !== question.subject_digest)
    return 'Patch, evidence or base commit have changed since this was asked: look at the newest message.';
  const record = toDecision(row, clock.now());
  const link = `${parts.publicUrl}/review/${record.decision_id}`;
  if (isWeighty(record) && !parts.config.allow_critical) return `This one is decided in Maximus itself: ${link}`;
  const vote = action?.action_id === 'reject' ? 'reject' : 'approve';
  const view = voteDialog(record, { ...question, vote, channel: conversation }, link);
  await callSlack(parts, 'views.open', { trigger_id: pressed.trigger_id, view });
  return undefined;
}

async function undo(parts: SlackParts, pressed: Pressed, { address, cause }: Received): Promise<void> {
  const { view } = pressed;
  const state = readJson(DialogState, view?.private_metadata ?? '');
  if (view == null || state === undefined) return;
  const linked = await slackPerson(parts, pressed, address);
  const say = (text: string) => callSlack(parts, 'views.update', { view_id: view.id, view: saidDialog(text) });
  if ('note' in linked) return await say(linked.note);
  try {
    await undoDecision(parts.review, linked.person, state.decision_id, cause);
    await say('Taken back: it waits for review again.');
  } catch (error) {
    if (!isAppError(error)) throw error;
    await say(`It was not taken back: ${plain(error.message)}. ${plain(error.help)}`);
  }
}
