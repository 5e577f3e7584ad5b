import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { useI18n } from '../i18n/i18n.tsx';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import { TopLayer } from './top-layer.ts';

/** What a dialog is made of. */
export interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: string | undefined;
  readonly size?: 'normal' | 'wide';
  readonly children: ReactNode;
  /** Buttons at its end. */
  readonly footer?: ReactNode;
  /** It cannot be left by Esc or a click beside it. */
  readonly must?: boolean;
  /** The letters of the page work in it as well: it shows the actions that they run. */
  readonly takesKeys?: boolean;
}

/** The window of a dialog: holds the focus, gives it back, closes with Esc. `Dialog` shows it. */
export function DialogWindow({
  open,
  onOpenChange,
  title,
  description,
  size = 'normal',
  children,
  footer,
  must = false,
  takesKeys = false,
}: DialogProps) {
  const { t } = useI18n();
  const before = useRef<Element>(null);
  const stay = (event: Event) => {
    if (must) event.preventDefault();
  };
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-black/50" />
        <Radix.Content
          onOpenAutoFocus={(event) => {
            const first = event.target instanceof HTMLElement ? event.target.querySelector('[data-first-focus]') : null;
            if (!(first instanceof HTMLElement)) return;
            event.preventDefault();
            first.focus();
          }}
          onCloseAutoFocus={() => {
            // Unless something else has taken it meanwhile.
            if (document.activeElement === document.body && before.current instanceof HTMLElement) {
              before.current.focus({ preventScroll: true });
            }
          }}
          onEscapeKeyDown={stay}
          onInteractOutside={stay}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          className={classNames(
            'fixed inset-x-3 top-[8vh] z-50 mx-auto flex max-h-[84vh] animate-appear flex-col rounded-2xl border border-line bg-raised shadow-lift',
            size === 'wide' ? 'max-w-3xl' : 'max-w-lg',
          )}
        >
          <FocusBefore of={before} />
          <TopLayer takesKeys={takesKeys} close={must ? undefined : () => onOpenChange(false)} />
          <header className="flex items-start gap-3 px-5 pt-4 pb-2">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description className="text-sm text-soft">{description}</Radix.Description>
              )}
            </div>
            {!must && (
              <Radix.Close asChild>
                <IconButton label={t('common.close')}>
                  <X aria-hidden className="size-5" />
                </IconButton>
              </Radix.Close>
            )}
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-2">{children}</div>
          {footer !== undefined && (
            <footer className="flex flex-wrap justify-end gap-2 px-5 pt-2 pb-4">{footer}</footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Notes what has the focus before the dialog takes it: while it is rendered, for fields that take it as they appear. */
function FocusBefore({ of }: { readonly of: RefObject<Element | null> }): null {
  const [focused] = useState(() => document.activeElement);
  useLayoutEffect(() => {
    of.current = focused;
  }, [of, focused]);
  return null;
}
