import { Page } from '../../app/page.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

/** What needs a person now, and how the loop stands. */
export function Component() {
  const { t } = useI18n();
  return <Page title={t('nav.overview')}>{null}</Page>;
}
