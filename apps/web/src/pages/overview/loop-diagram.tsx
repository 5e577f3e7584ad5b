import {
  ChevronRight,
  Crosshair,
  FlaskConical,
  type LucideIcon,
  Radar,
  ShieldCheck,
  Truck,
  UserCheck,
} from 'lucide-react';
import { Link } from 'react-router';
import { classNames } from '../../design/class-names.ts';
import { useI18n } from '../../i18n/i18n.tsx';
import { type LoopStage, loopStages } from './loop-stages.ts';

const faces: Record<LoopStage, { readonly icon: LucideIcon; readonly to: string }> = {
  sense: { icon: Radar, to: '/adaptive-immunity' },
  confirm: { icon: Crosshair, to: '/adaptive-immunity?status=confirmed' },
  remedy: { icon: FlaskConical, to: '/patches' },
  review: { icon: UserCheck, to: '/review' },
  deliver: { icon: Truck, to: '/patches?status=delivering' },
  verify: { icon: ShieldCheck, to: '/adaptive-immunity?status=resolved' },
};

/** The loop from sensing to verified, with how many are in each stage now. */
export function LoopDiagram({ counts }: { readonly counts: Readonly<Record<LoopStage, number | undefined>> }) {
  const { t, number } = useI18n();
  return (
    <ol className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-6">
      {loopStages.map((stage, at) => {
        const { icon: Icon, to } = faces[stage];
        const count = counts[stage];
        const calls = stage === 'review' && (count ?? 0) > 0;
        return (
          <li key={stage} className="relative">
            <Link
              to={to}
              className={classNames(
                'grid h-full content-start gap-1 rounded-xl border p-4 lift',
                calls
                  ? 'border-medium bg-medium-soft'
                  : stage === 'verify'
                    ? 'border-line bg-good-soft'
                    : 'border-line bg-card',
              )}
            >
              <span
                className={classNames(
                  'flex items-center gap-2 text-sm font-medium',
                  calls ? 'text-medium' : stage === 'verify' ? 'text-good' : 'text-soft',
                )}
              >
                <Icon aria-hidden className="size-4.5" />
                {t(`loop.${stage}`)}
              </span>
              <span className="text-3xl font-semibold tracking-tight numbers">{number(count)}</span>
              <span className={classNames('text-xs', calls || stage === 'verify' ? 'text-soft' : 'text-faint')}>
                {t(`loop.${stage}.means`)}
              </span>
            </Link>
            {at < loopStages.length - 1 && (
              <ChevronRight
                aria-hidden
                className="absolute top-1/2 -right-3.5 z-10 hidden size-5 -translate-y-1/2 rounded-full border border-line bg-card text-faint xl:block"
              />
            )}
          </li>
        );
      })}
    </ol>
  );
}
