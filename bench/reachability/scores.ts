/** Precision and recall of each verdict over some judged projects. */
import type { CorpusLabel, JudgedProject } from '@maximus/reachability/testing';

/** The three answers, in the order of the tables. */
export const verdicts: readonly CorpusLabel[] = ['reachable', 'unreachable', 'not_decidable'];

/** How often one answer was right. */
export interface Score {
  readonly verdict: CorpusLabel;
  /** Projects with this label. */
  readonly labelled: number;
  /** Projects that were given this verdict. */
  readonly given: number;
  readonly right: number;
  /** Right among the given ones; absent where none was given. */
  readonly precision?: number;
  /** Right among the labelled ones; absent where none is. */
  readonly recall?: number;
}

/** The scores of each answer. */
export function scoresOf(judged: readonly JudgedProject[]): readonly Score[] {
  return verdicts.map((verdict) => {
    const labelled = judged.filter(({ label }) => label === verdict).length;
    const given = judged.filter((each) => each.verdict === verdict).length;
    const right = judged.filter((each) => each.label === verdict && each.verdict === verdict).length;
    return {
      verdict,
      labelled,
      given,
      right,
      ...(given === 0 ? {} : { precision: right / given }),
      ...(labelled === 0 ? {} : { recall: right / labelled }),
    };
  });
}

/** Label by verdict: how many projects of each label were given each verdict. */
export function confusionOf(judged: readonly JudgedProject[]): readonly (readonly number[])[] {
  return verdicts.map((label) =>
    verdicts.map((verdict) => judged.filter((each) => each.label === label && each.verdict === verdict).length),
  );
}
