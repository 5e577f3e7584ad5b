import { usePreferences } from '../app/preferences.ts';
import { Dialog } from '../design/dialog.tsx';
import { KeyCap } from '../design/texts.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { shownKeys } from './keys.ts';
import { useActionList } from './use-actions.tsx';

/** The keys of the page as they are now, from the registry. */
export function KeyHelp({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useI18n();
  const [{ singleKeys }] = usePreferences();
  const actions = useActionList().filter((action) => action.keys !== undefined && action.hidden !== true);
  const scopes = [...new Set(actions.map(({ scope }) => scope))].reverse();
  return (
    <Dialog open={open} onOpenChange={(next) => !next && onClose()} title={t('keys.title')} size="wide">
      {!singleKeys && <p className="mb-3 text-sm text-medium">{t('keys.off')}</p>}
      <div className="grid gap-x-8 gap-y-5 pb-4 sm:grid-cols-2">
        {scopes.map((scope) => (
          <section key={scope}>
            <h3 className="mb-1 text-xs font-semibold tracking-wide text-faint uppercase">
              {scope === 'global' ? t('keys.global') : scope === 'page' ? t('keys.page') : scope}
            </h3>
            <dl className="grid gap-1 text-sm">
              {actions
                .filter((action) => action.scope === scope)
                .map(({ id, title, keys = [] }) => (
                  <div key={id} className="flex items-center justify-between gap-4">
                    <dt>{title}</dt>
                    <dd className="flex gap-1">
                      {shownKeys(keys[0] ?? '', navigator.platform.startsWith('Mac')).map((key, at) => (
                        // biome-ignore lint/suspicious/noArrayIndexKey: the same key may stand twice
                        <KeyCap key={at}>{key}</KeyCap>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
