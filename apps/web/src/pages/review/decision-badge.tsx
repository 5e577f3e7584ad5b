import type { DecisionState } from '@maximus/contracts';
import { Bot, Check, CircleSlash, Hourglass, type LucideIcon, Siren, X } from 'lucide-react';
import { Badge, type Tone } from '../../design/badge.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

const faces: Record<DecisionState, { readonly tone: Tone; readonly icon: LucideIcon }> = {
  pending: { tone: 'medium', icon: Hourglass },
  approved: { tone: 'accent', icon: Check },
  rejected: { tone: 'critical', icon: X },
  auto_approved: { tone: 'accent', icon: Bot },
  escalated: { tone: 'high', icon: Siren },
  cancelled: { tone: 'neutral', icon: CircleSlash },
};

/** State of a decision by word, icon and colour. Approved is no green: nothing has been verified by it. */
export function DecisionBadge({ decision }: { readonly decision: DecisionState }) {
  const { t } = useI18n();
  return <Badge {...faces[decision]}>{t(`review.decision.${decision}`)}</Badge>;
}
