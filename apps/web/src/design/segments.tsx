import { classNames } from './class-names.ts';

interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly options: readonly {
    readonly value: T;
    readonly title: string;
    /** In full, where the title is short. */
    readonly means?: string;
  }[];
}

/** A small choice of which every option is seen. */
export function Segments<T extends string>({ label, value, onChange, options }: SegmentsProps<T>) {
  return (
    <fieldset aria-label={label} className="inline-flex rounded-lg border border-line bg-sunken p-0.5">
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          title={option.means}
          onClick={() => onChange(option.value)}
          className={classNames(
            'min-h-8 rounded-md px-3 text-sm font-medium transition-colors',
            option.value === value ? 'bg-card text-accent shadow-card' : 'text-soft hover:text-ink',
          )}
        >
          {option.title}
        </button>
      ))}
    </fieldset>
  );
}
