import { LoaderCircle } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** How much a button asks to be pressed. */
export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger';

const kinds: Record<ButtonKind, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover hover:shadow-lift border-transparent',
  secondary: 'bg-card text-ink border-line-strong hover:bg-sunken',
  quiet: 'bg-transparent text-soft border-transparent hover:bg-sunken hover:text-ink',
  danger: 'bg-critical-soft text-critical border-critical hover:shadow-lift',
};

interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  readonly kind?: ButtonKind;
  readonly size?: 'small' | 'normal';
  readonly icon?: ReactNode;
  /** The work is under way: the button stays where it is and does not answer. */
  readonly busy?: boolean;
  readonly disabled?: boolean | undefined;
  /** Why it cannot be pressed: shown beside it, and the button can still be reached. */
  readonly refusal?: string | undefined;
}

/** A button. With `refusal` it stays visible and reachable, does nothing, and says why. */
export function Button({
  kind = 'secondary',
  size = 'normal',
  icon,
  busy = false,
  refusal,
  disabled,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const refused = refusal !== undefined;
  const off = disabled === true || busy || refused;
  return (
    <button
      type="button"
      {...rest}
      title={refusal ?? rest.title}
      aria-disabled={off || undefined}
      aria-busy={busy || undefined}
      onClick={(event) => (off ? event.preventDefault() : onClick?.(event))}
      className={classNames(
        'inline-flex items-center justify-center gap-2 rounded-lg border font-medium transition-[background-color,box-shadow,color] duration-150 select-none',
        size === 'small' ? 'min-h-8 px-2.5 text-sm' : 'min-h-10 px-4 text-sm',
        kinds[kind],
        off && 'cursor-not-allowed opacity-60 hover:shadow-none',
        className,
      )}
    >
      {busy ? <LoaderCircle aria-hidden className="size-4 animate-spin" /> : icon}
      {children}
      {refused && <span className="sr-only">: {refusal}</span>}
    </button>
  );
}

interface IconButtonProps extends ComponentProps<'button'> {
  /** What it does, for those who do not see the icon, and on hover. */
  readonly label: string;
}

/** A button of one icon. */
export function IconButton({ label, className, children, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={classNames(
        'inline-flex size-9 items-center justify-center rounded-lg text-soft transition-colors hover:bg-sunken hover:text-ink',
        className,
      )}
    >
      {children}
    </button>
  );
}
