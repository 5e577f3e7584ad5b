import type { ConsciousnessMetric } from '@maximus/contracts';

/** A part of a whole, counted. */
export interface Share {
  readonly part: number;
  readonly whole: number;
}

/** The four terms as they are counted (gateway.md §1). */
export interface PhiTerms {
  /** Projects checked and ok / projects. */
  readonly coverage: Share;
  /** Fresh feeds / enabled feeds. */
  readonly freshness: Share;
  /** Queues within their age limit / queues. */
  readonly flow: Share;
  /** Live messages delivered within 2 s / sent. */
  readonly nerve: Share;
}

/**
 * The index of self-observation: geometric mean of four ratios, each shown. Nothing to observe counts as not observed for
 * coverage and feeds, and as in order for queues and messages: an idle nerve is not a sick one.
 */
export function phiOf({ coverage, freshness, flow, nerve }: PhiTerms): ConsciousnessMetric {
  const terms = {
    coverage: ratio(coverage, 0),
    freshness: ratio(freshness, 0),
    flow: ratio(flow, 1),
    nerve: ratio(nerve, 1),
  };
  const product = terms.coverage * terms.freshness * terms.flow * terms.nerve;
  return { phi: round(product ** 0.25), terms };
}

function ratio({ part, whole }: Share, empty: number): number {
  return whole <= 0 ? empty : round(Math.min(1, Math.max(0, part / whole)));
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
