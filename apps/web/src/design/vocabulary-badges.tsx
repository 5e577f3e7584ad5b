import type {
  ApvStatus,
  CheckState,
  FindingStatus,
  PatchStatus,
  Priority,
  Severity,
  Verdict,
} from '@maximus/contracts';
import {
  ArrowDown,
  Check,
  CheckCheck,
  ChevronsUp,
  ChevronUp,
  CircleDashed,
  CircleDot,
  CircleHelp,
  CircleSlash,
  Clock,
  Equal,
  Flame,
  Hourglass,
  Link2,
  type LucideIcon,
  Minus,
  OctagonAlert,
  Radar,
  ShieldCheck,
  ShieldMinus,
  ShieldQuestionMark,
  TriangleAlert,
  Truck,
  Undo2,
  Wrench,
  X,
} from 'lucide-react';
import { useI18n } from '../i18n/i18n.tsx';
import type { MessageKey } from '../i18n/locales.ts';
import { Badge, type Tone } from './badge.tsx';

interface Face {
  readonly tone: Tone;
  readonly icon: LucideIcon;
}

const severities: Record<Severity, Face> = {
  critical: { tone: 'critical', icon: OctagonAlert },
  high: { tone: 'high', icon: TriangleAlert },
  medium: { tone: 'medium', icon: CircleDot },
  low: { tone: 'low', icon: ArrowDown },
  none: { tone: 'neutral', icon: Minus },
  unknown: { tone: 'unchecked', icon: CircleHelp },
};

/** Severity by word, icon and colour. */
export function SeverityBadge({
  severity,
  score,
}: {
  readonly severity: Severity;
  readonly score?: number | undefined;
}) {
  const { t, number } = useI18n();
  return (
    <Badge {...severities[severity]} title={t('vocabulary.severity')}>
      {t(`vocabulary.severity.${severity}`)}
      {score !== undefined && <span className="numbers"> {number(score)}</span>}
    </Badge>
  );
}

const priorities: Record<Priority, Face> = {
  critical: { tone: 'critical', icon: Flame },
  high: { tone: 'high', icon: ChevronsUp },
  medium: { tone: 'medium', icon: ChevronUp },
  low: { tone: 'low', icon: Equal },
};

/** What is to be done first, by word, icon and colour. */
export function PriorityBadge({
  priority,
  labelled = false,
}: {
  readonly priority: Priority;
  readonly labelled?: boolean;
}) {
  const { t } = useI18n();
  return (
    <Badge {...priorities[priority]} title={t('vocabulary.priority')}>
      {labelled && `${t('vocabulary.priority')}: `}
      {t(`vocabulary.priority.${priority}`)}
    </Badge>
  );
}

const checkStates: Record<CheckState, Face> = {
  ok: { tone: 'good', icon: ShieldCheck },
  stale: { tone: 'unchecked', icon: Clock },
  incomplete: { tone: 'unchecked', icon: ShieldQuestionMark },
  unknown: { tone: 'unchecked', icon: CircleHelp },
};

/** How far a check got: only `ok` is ever green. */
export function CheckStateBadge({ state }: { readonly state: CheckState }) {
  const { t } = useI18n();
  return (
    <Badge {...checkStates[state]} title={t(`vocabulary.check.${state}.means`)}>
      {t(`vocabulary.check.${state}`)}
    </Badge>
  );
}

/** Faces of the states that entities share; a word that stands in several machines means the same in each. */
const statuses: Record<ApvStatus | FindingStatus | PatchStatus, Face> = {
  accepted: { tone: 'neutral', icon: Clock },
  approved: { tone: 'accent', icon: Check },
  cancelled: { tone: 'neutral', icon: CircleSlash },
  confirmed: { tone: 'high', icon: TriangleAlert },
  could_not_check: { tone: 'unchecked', icon: ShieldQuestionMark },
  delivered: { tone: 'accent', icon: Truck },
  delivering: { tone: 'accent', icon: Truck },
  detected: { tone: 'medium', icon: Radar },
  failed: { tone: 'critical', icon: X },
  generated: { tone: 'neutral', icon: Wrench },
  merged: { tone: 'accent', icon: CheckCheck },
  not_affected: { tone: 'neutral', icon: CircleSlash },
  pending_review: { tone: 'medium', icon: Hourglass },
  planned: { tone: 'neutral', icon: CircleDashed },
  rejected: { tone: 'critical', icon: X },
  remediating: { tone: 'accent', icon: Wrench },
  resolved: { tone: 'good', icon: ShieldCheck },
  retracted: { tone: 'neutral', icon: Minus },
  rolled_back: { tone: 'high', icon: Undo2 },
  superseded: { tone: 'neutral', icon: Link2 },
  suspected: { tone: 'medium', icon: Radar },
  validated: { tone: 'accent', icon: Check },
  validating: { tone: 'neutral', icon: Hourglass },
  verification_failed: { tone: 'critical', icon: OctagonAlert },
  verified: { tone: 'good', icon: ShieldCheck },
  verifying: { tone: 'accent', icon: Hourglass },
  withdrawn: { tone: 'neutral', icon: Minus },
};

/** State of an APV, a finding or a patch. */
export function StatusBadge({ status }: { readonly status: ApvStatus | FindingStatus | PatchStatus }) {
  const { t } = useI18n();
  return <Badge {...statuses[status]}>{t(`vocabulary.status.${status}` satisfies MessageKey)}</Badge>;
}

/** The word of a state; a state of a newer server stays as it came. */
export function useStatusName(): (status: string) => string {
  const { t } = useI18n();
  return (status) =>
    Object.hasOwn(statuses, status) ? t(`vocabulary.status.${status as keyof typeof statuses}`) : status;
}

const verdicts: Record<Verdict, Face> = {
  proven: { tone: 'good', icon: ShieldCheck },
  fixed: { tone: 'good', icon: Check },
  fixed_untested: { tone: 'medium', icon: CircleHelp },
  mitigated: { tone: 'medium', icon: ShieldMinus },
  inconclusive: { tone: 'unchecked', icon: ShieldQuestionMark },
  not_fixed: { tone: 'critical', icon: X },
  introduces: { tone: 'critical', icon: OctagonAlert },
  breaks: { tone: 'critical', icon: OctagonAlert },
};

/** What the arena says of a patch; `undefined` says that it did not run. */
export function VerdictBadge({ verdict }: { readonly verdict: Verdict | undefined }) {
  const { t } = useI18n();
  if (verdict === undefined)
    return (
      <Badge tone="unchecked" icon={CircleDashed}>
        {t('vocabulary.verdict.none')}
      </Badge>
    );
  return (
    <Badge {...verdicts[verdict]} title={t(`vocabulary.verdict.${verdict}.means`)}>
      {t(`vocabulary.verdict.${verdict}`)}
    </Badge>
  );
}
