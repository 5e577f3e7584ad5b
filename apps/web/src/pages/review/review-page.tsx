import { Page } from '../../app/page.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { HITLTab } from './hitl-tab.tsx';

/** `/review`: what waits for a person. */
export function Component() {
  const { t } = useI18n();
  return (
    <Page title={t('review.title')} description={t('review.description')}>
      <HITLTab />
    </Page>
  );
}
