import { useNavigate } from 'react-router';
import { useActions } from '../actions/use-actions.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { pages } from './pages.ts';
import { changePreferences } from './preferences.ts';

/** What can be done on every page. */
export function useGlobalActions(open: { readonly openPalette: () => void; readonly openKeys: () => void }): void {
  const { t } = useI18n();
  const navigate = useNavigate();
  const always = () => true as const;
  useActions([
    {
      id: 'palette.open',
      title: t('action.palette'),
      keys: ['Mod+k'],
      scope: 'global',
      available: always,
      run: open.openPalette,
    },
    { id: 'keys.show', title: t('action.keys'), keys: ['?'], scope: 'global', available: always, run: open.openKeys },
    {
      id: 'page.search',
      title: t('action.search'),
      keys: ['/'],
      scope: 'global',
      available: always,
      run: () => {
        const field = document.querySelector<HTMLInputElement>('main [data-page-search]');
        if (field === null) open.openPalette();
        else field.focus();
      },
    },
    {
      id: 'appearance.switch',
      title: t('action.theme'),
      scope: 'global',
      available: always,
      run: () => changePreferences({ theme: document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark' }),
    },
    ...pages.flatMap(({ path, nav }) =>
      nav === undefined
        ? []
        : [
            {
              id: `go.${path}`,
              title: t('action.goTo', { page: t(nav.title) }),
              ...(nav.keys === undefined ? {} : { keys: [nav.keys] }),
              scope: 'global',
              available: always,
              run: () => void navigate(path),
            },
          ],
    ),
  ]);
}
