import { z } from 'zod';

/** How a project uses a component (apv.md §3, Occurrence). */
export const Scope = z.enum(['prod', 'dev', 'optional', 'peer', 'unknown']);
export type Scope = z.infer<typeof Scope>;

/** CVSS severity words; `unknown` where no source gives one. */
export const Severity = z.enum(['critical', 'high', 'medium', 'low', 'none', 'unknown']);
export type Severity = z.infer<typeof Severity>;

/** What is to be done first (apv.md §6.3). */
export const Priority = z.enum(['critical', 'high', 'medium', 'low']);
export type Priority = z.infer<typeof Priority>;

/** What an advisory speaks of (apv.md §2). */
export const AdvisoryKind = z.enum(['vulnerability', 'malware', 'informational']);
export type AdvisoryKind = z.infer<typeof AdvisoryKind>;

/** How far a check got; anything but `ok` is shown, fails a gate and is never worded as clean (apv.md §3). */
export const CheckState = z.enum(['ok', 'stale', 'incomplete', 'unknown']);
export type CheckState = z.infer<typeof CheckState>;

/**
 * Why a check is not `ok`: nothing was checked yet; a file or component could not be read; the index holds only the sample
 * of a first start; a feed is past its limit; the last check is too long ago.
 */
export const CheckReason = z.enum(['never_checked', 'not_all_read', 'sample_index', 'stale_feeds', 'old_check']);
export type CheckReason = z.infer<typeof CheckReason>;

/** How sure a match is: an exact version on exact ranges, a converted range or a manifest range, a name only. */
export const Confidence = z.enum(['high', 'medium', 'low']);
export type Confidence = z.infer<typeof Confidence>;

/** Evidence of use in the project's own source; never the reason to drop a finding (apv.md §4). */
export const ReachabilityState = z.enum(['reachable', 'imported', 'not_imported', 'unknown']);
export type ReachabilityState = z.infer<typeof ReachabilityState>;

/** What the evidence of use amounts to; what is computed, reflected or not seen is never called unreachable. */
export const ReachabilityVerdict = z.enum(['reachable', 'unreachable', 'not_decidable']);
export type ReachabilityVerdict = z.infer<typeof ReachabilityVerdict>;

/** The cheapest kind of change that removes a finding. */
export const FixableBy = z.enum([
  'lock_refresh',
  'direct_upgrade',
  'direct_major_upgrade',
  'parent_upgrade',
  'removal',
  'no_fix',
]);
export type FixableBy = z.infer<typeof FixableBy>;

/** Outcomes of CISA BOD 26-04's table (apv.md §6.3). */
export const SsvcOutcome = z.enum(['at_next_upgrade', '60_days', '14_days', '3_days', '3_days_forensics']);
export type SsvcOutcome = z.infer<typeof SsvcOutcome>;
