import { Page } from '../../app/page.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

/** The design system. */
export function Component() {
  const { t } = useI18n();
  return <Page title={t('nav.design')}>{null}</Page>;
}
