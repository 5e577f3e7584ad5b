import type { ComponentProps } from 'react';

interface AccountButtonProps extends ComponentProps<'button'> {
  readonly name: string;
  readonly label: string;
}

/** The initials of who is logged in. */
export function AccountButton({ name, label, ...rest }: AccountButtonProps) {
  const initials = name
    .split(/\s+/)
    .map((word) => [...word][0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase();
  return (
    <button
      type="button"
      aria-label={`${initials}: ${label}`}
      aria-haspopup="menu"
      {...rest}
      className="grid size-9 shrink-0 place-items-center rounded-full bg-accent-soft text-sm font-semibold text-accent hover:shadow-lift"
    >
      {initials}
    </button>
  );
}
