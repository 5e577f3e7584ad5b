export { type BuildOutcome, type Judgement, judge, type VerdictFacts } from './judge.ts';
