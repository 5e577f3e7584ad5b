import { CircleHelp, Inbox, type LucideIcon, OctagonAlert, RotateCw, ShieldBan } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiError } from '../api/failures.ts';
import { useI18n } from '../i18n/i18n.tsx';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';

interface EmptyStateProps {
  readonly icon?: LucideIcon;
  readonly title: string;
  /** Why it is empty, and the next step. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** Nothing is here: says why, and what to do. */
export function EmptyState({ icon: Icon = Inbox, title, children, action }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center gap-2 px-6 py-10 text-center">
      <span className="grid size-12 place-items-center rounded-full bg-sunken text-soft">
        <Icon aria-hidden className="size-6" />
      </span>
      <p className="font-semibold">{title}</p>
      {children !== undefined && <div className="max-w-md text-sm text-balance text-soft">{children}</div>}
      {action}
    </div>
  );
}

interface ErrorPanelProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
}

/** What went wrong, with its code and correlation id, and a way to try again. Says which role is needed where one is. */
export function ErrorPanel({ error, onRetry }: ErrorPanelProps) {
  const { t, failed } = useI18n();
  const ours = error instanceof ApiError ? error : undefined;
  const forbidden = ours?.status === 403;
  const missing = ours?.status === 404;
  const title = forbidden
    ? 'common.forbidden'
    : missing
      ? 'common.notFound'
      : ours?.isUnreachable
        ? 'common.unreachable'
        : 'common.failed';
  const Icon = forbidden ? ShieldBan : missing ? CircleHelp : OctagonAlert;
  return (
    <div role="alert" className="grid justify-items-center gap-2 px-6 py-8 text-center">
      <span
        className={classNames(
          'grid size-12 place-items-center rounded-full',
          forbidden || missing ? 'bg-neutral-soft text-neutral' : 'bg-critical-soft text-critical',
        )}
      >
        <Icon aria-hidden className="size-6" />
      </span>
      <p className="font-semibold">{t(title)}</p>
      <p className="max-w-lg text-sm break-words text-soft">{error instanceof Error ? failed(error) : String(error)}</p>
      {ours !== undefined && (
        <p className="font-mono text-xs text-faint">
          {ours.code}
          {ours.correlationId !== undefined && ` · ${ours.correlationId}`}
        </p>
      )}
      {onRetry !== undefined && !forbidden && (
        <Button size="small" icon={<RotateCw aria-hidden className="size-4" />} onClick={onRetry}>
          {t('common.retry')}
        </Button>
      )}
    </div>
  );
}

interface BannerProps {
  readonly tone: 'neutral' | 'medium' | 'unchecked' | 'critical';
  readonly icon: LucideIcon;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

const bannerTones = {
  neutral: 'bg-neutral-soft text-neutral',
  medium: 'bg-medium-soft text-medium',
  unchecked: 'bg-unchecked-soft text-unchecked',
  critical: 'bg-critical-soft text-critical',
};

/** A line over the page that stays for as long as it is true. */
export function Banner({ tone, icon: Icon, children, action }: BannerProps) {
  return (
    <div
      role="status"
      className={classNames(
        'flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg px-4 py-2 text-sm font-medium',
        bannerTones[tone],
      )}
    >
      <Icon aria-hidden className="size-4.5 shrink-0" />
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  );
}
