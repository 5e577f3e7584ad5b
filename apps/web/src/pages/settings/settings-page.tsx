import { BellRing, KeyRound, type LucideIcon, Palette, Scale, ShieldBan, UserRound, UsersRound } from 'lucide-react';
import type { ComponentType } from 'react';
import { NavLink, useParams } from 'react-router';
import { PanelBoundary } from '../../app/crashed-page.tsx';
import { NotFoundPage } from '../../app/not-found-page.tsx';
import { Page } from '../../app/page.tsx';
import { Card } from '../../design/card.tsx';
import { classNames } from '../../design/class-names.ts';
import { EmptyState } from '../../design/messages.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { useSession } from '../../session/use-session.ts';
import { AccountSettings } from './account-settings.tsx';
import { AppearanceSettings } from './appearance-settings.tsx';
import { NotificationSettings } from './notifications/notification-settings.tsx';
import { PolicySettings } from './policy-settings.tsx';
import { TokenSettings } from './token-settings.tsx';
import { UserSettings } from './user-settings.tsx';

const sections = ['appearance', 'account', 'tokens', 'users', 'policies', 'notifications'] as const;
type Section = (typeof sections)[number];

const faces: Record<Section, { readonly icon: LucideIcon; readonly Body: ComponentType; readonly needsAdmin?: true }> =
  {
    appearance: { icon: Palette, Body: AppearanceSettings },
    account: { icon: UserRound, Body: AccountSettings },
    tokens: { icon: KeyRound, Body: TokenSettings },
    users: { icon: UsersRound, Body: UserSettings, needsAdmin: true },
    policies: { icon: Scale, Body: PolicySettings, needsAdmin: true },
    notifications: { icon: BellRing, Body: NotificationSettings, needsAdmin: true },
  };

/** On a phone the sections are a row that is wider than the screen. */
function intoView(link: HTMLAnchorElement | null): void {
  link?.scrollIntoView({ block: 'nearest', inline: 'center' });
}

/** `/settings/*`: what belongs to this person, and what administrators decide for everybody. */
export function Component() {
  const { t } = useI18n();
  const { roles } = useSession();
  const { section: asked = 'appearance' } = useParams();
  const section = sections.find((one) => one === asked);
  if (section === undefined) return <NotFoundPage />;
  const { Body, needsAdmin } = faces[section];
  return (
    <Page title={t(`settings.${section}`)} description={t(`settings.${section}.means`)}>
      <div className="grid gap-5 lg:grid-cols-[13rem_minmax(0,1fr)]">
        <nav aria-label={t('settings.title')}>
          <ul className="flex gap-1 overflow-x-auto lg:grid">
            {sections.map((one) => {
              const Icon = faces[one].icon;
              return (
                <li key={one}>
                  <NavLink
                    to={`/settings/${one}`}
                    ref={one === section ? intoView : undefined}
                    className={classNames(
                      'flex min-h-9 items-center gap-2.5 rounded-lg px-3 text-sm font-medium whitespace-nowrap',
                      one === section ? 'bg-accent-soft text-accent' : 'text-soft hover:bg-sunken hover:text-ink',
                    )}
                  >
                    <Icon aria-hidden className="size-4" />
                    {t(`settings.${one}`)}
                  </NavLink>
                </li>
              );
            })}
          </ul>
        </nav>
        <div className="min-w-0">
          <PanelBoundary key={section}>
            {needsAdmin && !roles.includes('admin') ? (
              <Card>
                <EmptyState icon={ShieldBan} title={t('common.forbidden')}>
                  {t('common.needsRole', { role: t('vocabulary.role.admin') })}
                </EmptyState>
              </Card>
            ) : (
              <Body />
            )}
          </PanelBoundary>
        </div>
      </div>
    </Page>
  );
}
