import { TriangleAlert } from 'lucide-react';
import { Banner } from '../../design/messages.tsx';
import { CodeText, CopyButton } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

/** A secret at the one moment when it is shown. */
export function ShownOnce({ secret, label }: { readonly secret: string; readonly label: string }) {
  const { t } = useI18n();
  return (
    <div className="grid gap-2" data-secret>
      <Banner tone="medium" icon={TriangleAlert}>
        {t('settings.once')}
      </Banner>
      <div className="flex items-center gap-1 rounded-lg bg-sunken px-3 py-2">
        <CodeText className="flex-1">{secret}</CodeText>
        <CopyButton text={secret} label={t('common.copy', { what: label })} />
      </div>
    </div>
  );
}
