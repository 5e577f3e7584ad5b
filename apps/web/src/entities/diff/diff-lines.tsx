import { Fragment, memo, useMemo } from 'react';
import { classNames } from '../../design/class-names.ts';
import { useI18n } from '../../i18n/i18n.tsx';
import { type ChangedPart, changedPart } from './changed-part.ts';
import type { DiffHunk, DiffLine } from './parse-unified-diff.ts';
import { revealHidden } from './reveal-hidden.ts';
import { sideBySide } from './side-by-side.ts';

/** How a diff is laid out. */
export type DiffLayout = 'split' | 'unified';

const grounds = { same: '', added: 'bg-good-soft', removed: 'bg-critical-soft' };
const signs = { same: ' ', added: '+', removed: '−' };

/** The lines of a hunk, side by side or below each other; a sign says what the colour says. */
export const DiffLines = memo(function DiffLines({
  hunk,
  layout,
}: {
  readonly hunk: DiffHunk;
  readonly layout: DiffLayout;
}) {
  const rows = useMemo(() => sideBySide(hunk.lines), [hunk]);
  if (layout === 'split')
    return (
      <tbody>
        {rows.map(({ left, right }, at) => {
          const part =
            left?.kind === 'removed' && right?.kind === 'added' ? changedPart(left.text, right.text) : undefined;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a diff does not change
            <tr key={at}>
              <Side line={left} side="before" part={part} />
              <Side line={right} side="after" part={part} />
            </tr>
          );
        })}
      </tbody>
    );
  return (
    <tbody>
      {hunk.lines.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a diff does not change
        <tr key={at} className={grounds[line.kind]}>
          <LineNumber value={line.before} />
          <LineNumber value={line.after} />
          <Code line={line} />
        </tr>
      ))}
    </tbody>
  );
});

function Side({
  line,
  side,
  part,
}: {
  readonly line: DiffLine | undefined;
  readonly side: 'before' | 'after';
  readonly part: ChangedPart | undefined;
}) {
  if (line === undefined)
    return (
      <>
        <td className="bg-sunken/70" />
        <td className={classNames('bg-sunken/70', side === 'before' && 'border-r border-line')} />
      </>
    );
  return (
    <>
      <LineNumber value={line[side]} className={grounds[line.kind]} />
      <Code
        line={line}
        className={classNames(grounds[line.kind], 'w-1/2', side === 'before' && 'border-r border-line')}
        mark={part && { from: part.from, to: side === 'before' ? part.leftTo : part.rightTo }}
      />
    </>
  );
}

function LineNumber({
  value,
  className,
}: {
  readonly value: number | undefined;
  readonly className?: string | undefined;
}) {
  return (
    <td
      className={classNames(
        'w-px px-2 text-right align-top whitespace-nowrap text-faint select-none numbers',
        className,
      )}
    >
      {value ?? ''}
    </td>
  );
}

function Code({
  line,
  className,
  mark,
}: {
  readonly line: DiffLine;
  readonly className?: string;
  readonly mark?: { readonly from: number; readonly to: number } | undefined;
}) {
  const { t } = useI18n();
  const { text, kind } = line;
  const spoken = kind === 'same' ? undefined : t(`diff.line.${kind}`);
  return (
    <td className={classNames('px-2 align-top break-all whitespace-pre-wrap', className)}>
      <span aria-hidden className="mr-1 inline-block w-3 text-soft select-none">
        {signs[kind]}
      </span>
      {spoken !== undefined && <span className="sr-only">{spoken} </span>}
      {mark === undefined ? (
        <Revealed text={text} />
      ) : (
        <>
          <Revealed text={text.slice(0, mark.from)} />
          <span
            className={classNames(
              'rounded-sm font-semibold underline decoration-2 underline-offset-2',
              kind === 'added' ? 'text-good' : 'text-critical',
            )}
          >
            <Revealed text={text.slice(mark.from, mark.to)} />
          </span>
          <Revealed text={text.slice(mark.to)} />
        </>
      )}
    </td>
  );
}

function Revealed({ text }: { readonly text: string }) {
  const { t } = useI18n();
  return revealHidden(text).map(({ text: piece, hidden }, at) =>
    hidden === undefined ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the text does not change
      <Fragment key={at}>{piece}</Fragment>
    ) : (
      <mark
        // biome-ignore lint/suspicious/noArrayIndexKey: the text does not change
        key={at}
        title={t('diff.hidden')}
        className="mx-0.5 rounded bg-unchecked-soft px-1 text-[0.8em] font-semibold text-unchecked outline-1 outline-unchecked outline-dashed"
      >
        {hidden}
      </mark>
    ),
  );
}
