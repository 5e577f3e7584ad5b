import { Search } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';

const box =
  'w-full min-h-10 rounded-lg border border-line-strong bg-card px-3 text-sm text-ink placeholder:text-faint aria-invalid:border-critical';

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly children: (props: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': true | undefined;
    className: string;
  }) => ReactNode;
}

/** A labelled field whose hint and error are tied to it. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`]
    .filter(Boolean)
    .join(' ');
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': error === undefined ? undefined : true,
        className: box,
      })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-xs text-faint">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} role="alert" className="text-xs font-medium text-critical">
          {error}
        </p>
      )}
    </div>
  );
}

interface FilterSelectProps extends ComponentProps<'select'> {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly title: string }[];
}

/** A small choice over a list; the browser's own control. */
export function FilterSelect({ label, options, className, ...rest }: FilterSelectProps) {
  return (
    <select
      aria-label={label}
      {...rest}
      className={classNames(
        'min-h-9 max-w-56 rounded-lg border border-line-strong bg-card py-0 pr-8 pl-3 text-sm text-ink',
        className,
      )}
    >
      {options.map(({ value, title }) => (
        <option key={value} value={value}>
          {title}
        </option>
      ))}
    </select>
  );
}

interface SearchFieldProps extends Omit<ComponentProps<'input'>, 'onChange'> {
  readonly label: string;
  readonly onChange: (text: string) => void;
}

/** The search over a list; the key `/` goes there, and Enter leaves it for the keys of the list. */
export function SearchField({ label, onChange, className, ...rest }: SearchFieldProps) {
  return (
    <div className={classNames('relative min-w-40 flex-1', className)}>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint"
      />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        data-page-search
        {...rest}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
          event.preventDefault();
          event.currentTarget.blur();
        }}
        className="min-h-9 w-full rounded-lg border border-line-strong bg-card pr-3 pl-8 text-sm text-ink placeholder:text-faint"
      />
    </div>
  );
}
