import { RefreshCw, TriangleAlert, WifiOff } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Button } from '../design/button.tsx';
import { Banner } from '../design/messages.tsx';
import { useNow } from '../design/texts.tsx';
import { partName } from '../i18n/health-words.ts';
import { useI18n } from '../i18n/i18n.tsx';
import { useChannel } from '../live/use-channel.ts';

interface PartStatus {
  readonly component: string;
  readonly status: string;
  readonly since: number;
}

/** What is true of the whole page for a while: offline, degraded parts, a new version of the server. */
export function PageBanners() {
  const { t, relative } = useI18n();
  const now = useNow();
  const offlineSince = useOfflineSince();
  const [parts, setParts] = useState<readonly PartStatus[]>([]);
  const [version, setVersion] = useState<string>();
  useChannel('system', {
    message: ({ data, timestamp }) => {
      const { component, status, version: told } = data as { component?: unknown; status?: unknown; version?: unknown };
      if (typeof component !== 'string' || typeof status !== 'string') return;
      if (component === 'server' && status === 'notice' && typeof told === 'string') setVersion(told);
      setParts((known) => {
        const others = known.filter((part) => part.component !== component);
        if (status !== 'degraded' && status !== 'unhealthy') return others.length === known.length ? known : others;
        return [
          ...others,
          known.find((part) => part.component === component) ?? { component, status, since: Date.parse(timestamp) },
        ];
      });
    },
  });
  const oldest = Math.min(...parts.map(({ since }) => since));
  return (
    <div className="grid gap-2 px-4 empty:hidden sm:px-6 lg:px-8 [&>*]:mt-3">
      {offlineSince !== undefined && (
        <Banner tone="critical" icon={WifiOff}>
          {t('shell.offline', { when: relative(offlineSince, Math.max(now, offlineSince)) })}
        </Banner>
      )}
      {parts.length > 0 && (
        <Banner tone="unchecked" icon={TriangleAlert}>
          {t('shell.degraded', {
            when: relative(oldest, Math.max(now, oldest)),
            parts: parts.map(({ component }) => partName(component, t)).join(', '),
          })}
        </Banner>
      )}
      {version !== undefined && (
        <Banner
          tone="neutral"
          icon={RefreshCw}
          action={
            <Button size="small" onClick={() => location.reload()}>
              {t('shell.reload')}
            </Button>
          }
        >
          {t('shell.newVersion', { version })}
        </Banner>
      )}
    </div>
  );
}

function useOfflineSince(): number | undefined {
  const offline = useSyncExternalStore(subscribeToNetwork, () => !navigator.onLine);
  const [since, setSince] = useState<number>();
  useEffect(() => setSince(offline ? Date.now() : undefined), [offline]);
  return since;
}

function subscribeToNetwork(changed: () => void): () => void {
  addEventListener('online', changed);
  addEventListener('offline', changed);
  return () => {
    removeEventListener('online', changed);
    removeEventListener('offline', changed);
  };
}
