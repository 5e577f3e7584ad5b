import { z } from 'zod';
import { CheckState } from '../vocabulary.ts';
import { ReportFinding } from './finding.ts';

/** One file the inventory looked at. `skipped` files were left out by a rule that is named in `reason`. */
export const ReportFile = z.strictObject({
  path: z.string(),
  format: z.string(),
  status: z.enum(['parsed', 'partial', 'failed', 'unsupported', 'skipped']),
  component_count: z.number().int().nonnegative(),
  reason: z.string().optional(),
});
export type ReportFile = z.infer<typeof ReportFile>;

/** Something that could not be checked: it fails the gate unless it is accepted, and is never worded as clean. */
export const Incomplete = z.strictObject({
  kind: z.enum(['file', 'component', 'version', 'ecosystem', 'advisory', 'database', 'backend', 'import', 'limit']),
  code: z.string(),
  message: z.string(),
  help: z.string(),
  file: z.string().optional(),
  line: z.number().int().positive().optional(),
  subject: z.string().optional(),
  /** How many alike entries this one stands for. */
  count: z.number().int().positive(),
});
export type Incomplete = z.infer<typeof Incomplete>;

/** A finding that an ignore rule holds back. */
export const IgnoredFinding = z.strictObject({
  finding: ReportFinding,
  rule: z.strictObject({ reason: z.string(), owner: z.string(), until: z.string(), index: z.number().int() }),
});
export type IgnoredFinding = z.infer<typeof IgnoredFinding>;

/** A rule worth a word: past its date, about to come back, or without any effect. */
export const RuleNotice = z.strictObject({
  state: z.enum(['expired', 'expires_soon', 'unused']),
  index: z.number().int(),
  text: z.string(),
  until: z.string(),
  findings: z.number().int().nonnegative(),
});
export type RuleNotice = z.infer<typeof RuleNotice>;

const counts = <K extends string>(keys: readonly K[]) =>
  z.strictObject(
    Object.fromEntries(keys.map((key) => [key, z.number().int().nonnegative()])) as Record<K, z.ZodNumber>,
  );

/** The result of one `maximus scan`. Two runs over the same files, index and day are byte-identical. */
export const ScanReport = z.strictObject({
  schema: z.literal('maximus.scan-report/1'),
  tool: z.strictObject({ name: z.literal('maximus'), version: z.string() }),
  check_state: CheckState,
  outcome: z.enum(['passed', 'findings', 'could_not_check']),
  exit_code: z.number().int(),
  policy: z.strictObject({
    fail_on: z.enum(['low', 'medium', 'high', 'critical', 'kev', 'none']),
    fail_on_unknown: z.boolean(),
    min_confidence: z.enum(['low', 'medium', 'high']),
    allow_incomplete: z.boolean(),
    /** Globs that files had to match, and globs that left files and folders out. */
    include: z.array(z.string()),
    exclude: z.array(z.string()),
    baseline: z.boolean(),
  }),
  index: z.strictObject({
    digest: z.string(),
    built_at: z.string(),
    records: z.number().int(),
    newest_modified: z.string().optional(),
    sources: z.array(z.string()),
  }),
  summary: z.strictObject({
    files: z.number().int(),
    packages: z.number().int(),
    findings: z.number().int(),
    new_findings: z.number().int().optional(),
    ignored: z.number().int(),
    filtered: z.number().int(),
    by_severity: counts(['critical', 'high', 'medium', 'low', 'none', 'unknown']),
    by_priority: counts(['critical', 'high', 'medium', 'low']),
    by_fixable: counts([
      'lock_refresh',
      'direct_upgrade',
      'direct_major_upgrade',
      'parent_upgrade',
      'removal',
      'no_fix',
    ]),
    kev: z.number().int(),
    malware: z.number().int(),
  }),
  findings: z.array(ReportFinding),
  ignored: z.array(IgnoredFinding),
  /** Held back by a setting such as `min_confidence`, which `rule` names. */
  filtered: z.array(z.strictObject({ rule: z.string(), finding: ReportFinding })),
  rules: z.array(RuleNotice),
  incomplete: z.array(Incomplete),
  files: z.array(ReportFile),
  /** Sources beside our own: imported reports and backends, with what each brought. */
  sources: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.enum(['index', 'import', 'backend']),
      status: z.enum(['ok', 'failed']),
      findings: z.number().int(),
      detail: z.string().optional(),
    }),
  ),
});
export type ScanReport = z.infer<typeof ScanReport>;
