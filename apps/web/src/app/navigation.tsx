import { PanelLeftClose, PanelLeftOpen, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { NavLink } from 'react-router';
import { IconButton } from '../design/button.tsx';
import { classNames } from '../design/class-names.ts';
import { useI18n } from '../i18n/i18n.tsx';
import { type PageRow, pages, prefetchPage } from './pages.ts';
import { usePreferences } from './preferences.ts';

interface NavigationProps {
  readonly narrow: boolean;
  /** Whether it lies over the page, on narrow screens. */
  readonly open: boolean;
  readonly onClose: () => void;
}

const groups = ['loop', 'estate', 'operation'] as const;

/** The pages: beside the content where there is room, as icons where there is less, over it on a phone. */
export function Navigation({ narrow, open, onClose }: NavigationProps) {
  const { t } = useI18n();
  const [, change] = usePreferences();
  return (
    <>
      <div
        className={classNames(
          'fixed inset-y-0 left-0 z-30 hidden flex-col border-r border-line bg-card lg:flex',
          narrow ? 'w-16' : 'w-16 xl:w-58',
        )}
      >
        <Brand className={narrow ? 'hidden' : 'hidden xl:block'} />
        <nav aria-label={t('shell.navigation')} className="flex-1 overflow-y-auto px-3 py-2">
          <Links titles={narrow ? 'never' : 'wide'} />
        </nav>
        <div className="hidden p-3 xl:block">
          <IconButton
            label={t(narrow ? 'shell.widen' : 'shell.narrow')}
            onClick={() => change({ navigation: narrow ? 'wide' : 'narrow' })}
          >
            {narrow ? (
              <PanelLeftOpen aria-hidden className="size-5" />
            ) : (
              <PanelLeftClose aria-hidden className="size-5" />
            )}
          </IconButton>
        </div>
      </div>
      <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
        <Dialog.Portal>
          <Dialog.Overlay className="fixed inset-0 z-40 animate-appear bg-black/50 lg:hidden" />
          <Dialog.Content
            aria-describedby={undefined}
            className="fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] flex-col border-r border-line bg-card lg:hidden"
          >
            <Dialog.Title className="sr-only">{t('shell.navigation')}</Dialog.Title>
            <div className="flex items-center justify-between pr-3">
              <Brand />
              <Dialog.Close asChild>
                <IconButton label={t('common.close')}>
                  <X aria-hidden className="size-5" />
                </IconButton>
              </Dialog.Close>
            </div>
            <nav aria-label={t('shell.navigation')} className="flex-1 overflow-y-auto px-3 py-2">
              <Links titles="always" onGo={onClose} />
            </nav>
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
    </>
  );
}

function Brand({ className }: { readonly className?: string }) {
  return (
    <div className="flex h-14 items-center gap-2.5 px-4">
      <img src="/assets/icon.svg" alt="" width={28} height={28} className="size-8" />
      <span className={classNames('text-[1.05rem] font-semibold tracking-tight', className)}>Maximus</span>
    </div>
  );
}

interface LinksProps {
  readonly titles: 'always' | 'wide' | 'never';
  readonly onGo?: () => void;
}

function Links({ titles, onGo }: LinksProps) {
  const { t } = useI18n();
  const shown = pages.filter((page): page is PageRow & { nav: NonNullable<PageRow['nav']> } => page.nav !== undefined);
  const seen = titles === 'always' ? '' : titles === 'wide' ? 'hidden xl:inline' : 'hidden';
  return groups.map((group) => (
    <div key={group} className="mb-4">
      <p
        className={classNames(
          'px-2.5 pb-1 text-[0.7rem] font-semibold tracking-wider text-faint uppercase',
          titles === 'always' ? '' : titles === 'wide' ? 'hidden xl:block' : 'hidden',
        )}
      >
        {t(`shell.group.${group}`)}
      </p>
      <ul className="grid gap-0.5">
        {shown
          .filter(({ nav }) => nav.group === group)
          .map(({ path, nav }) => (
            <li key={path}>
              <NavLink
                to={path}
                end={path === '/'}
                title={t(nav.title)}
                onClick={onGo}
                onMouseEnter={() => prefetchPage(path)}
                onFocus={() => prefetchPage(path)}
                className={({ isActive }) =>
                  classNames(
                    'flex min-h-9 items-center gap-3 rounded-lg px-2.5 text-sm font-medium transition-colors',
                    isActive ? 'bg-accent-soft text-accent' : 'text-soft hover:bg-sunken hover:text-ink',
                  )
                }
              >
                <nav.icon aria-hidden className="size-4.5 shrink-0" />
                <span className={seen}>{t(nav.title)}</span>
                {titles !== 'always' && (
                  <span className={classNames('sr-only', titles === 'wide' && 'xl:hidden')}>{t(nav.title)}</span>
                )}
              </NavLink>
            </li>
          ))}
      </ul>
    </div>
  ));
}
