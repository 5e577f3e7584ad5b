import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { IconButton } from '../design/button.tsx';
import { TopLayer } from '../design/top-layer.ts';
import { useI18n } from '../i18n/i18n.tsx';
import { Brand, NavigationLinks } from './navigation-links.tsx';

/** The pages over the content, on narrow screens. */
export function NavigationDrawer({ onClose }: { readonly onClose: () => void }) {
  const { t } = useI18n();
  return (
    <Dialog.Root open onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-appear bg-black/50 lg:hidden" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] flex-col border-r border-line bg-card lg:hidden"
        >
          <TopLayer close={onClose} />
          <Dialog.Title className="sr-only">{t('shell.navigation')}</Dialog.Title>
          <div className="flex items-center justify-between pr-3">
            <Brand />
            <Dialog.Close asChild>
              <IconButton label={t('common.close')}>
                <X aria-hidden className="size-5" />
              </IconButton>
            </Dialog.Close>
          </div>
          <nav aria-label={t('shell.navigation')} className="flex-1 overflow-y-auto px-3 py-2">
            <NavigationLinks titles="always" onGo={onClose} />
          </nav>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
