import { Menu as MenuIcon, Search } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { Outlet, ScrollRestoration } from 'react-router';
import { TypedAhead } from '../actions/typed-ahead.tsx';
import { useServices } from '../api/use-services.tsx';
import { IconButton } from '../design/button.tsx';
import { classNames } from '../design/class-names.ts';
import { ConnectionIndicator } from '../design/connection-indicator.tsx';
import { loadDialogWindow } from '../design/dialog.tsx';
import { KeyCap } from '../design/texts.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { useChannel } from '../live/use-channel.ts';
import { useLiveState } from '../live/use-live-state.ts';
import { AccountMenu } from './account-menu.tsx';
import { Navigation } from './navigation.tsx';
import { PageBanners } from './page-banners.tsx';
import { usePreferences } from './preferences.ts';
import { useGlobalActions } from './use-global-actions.ts';
import { WaitingProvider } from './use-waiting.tsx';
import { whenIdle } from './when-idle.ts';

const loadPalette = () => import('../actions/palette.tsx').then((part) => ({ default: part.CommandPalette }));
const loadKeyHelp = () => import('../actions/key-help.tsx').then((part) => ({ default: part.KeyHelp }));
const [CommandPalette, KeyHelp] = [lazy(loadPalette), lazy(loadKeyHelp)];
const loadWhatOpens = () => void Promise.allSettled([loadDialogWindow(), loadPalette(), loadKeyHelp()]);

/** What surrounds every page: navigation, search, connection, account, banners. */
export function Shell() {
  const { t } = useI18n();
  const { live } = useServices();
  const { state, connectionId } = useLiveState();
  const [{ navigation }] = usePreferences();
  const [open, setOpen] = useState<'palette' | 'keys' | 'navigation' | undefined>();
  // The one reader that is always there: the connection is open for as long as the page is.
  useChannel('system', {});
  useGlobalActions({ openPalette: () => setOpen('palette'), openKeys: () => setOpen('keys') });
  const close = () => setOpen(undefined);
  const typed = useRef('');
  useEffect(() => whenIdle(loadWhatOpens), []);
  const narrow = navigation === 'narrow';
  return (
    <WaitingProvider>
      <div className="min-h-dvh">
        <a
          href="#content"
          className="sr-only z-50 rounded-lg bg-accent px-4 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
        >
          {t('shell.skip')}
        </a>
        <Navigation narrow={narrow} open={open === 'navigation'} onClose={close} />
        <div className={classNames('flex min-h-dvh flex-col', narrow ? 'lg:pl-16' : 'lg:pl-16 xl:pl-58')}>
          <header className="sticky top-0 z-20 flex h-14 items-center gap-2 border-b border-line bg-canvas/95 px-3 sm:gap-3 sm:px-6 lg:px-8">
            <IconButton label={t('shell.openNavigation')} className="lg:hidden" onClick={() => setOpen('navigation')}>
              <MenuIcon aria-hidden className="size-5" />
            </IconButton>
            <button
              type="button"
              aria-haspopup="dialog"
              onClick={() => setOpen('palette')}
              className="flex min-h-9 w-full min-w-9 max-w-96 flex-1 items-center gap-2 overflow-hidden rounded-lg border border-line bg-card px-3 text-left text-sm text-faint hover:border-line-strong"
            >
              <Search aria-hidden className="size-4 shrink-0" />
              <span className="flex-1 truncate">{t('common.search')}</span>
              <span aria-hidden className="hidden sm:inline">
                <KeyCap>{navigator.platform.startsWith('Mac') ? '⌘ K' : 'Ctrl K'}</KeyCap>
              </span>
            </button>
            <div className="ml-auto flex items-center gap-2 sm:gap-3">
              <ConnectionIndicator status={state} connectionId={connectionId} onRetry={() => live.reconnect()} />
              <AccountMenu />
            </div>
          </header>
          <PageBanners />
          <main id="content" tabIndex={-1} className="min-w-0 flex-1 outline-none">
            <Outlet />
          </main>
        </div>
        <Suspense fallback={<TypedAhead text={typed} onClose={close} />}>
          {open === 'palette' && <CommandPalette open onClose={close} typed={typed} />}
          {open === 'keys' && <KeyHelp open onClose={close} />}
        </Suspense>
        <ScrollRestoration />
      </div>
    </WaitingProvider>
  );
}
