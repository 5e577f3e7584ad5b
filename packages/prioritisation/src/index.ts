/**
 * What comes first, and why: CVSS of all versions, KEV, EPSS and the BOD 26-04 table become a priority with reasons, a
 * score and a deadline. Pure; looks nothing up. Not for matching. Read assess.ts first, then spec apv.md §6.
 */
export { assess, kindOf } from './assess.ts';
export { type CvssResult, type ParsedCvss, parseCvss, severityOfScore } from './cvss/index.ts';
export { type DeadlineChange, dueAt, duePolicy, revisedDueAt } from './deadline.ts';
export { comparePriority, type Ordered } from './order.ts';
export { levelOf } from './reasons.ts';
export { scoreOf } from './score.ts';
export { type SignalSource, type Signals, signalsOf } from './signals.ts';
export { levelOfOutcome, ssvcOutcome } from './ssvc.ts';
export { outcomeDays, type SsvcRow, ssvcTable } from './ssvc-table.data.ts';
export type * from './types.ts';
export { useOf } from './use-state.ts';
