import { Languages, LogOut, MonitorCog, Moon, Sun } from 'lucide-react';
import { useServices } from '../api/use-services.tsx';
import { MenuWindow } from '../design/menu-window.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { useSession } from '../session/use-session.ts';
import { AccountButton } from './account-button.tsx';
import { usePreferences } from './preferences.ts';

const themes = { system: MonitorCog, light: Sun, dark: Moon } as const;
const languages = { en: 'English', 'pt-BR': 'Português (Brasil)' } as const;

/** The menu behind the initials. */
export function AccountMenuItems({ openAtOnce = false }: { readonly openAtOnce?: boolean }) {
  const { t } = useI18n();
  const { api } = useServices();
  const { name, roles, user } = useSession();
  const [{ theme, language }, change] = usePreferences();
  const iconClass = 'size-4 shrink-0';
  return (
    <MenuWindow
      label={t('shell.account', { name })}
      openAtOnce={openAtOnce}
      trigger={<AccountButton name={name} label={t('shell.account', { name })} />}
      items={[
        ...(['system', 'light', 'dark'] as const)
          .filter((one) => one !== theme)
          .map((one) => {
            const Icon = themes[one];
            return {
              id: one,
              title: `${t('shell.theme')}: ${t(`shell.theme.${one}`)}`,
              icon: <Icon aria-hidden className={iconClass} />,
              run: () => change({ theme: one }),
            };
          }),
        ...(['en', 'pt-BR', 'system'] as const)
          .filter((one) => one !== language)
          .map((one) => ({
            id: `language-${one}`,
            title: one === 'system' ? `${t('shell.language')}: ${t('shell.language.system')}` : languages[one],
            icon: <Languages aria-hidden className={iconClass} />,
            run: () => change({ language: one }),
          })),
        {
          id: 'log-out',
          title: t('shell.logOut'),
          icon: <LogOut aria-hidden className={iconClass} />,
          run: () => void api.logOut().then(() => location.assign('/login')),
        },
      ]}
    >
      <div className="mb-1 border-b border-line px-2.5 pt-1 pb-2 text-sm">
        <p className="font-semibold">{name}</p>
        <p className="text-xs text-soft">
          {user?.name} · {(user?.roles ?? roles).map((role) => t(`vocabulary.role.${role}`)).join(', ')}
        </p>
      </div>
    </MenuWindow>
  );
}
