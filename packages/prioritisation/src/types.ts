import type { AdvisoryKind, Assessment, Epss, Kev, ReachabilityState, Scope, Severity } from '@maximus/contracts';

/** One entry of an OSV `severity` list. */
export interface SeverityEntry {
  readonly type: string;
  readonly score: string;
}

/** The part of an OSV `affected[]` element that says how severe it is. */
export interface AssessedAffected {
  readonly package?: { readonly ecosystem: string; readonly name: string };
  readonly severity?: readonly SeverityEntry[];
  readonly ecosystem_specific?: Readonly<Record<string, unknown>>;
  readonly database_specific?: Readonly<Record<string, unknown>>;
}

/** The part of an OSV record that prioritisation reads; every OSV record fits. */
export interface AssessedRecord {
  readonly id: string;
  readonly withdrawn?: string;
  readonly severity?: readonly SeverityEntry[];
  readonly affected?: readonly AssessedAffected[];
  readonly references?: readonly { readonly type: string; readonly url: string }[];
  readonly database_specific?: Readonly<Record<string, unknown>>;
}

/** Whether a project can be reached from outside (apv.md §3, Project). */
export type Exposure = 'public' | 'internal' | 'unknown';

/** A state of reachability, or: imported, and nothing of the project's own source uses the flawed code. */
export type UseState = ReachabilityState | 'not_called';

/** What the estate adds to what the advisories say. */
export interface Context {
  /** Of every affected project; empty reads as `unknown`. */
  readonly exposures: readonly Exposure[];
  /** Distinct services of the affected projects. */
  readonly services: number;
  /** Of every occurrence. */
  readonly scopes: readonly Scope[];
  /** Of every finding. */
  readonly reachability: readonly UseState[];
  /** Somebody knows of a public exploit (`maximus_context.exploit_available`). */
  readonly exploitPublic?: boolean;
}

/** A published SSVC assessment of the flaw (CISA Vulnrichment, for one). */
export interface PublishedSsvc {
  readonly automatable?: boolean;
  readonly technicalImpact?: 'partial' | 'total';
}

/** Everything known of one alias group in one place. */
export interface AssessInput {
  readonly records: readonly AssessedRecord[];
  /** Kinds of the group's advisories; malware wins (apv.md §5). */
  readonly kinds: readonly AdvisoryKind[];
  readonly kev?: Kev;
  readonly epss?: Epss;
  readonly ssvc?: PublishedSsvc;
  /** Which `affected[]` elements count; all of them where absent. Severities of other packages do not concern a finding. */
  readonly concerns?: (affected: AssessedAffected) => boolean;
  readonly context: Context;
  /** RFC 3339. */
  readonly firstDetectedAt: string;
  /** A policy that shortens the deadline, in days; it never lengthens it (apv.md §6.4). */
  readonly maxDays?: number;
}

/** A severity entry that could not be read: kept, said, and never a failed import (apv.md §2). */
export interface UnreadableSeverity {
  readonly advisoryId: string;
  readonly vector: string;
  readonly reason: string;
}

/** The assessment, and what the report says beside it. */
export interface Assessed {
  readonly assessment: Assessment;
  readonly severity: Severity;
  readonly kind: AdvisoryKind;
  readonly unreadable: readonly UnreadableSeverity[];
}
