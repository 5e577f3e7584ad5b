import { Compass } from 'lucide-react';
import { Link } from 'react-router';
import { EmptyState } from '../design/messages.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { Page } from './page.tsx';

/** An address that leads nowhere. */
export function NotFoundPage() {
  const { t } = useI18n();
  return (
    <Page title={t('shell.notFound')}>
      <EmptyState
        icon={Compass}
        title={t('shell.notFound.means')}
        action={
          <Link to="/" className="text-accent underline">
            {t('nav.overview')}
          </Link>
        }
      />
    </Page>
  );
}
