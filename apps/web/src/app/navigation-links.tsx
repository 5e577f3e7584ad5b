import { NavLink } from 'react-router';
import { classNames } from '../design/class-names.ts';
import { useI18n } from '../i18n/i18n.tsx';
import { type PageRow, pages, prefetchPage } from './pages.ts';
import { useWaiting } from './use-waiting.tsx';
import { shortCount } from './waiting.ts';

const groups = ['loop', 'estate', 'operation'] as const;

/** The name of the program. */
export function Brand({ className }: { readonly className?: string }) {
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

/** The pages by group. */
export function NavigationLinks({ titles, onGo }: LinksProps) {
  const { t } = useI18n();
  const waiting = useWaiting();
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
                {path === '/review' && waiting > 0 && (
                  <span
                    className={classNames(
                      'ml-auto min-w-5 rounded-full bg-medium-soft px-1.5 text-center text-xs leading-5 font-semibold text-medium numbers',
                      titles === 'always' ? '' : titles === 'wide' ? 'hidden xl:inline' : 'hidden',
                    )}
                  >
                    {shortCount(waiting)}
                    <span className="sr-only"> {t('shell.waiting')}</span>
                  </span>
                )}
              </NavLink>
            </li>
          ))}
      </ul>
    </div>
  ));
}
