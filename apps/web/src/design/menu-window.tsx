import { DropdownMenu as Radix } from 'radix-ui';
import { type ComponentProps, type ReactElement, type ReactNode, useState } from 'react';
import { classNames } from './class-names.ts';
import { TopLayer } from './top-layer.ts';

/** One line of a menu. */
export interface MenuItem {
  readonly id: string;
  readonly title: string;
  readonly icon?: ReactNode;
  readonly danger?: boolean;
  /** Why it cannot be chosen. */
  readonly refusal?: string | undefined;
  readonly run: () => void;
}

/** What a menu is made of. */
export interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement<ComponentProps<'button'>>;
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly children?: ReactNode;
  /** It begins open. */
  readonly openAtOnce?: boolean;
}

/** The menu itself, where its code is there already. `Menu` loads it when it is called for. */
export function MenuWindow({ trigger, label, items, children, openAtOnce = false }: MenuProps) {
  const [open, setOpen] = useState(openAtOnce);
  return (
    <Radix.Root open={open} onOpenChange={setOpen}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align="end"
          sideOffset={6}
          className="z-50 min-w-52 animate-appear rounded-xl border border-line bg-raised p-1 shadow-lift"
        >
          <TopLayer close={() => setOpen(false)} />
          {children}
          {items.map(({ id, title, icon, danger, refusal, run }) => (
            <Radix.Item
              key={id}
              disabled={refusal !== undefined}
              onSelect={run}
              className={classNames(
                'flex min-h-9 cursor-pointer items-center gap-2.5 rounded-lg px-2.5 text-sm outline-none data-[disabled]:cursor-not-allowed data-[disabled]:opacity-60 data-[highlighted]:bg-sunken',
                danger && 'text-critical',
              )}
            >
              {icon}
              <span className="min-w-0">
                {title}
                {refusal !== undefined && <span className="block text-xs text-faint">{refusal}</span>}
              </span>
            </Radix.Item>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
