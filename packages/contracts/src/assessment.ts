import { z } from 'zod';
import { Priority, SsvcOutcome } from './vocabulary.ts';

/** One CVSS score, parsed from its vector; newest version wins, on a tie the higher score (apv.md §5). */
export const Cvss = z.strictObject({
  version: z.enum(['2.0', '3.0', '3.1', '4.0']),
  base_score: z.number().min(0).max(10),
  severity: z.enum(['NONE', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
  vector_string: z.string(),
  /** Id of the advisory that carries the vector. */
  source: z.string(),
});
export type Cvss = z.infer<typeof Cvss>;

/** An entry of CISA's catalogue of known exploited vulnerabilities; its presence is the flag. */
export const Kev = z.strictObject({
  cve_id: z.string(),
  date_added: z.string(),
  due_date: z.string().optional(),
  known_ransomware: z.boolean(),
  source: z.string(),
});
export type Kev = z.infer<typeof Kev>;

/** FIRST's forecast of exploitation within 30 days. A forecast, never evidence of exploitation. */
export const Epss = z.strictObject({
  cve_id: z.string(),
  probability: z.number().min(0).max(1),
  percentile: z.number().min(0).max(1),
  date: z.string(),
});
export type Epss = z.infer<typeof Epss>;

/** Inputs and outcome of the BOD 26-04 table; inputs nobody stated are listed in `assumed`. */
export const Ssvc = z.strictObject({
  in_kev: z.boolean(),
  publicly_exposed: z.boolean(),
  automatable: z.boolean(),
  technical_impact: z.enum(['partial', 'total']),
  outcome: SsvcOutcome,
  assumed: z.array(z.enum(['publicly_exposed', 'automatable', 'technical_impact'])),
});
export type Ssvc = z.infer<typeof Ssvc>;

/** One step of the priority; the list is complete, so that the level can be computed again from it. */
export const PriorityReason = z.strictObject({
  code: z.string(),
  text: z.string(),
  effect: z.enum(['base', 'raise', 'at_least', 'lower', 'set', 'score', 'keep']),
  value: z.union([z.string(), z.number(), z.boolean()]),
});
export type PriorityReason = z.infer<typeof PriorityReason>;

/** Everything that prioritisation says of one alias group in one place. */
export const Assessment = z.strictObject({
  cvss: Cvss.optional(),
  kev: Kev.optional(),
  epss: Epss.optional(),
  ssvc: Ssvc,
  priority: Priority,
  priority_score: z.number().min(0).max(100),
  priority_reasons: z.array(PriorityReason),
  /** RFC 3339; absent for "at next upgrade". */
  due_at: z.string().optional(),
  due_policy: z.string(),
});
export type Assessment = z.infer<typeof Assessment>;
