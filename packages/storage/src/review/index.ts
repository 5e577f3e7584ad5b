/** Decisions of people, what they say, the rules they decide by, and how it goes (hitl.md). Read decisions.ts first. */
export {
  type AttachmentRow,
  decisionAttachments,
  maxAttachments,
  type NewAttachment,
  toAttachment,
} from './attachments.ts';
export { decisionBulks } from './bulks.ts';
export { type CommentRow, decisionComments } from './comments.ts';
export { type DecisionFigures, type PeriodPoint, reviewFigures } from './decision-figures.ts';
export {
  countsByPriority,
  type DecisionFilter,
  decisionQuery,
  newestOrder,
  queueOrders,
  queueQuery,
} from './decision-lists.ts';
export { type DecisionChange, type DecisionSet, decisions, type NewDecision } from './decisions.ts';
export { type PolicyRow, reviewPolicies } from './policies.ts';
export { type CourseScope, type RepairRow, reviewCourse } from './review-course.ts';
export { type ApvFacts, acceptedComponent, acceptedFinding, apvFactsOf, newestSnapshotOf } from './subject-facts.ts';
export type { ReviewTables } from './tables.ts';
export { type DecisionDocument, type DecisionRow, priorityNames, slaOf, toComment, toDecision } from './to-decision.ts';
