import { PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { IconButton } from '../design/button.tsx';
import { classNames } from '../design/class-names.ts';
import { useI18n } from '../i18n/i18n.tsx';
import { Brand, NavigationLinks } from './navigation-links.tsx';
import { usePreferences } from './preferences.ts';

interface NavigationProps {
  readonly narrow: boolean;
  /** Whether it lies over the page, on narrow screens. */
  readonly open: boolean;
  readonly onClose: () => void;
}

const NavigationDrawer = lazy(() =>
  import('./navigation-drawer.tsx').then(({ NavigationDrawer: Drawer }) => ({ default: Drawer })),
);

/** The pages: beside the content where there is room, as icons where there is less, over it on a phone. */
export function Navigation({ narrow, open, onClose }: NavigationProps) {
  const { t } = useI18n();
  const [, change] = usePreferences();
  return (
    <>
      <nav
        aria-label={t('shell.navigation')}
        className={classNames(
          'fixed inset-y-0 left-0 z-30 hidden flex-col border-r border-line bg-card lg:flex',
          narrow ? 'w-16' : 'w-16 xl:w-58',
        )}
      >
        <Brand className={narrow ? 'hidden' : 'hidden xl:block'} />
        <div className="flex-1 overflow-y-auto px-3 py-2">
          <NavigationLinks titles={narrow ? 'never' : 'wide'} />
        </div>
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
      </nav>
      {open && (
        <Suspense>
          <NavigationDrawer onClose={onClose} />
        </Suspense>
      )}
    </>
  );
}
