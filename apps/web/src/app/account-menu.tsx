import { OnIntent } from '../design/on-intent.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { useSession } from '../session/use-session.ts';
import { AccountButton } from './account-button.tsx';

const load = () => import('./account-menu-items.tsx').then(({ AccountMenuItems }) => ({ default: AccountMenuItems }));

/** Who is logged in, and what belongs to this person: theme, language, logging out. */
export function AccountMenu() {
  const { t } = useI18n();
  const { name } = useSession();
  return (
    <OnIntent
      load={load}
      of={{}}
      place={(calls) => <AccountButton name={name} label={t('shell.account', { name })} {...calls} />}
    />
  );
}
