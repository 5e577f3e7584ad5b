import type { DecisionRecord } from '@maximus/contracts';
import type { DialogState } from './payloads.ts';

/** Marks our dialogs. */
export const dialogId = 'maximus_vote';
/** Blocks of a dialog that hold what was said. */
export const fields = { reason: 'reason', comment: 'comment', untested: 'untested' } as const;
/** The button that takes a decision back. */
export const undoAction = 'undo';

const title = { type: 'plain_text', text: 'Maximus' };

/** The dialog that shows what is decided on, and asks for the reason of a rejection (hitl.md §9). */
export function voteDialog(record: DecisionRecord, state: DialogState, link: string): object {
  const { patch_metadata: patch, wargaming_result: arena } = record;
  const versions = [patch.current_version, patch.target_version].filter((one) => one !== undefined).join(' → ');
  const facts = [
    `*${plain(patch.package_name)}* ${plain(versions)}`,
    `${plain(patch.cve_id ?? record.subject.kind)} in ${plain(record.project)}, ${record.priority} priority`,
    `Verdict: *${arena?.verdict ?? 'not run'}*${arena === undefined ? '' : ` (${arena.level}, confidence ${arena.confidence})`}`,
    plain(record.why_now),
    `<${link}|Read diff and evidence in Maximus>`,
  ];
  const isRejection = state.vote === 'reject';
  return {
    type: 'modal',
    callback_id: dialogId,
    private_metadata: JSON.stringify(state),
    title,
    submit: { type: 'plain_text', text: isRejection ? 'Reject' : 'Approve' },
    close: { type: 'plain_text', text: 'Not now' },
    blocks: [
      section(facts.join('\n')),
      isRejection
        ? input(fields.reason, 'Reason', { max_length: 500, min_length: 1, multiline: true })
        : { ...input(fields.comment, 'Comment', { max_length: 1_000, multiline: true }), optional: true },
      ...(!isRejection && arena?.verdict === 'fixed_untested' ? [untestedBox()] : []),
    ],
  };
}

/** What is shown while a decision is being taken, and after; with a button that takes it back while that is possible. */
export function saidDialog(text: string, undo?: DialogState): object {
  return {
    type: 'modal',
    title,
    close: { type: 'plain_text', text: 'Close' },
    private_metadata: undo === undefined ? '' : JSON.stringify(undo),
    blocks: [
      section(text),
      ...(undo === undefined
        ? []
        : [
            {
              type: 'actions',
              block_id: 'maximus_undo',
              elements: [
                { type: 'button', action_id: undoAction, text: { type: 'plain_text', text: 'Undo' }, style: 'danger' },
              ],
            },
          ]),
    ],
  };
}

function section(text: string): object {
  return { type: 'section', text: { type: 'mrkdwn', text: text.slice(0, 3_000) } };
}

function input(block: string, label: string, more: object): object {
  return {
    type: 'input',
    block_id: block,
    label: { type: 'plain_text', text: label },
    element: { type: 'plain_text_input', action_id: block, ...more },
  };
}

function untestedBox(): object {
  return {
    type: 'input',
    block_id: fields.untested,
    label: { type: 'plain_text', text: 'Its tests did not run' },
    element: {
      type: 'checkboxes',
      action_id: fields.untested,
      options: [{ value: 'yes', text: { type: 'plain_text', text: 'I know, and approve it untested' } }],
    },
  };
}

/** Text that makes no links, mentions or formatting of its own. */
export function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
