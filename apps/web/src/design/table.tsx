import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** One column of a table. */
export interface Column<T> {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: T) => ReactNode;
  readonly align?: 'start' | 'end';
  /** Left out below this width of the page. */
  readonly from?: 'sm' | 'md' | 'lg' | 'xl';
  readonly className?: string;
  /** Set where the list can be ordered by it: the present order, and what to do to change it. */
  readonly sort?: { readonly order: 'ascending' | 'descending' | 'none'; readonly toggle: () => void } | undefined;
}

interface TableProps<T> {
  /** What the table shows, for those who do not see it. */
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  readonly rowClassName?: (row: T) => string | undefined;
}

const from = {
  sm: 'hidden sm:table-cell',
  md: 'hidden md:table-cell',
  lg: 'hidden lg:table-cell',
  xl: 'hidden xl:table-cell',
};

/** A table of rows; wide ones scroll within themselves and never move the page. */
export function Table<T>({ caption, columns, rows, rowKey, rowClassName }: TableProps<T>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of nothing but what scrolls
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse
    <div role="group" aria-label={caption} tabIndex={0} className="overflow-x-auto rounded-b-xl">
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line bg-sunken/60 text-left text-xs text-soft">
            {columns.map(({ id, title, align, from: least, sort, className }) => (
              <th
                key={id}
                scope="col"
                aria-sort={sort?.order}
                className={classNames(
                  'px-2 py-2 font-semibold whitespace-nowrap first:pl-4 last:pr-4 sm:px-4',
                  align === 'end' && 'text-right',
                  least && from[least],
                  className,
                )}
              >
                {sort === undefined ? (
                  title
                ) : (
                  <button
                    type="button"
                    onClick={sort.toggle}
                    className="inline-flex min-h-6 items-center gap-1 hover:text-ink"
                  >
                    {title}
                    <span aria-hidden>
                      {sort.order === 'ascending' ? '↑' : sort.order === 'descending' ? '↓' : '↕'}
                    </span>
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              className={classNames('border-b border-line last:border-0 hover:bg-sunken/50', rowClassName?.(row))}
            >
              {columns.map(({ id, cell, align, from: least, className }) => (
                <td
                  key={id}
                  className={classNames(
                    'px-2 py-2.5 align-middle first:pl-4 last:pr-4 sm:px-4 md:[&_code]:break-normal',
                    align === 'end' && 'text-right whitespace-nowrap numbers',
                    least && from[least],
                    className,
                  )}
                >
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
