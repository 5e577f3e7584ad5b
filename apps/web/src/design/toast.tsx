import { CircleCheck, Info, OctagonAlert, X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { useI18n } from '../i18n/i18n.tsx';
import { Button, IconButton } from './button.tsx';
import { closeTopLayer } from './top-layer.ts';

/** What a toast says. */
export interface ToastMessage {
  readonly tone: 'good' | 'neutral' | 'bad';
  readonly title: string;
  readonly description?: ReactNode;
  /** Something to do about it, such as undo. */
  readonly action?: { readonly title: string; readonly run: () => void };
  /** Milliseconds it stays; 6,000. It waits while the pointer or the focus is on it. */
  readonly forMs?: number;
}

interface Shown extends ToastMessage {
  readonly id: number;
}

const ToastContext = createContext<(message: ToastMessage) => () => void>(() => () => undefined);
const icons = { good: CircleCheck, neutral: Info, bad: OctagonAlert };
const inks = { good: 'text-good', neutral: 'text-accent', bad: 'text-critical' };
let lastId = 0;

/** Holds the toasts of the page: F8 brings the focus to them. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const { t } = useI18n();
  const [shown, setShown] = useState<readonly Shown[]>([]);
  const close = useCallback((id: number) => setShown((all) => all.filter((one) => one.id !== id)), []);
  const show = useCallback(
    (message: ToastMessage) => {
      lastId += 1;
      const id = lastId;
      setShown((all) => [...all.slice(-3), { ...message, id }]);
      return () => close(id);
    },
    [close],
  );
  return (
    <ToastContext value={show}>
      <Radix.Provider label={t('shell.notification')} swipeDirection="right">
        {children}
        {shown.map(({ id, tone, title, description, action, forMs = 6_000 }) => {
          const Icon = icons[tone];
          return (
            <Radix.Root
              key={id}
              type={tone === 'bad' ? 'foreground' : 'background'}
              duration={forMs}
              onEscapeKeyDown={(event) => {
                // A toast that comes while something lies over the page takes Esc away from it.
                if (!event.defaultPrevented && closeTopLayer()) event.preventDefault();
              }}
              onOpenChange={(open) => {
                if (!open) close(id);
              }}
              className="flex animate-arrive items-start gap-3 rounded-xl border border-line bg-raised p-3 shadow-lift"
            >
              <Icon aria-hidden className={`mt-0.5 size-5 shrink-0 ${inks[tone]}`} />
              <div className="min-w-0 flex-1 text-sm">
                <Radix.Title className="font-semibold">{title}</Radix.Title>
                {description !== undefined && (
                  <Radix.Description className="text-soft">{description}</Radix.Description>
                )}
              </div>
              {action !== undefined && (
                <Radix.Action altText={action.title} asChild>
                  <Button size="small" onClick={action.run}>
                    {action.title}
                  </Button>
                </Radix.Action>
              )}
              <Radix.Close asChild>
                <IconButton label={t('common.close')} className="-m-1 size-8">
                  <X aria-hidden className="size-4" />
                </IconButton>
              </Radix.Close>
            </Radix.Root>
          );
        })}
        <Radix.Viewport
          label={t('shell.notifications')}
          className="fixed right-0 bottom-0 z-[60] flex w-full max-w-md flex-col gap-2 p-4"
        />
      </Radix.Provider>
    </ToastContext>
  );
}

/** Shows a toast; what it returns takes it away again. */
export function useToast(): (message: ToastMessage) => () => void {
  return useContext(ToastContext);
}
