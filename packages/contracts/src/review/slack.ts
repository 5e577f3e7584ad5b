import { z } from 'zod';
import { DecisionId, type DecisionRecord } from './decision.ts';

/** The block of buttons of a message to Slack that asks for a decision. */
export const slackBlock = 'maximus_decision';

/** What a button carries: the question, bound to the content that was shown (hitl.md §9). */
export const SlackQuestion = z.strictObject({ decision_id: DecisionId, subject_digest: z.string().max(64) });
export type SlackQuestion = z.infer<typeof SlackQuestion>;

/** Whether a decision is too heavy to be taken in a chat unless that is allowed: critical, major or breaking (hitl.md §9). */
export function isWeighty({ priority, patch_metadata }: Pick<DecisionRecord, 'priority' | 'patch_metadata'>): boolean {
  return priority === 'critical' || patch_metadata.rung === 'major-upgrade' || patch_metadata.breaking;
}
