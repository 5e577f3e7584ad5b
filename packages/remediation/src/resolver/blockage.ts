import type { WhyNot } from '@maximus/contracts';

/** Why a way is shut. */
export interface Blockage {
  readonly code: WhyNot;
  /** One sentence that names the package which decides. */
  readonly sentence: string;
  readonly evidence: readonly string[];
}

/** Makes one. */
export function blockage(code: WhyNot, sentence: string, evidence: readonly string[] = []): Blockage {
  return { code, sentence, evidence };
}

/** The most telling first: what stands against every way before what stands against one. */
const order: readonly WhyNot[] = [
  'budget-exhausted',
  'registry-unreachable',
  'pinned-by-override',
  'no-fixed-version',
  'version-yanked',
  'version-too-new',
  'introduces-vulnerability',
  'peer-conflict',
  'engine-conflict',
  'needs-major',
  'policy-forbids',
  'duplicate-major-remains',
  'blocked-by-parent',
  'range-excludes-fix',
];

/** The blockage that a reader is told of; ties go to the one that was met first. */
export function foremost(blockages: readonly Blockage[]): Blockage | undefined {
  const rank = ({ code }: Blockage) => (order.includes(code) ? order.indexOf(code) : order.length);
  return blockages.reduce<Blockage | undefined>(
    (best, each) => (best === undefined || rank(each) < rank(best) ? each : best),
    undefined,
  );
}
