import { Languages, LogOut, MonitorCog, Moon, Sun } from 'lucide-react';
import { useServices } from '../api/use-services.tsx';
import { Menu } from '../design/menu.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { useSession } from '../session/use-session.ts';
import { usePreferences } from './preferences.ts';

/** Who is logged in, and what belongs to this person: theme, language, logging out. */
export function AccountMenu() {
  const { t } = useI18n();
  const { api } = useServices();
  const { name, roles, user } = useSession();
  const [{ theme, language }, change] = usePreferences();
  const iconClass = 'size-4 shrink-0';
  const initials = name
    .split(/\s+/)
    .map((word) => [...word][0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase();
  return (
    <Menu
      label={t('shell.account', { name })}
      trigger={
        <button
          type="button"
          aria-label={t('shell.account', { name })}
          className="grid size-9 place-items-center rounded-full bg-accent-soft text-sm font-semibold text-accent hover:shadow-lift"
        >
          {initials}
        </button>
      }
      items={[
        ...(['system', 'light', 'dark'] as const)
          .filter((one) => one !== theme)
          .map((one) => ({
            id: one,
            title: `${t('shell.theme')}: ${t(`shell.theme.${one}`)}`,
            icon:
              one === 'dark' ? (
                <Moon aria-hidden className={iconClass} />
              ) : one === 'light' ? (
                <Sun aria-hidden className={iconClass} />
              ) : (
                <MonitorCog aria-hidden className={iconClass} />
              ),
            run: () => change({ theme: one }),
          })),
        ...(['en', 'pt-BR', 'system'] as const)
          .filter((one) => one !== language)
          .map((one) => ({
            id: one === 'system' ? 'browser' : one,
            title:
              one === 'en'
                ? 'English'
                : one === 'pt-BR'
                  ? 'Português (Brasil)'
                  : `${t('shell.language')}: ${t('shell.language.system')}`,
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
    </Menu>
  );
}
