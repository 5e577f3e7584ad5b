import type { LiveState } from '@maximus/client';
import { useEffect, useRef, useState } from 'react';
import { useI18n } from '../i18n/i18n.tsx';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { useNow } from './texts.tsx';

interface ConnectionIndicatorProps {
  readonly status: LiveState;
  readonly connectionId?: string | undefined;
  readonly onRetry?: (() => void) | undefined;
}

const dots: Record<LiveState, string> = {
  idle: 'bg-neutral',
  connecting: 'bg-medium',
  connected: 'bg-good',
  reconnecting: 'bg-medium',
  fallback: 'bg-unchecked',
  disconnected: 'bg-neutral',
  error: 'bg-critical',
};

/** How live the page is, in words, since when, and a way to try now. */
export function ConnectionIndicator({ status, connectionId, onRetry }: ConnectionIndicatorProps) {
  const { t, relative } = useI18n();
  const now = useNow();
  const since = useRef(Date.now());
  const [shown, setShown] = useState(status);
  useEffect(() => {
    if (shown === status) return;
    since.current = Date.now();
    setShown(status);
  }, [shown, status]);
  const canRetry = onRetry !== undefined && ['reconnecting', 'fallback', 'disconnected', 'error'].includes(status);
  return (
    <div className="flex items-center gap-2 text-xs" title={t(`live.${status}.means`)} data-live-state={status}>
      <span aria-hidden className="relative grid size-3 place-items-center">
        {status === 'connected' && <span className="absolute size-2.5 animate-breathe rounded-full bg-good" />}
        <span
          className={classNames('relative size-2 rounded-full', dots[status], status === 'fallback' && 'rounded-none')}
        />
      </span>
      <span role="status" className="font-semibold whitespace-nowrap">
        {t(`live.${status}`)}
      </span>
      {status === 'connected' ? (
        connectionId !== undefined && (
          <code className="hidden font-mono text-faint xl:inline">{connectionId.replace(/^\w+_/, '').slice(0, 8)}</code>
        )
      ) : (
        <span className="hidden text-faint sm:inline">{relative(since.current, Math.max(now, since.current))}</span>
      )}
      {canRetry && (
        <Button size="small" kind="quiet" onClick={onRetry}>
          {t('live.retry')}
        </Button>
      )}
    </div>
  );
}
