import type { Rung, RungAttempt } from '@maximus/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import {
  ChevronDown,
  ChevronRight,
  Columns2,
  Download,
  FileLock2,
  FilePen,
  FileText,
  Rows2,
  TriangleAlert,
} from 'lucide-react';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { useActions } from '../../actions/use-actions.tsx';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Badge } from '../../design/badge.tsx';
import { Button } from '../../design/button.tsx';
import { Banner, EmptyState } from '../../design/messages.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { CodeText, CopyButton } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { draftOf } from '../draft-diff.ts';
import { changesNothing } from '../no-change.ts';
import { type DiffLayout, DiffLines } from './diff-lines.tsx';
import { type DiffFile, parseUnifiedDiff } from './parse-unified-diff.ts';
import { revealHidden } from './reveal-hidden.ts';

interface DiffViewerProps {
  /** Absent digest: a patch without a diff. */
  readonly patch: {
    readonly id: string;
    readonly rung: Rung;
    readonly diff_digest?: string | undefined;
    /** Where a draft of code may stand that is no change of files yet. */
    readonly attempts?: readonly RungAttempt[];
  };
}

/** What a patch changes, file by file: side by side or unified, locks folded, to be copied and downloaded. */
export function DiffViewer({ patch }: DiffViewerProps) {
  const { t } = useI18n();
  const { api } = useServices();
  const query = useInfiniteQuery({
    queryKey: ['patches', 'diff', patch.id, patch.diff_digest],
    enabled: patch.diff_digest !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ pageParam, signal }) =>
      bodyOf(api.getPatchDiff({ params: { id: patch.id }, query: { page: pageParam } }, { signal })),
    initialPageParam: 1,
    getNextPageParam: ({ page, pages }) => (page < pages ? page + 1 : undefined),
  });
  const draft = useMemo(
    () => (patch.diff_digest === undefined ? draftOf(patch.rung, patch.attempts) : undefined),
    [patch.diff_digest, patch.rung, patch.attempts],
  );
  if (draft !== undefined)
    return (
      <div className="grid min-w-0 gap-3">
        <Banner tone="medium" icon={FilePen}>
          {t('diff.draft')}
        </Banner>
        <DiffText text={draft} rest={0} more={undefined} />
      </div>
    );
  if (patch.diff_digest === undefined)
    return (
      <EmptyState icon={FileText} title={t('diff.none')}>
        {t(changesNothing(patch.rung) ? 'diff.none.means' : 'diff.none.notMade')}
      </EmptyState>
    );
  return (
    <QueryView query={query}>
      {({ pages }) => (
        <DiffText
          patchId={patch.id}
          text={pages.map(({ diff }) => diff).join('')}
          rest={(pages[0]?.lines ?? 0) - pages.length * 2_000}
          more={
            query.hasNextPage ? { busy: query.isFetchingNextPage, load: () => void query.fetchNextPage() } : undefined
          }
        />
      )}
    </QueryView>
  );
}

interface DiffTextProps {
  /** Absent for what is no file of a patch, and cannot be downloaded as one. */
  readonly patchId?: string;
  readonly text: string;
  /** Lines that were not loaded yet. */
  readonly rest: number;
  readonly more: { readonly busy: boolean; readonly load: () => void } | undefined;
}

/** A diff that is there. */
function DiffText({ patchId, text, rest, more }: DiffTextProps) {
  const { t } = useI18n();
  const { baseUrl } = useServices();
  const files = useMemo(() => parseUnifiedDiff(text), [text]);
  const hasHidden = useMemo(
    () => text.split('\n').some((line) => revealHidden(line.replace(/\r$/, '')).length > 1),
    [text],
  );
  const [layout, setLayout] = useState<DiffLayout>(() => (innerWidth >= 1_024 ? 'split' : 'unified'));
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const root = useRef<HTMLDivElement>(null);
  const at = useRef(-1);
  const go = (step: 1 | -1) => {
    const heads = [...(root.current?.querySelectorAll<HTMLElement>('[data-diff-file]') ?? [])];
    at.current = Math.max(0, Math.min(heads.length - 1, at.current + step));
    const head = heads[at.current];
    head?.focus({ preventScroll: true });
    head?.scrollIntoView({ block: 'start' });
  };
  useActions([
    { id: 'diff.next', title: t('diff.next'), keys: [']'], scope: 'page', available: () => true, run: () => go(1) },
    {
      id: 'diff.previous',
      title: t('diff.previous'),
      keys: ['['],
      scope: 'page',
      available: () => true,
      run: () => go(-1),
    },
    {
      id: 'diff.layout',
      title: t('diff.layout.switch'),
      scope: 'page',
      available: () => true,
      run: () => setLayout(layout === 'split' ? 'unified' : 'split'),
    },
  ]);
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const removed = files.reduce((sum, file) => sum + file.removed, 0);
  return (
    <div ref={root} className="grid min-w-0 gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <span className="text-sm text-soft numbers">{t('diff.summary', { files: files.length, added, removed })}</span>
        <div className="ml-auto flex flex-wrap items-center gap-1">
          <Button
            size="small"
            kind="quiet"
            onClick={() => setLayout(layout === 'split' ? 'unified' : 'split')}
            icon={
              layout === 'split' ? (
                <Rows2 aria-hidden className="size-4" />
              ) : (
                <Columns2 aria-hidden className="size-4" />
              )
            }
          >
            {t(layout === 'split' ? 'diff.layout.unified' : 'diff.layout.split')}
          </Button>
          <CopyButton text={text} label={t('common.copy', { what: t('diff.title') })} />
          {patchId !== undefined && (
            <a
              href={`${baseUrl}/api/eureka/patches/${encodeURIComponent(patchId)}/file`}
              download
              className="inline-flex min-h-8 items-center gap-2 rounded-lg px-2.5 text-sm font-medium text-soft hover:bg-sunken hover:text-ink"
            >
              <Download aria-hidden className="size-4" />
              {t('common.download')}
            </a>
          )}
        </div>
      </div>
      {hasHidden && (
        <Banner tone="unchecked" icon={TriangleAlert}>
          {t('diff.hidden.banner')}
        </Banner>
      )}
      {files.map((file) => {
        // Locks are folded until asked for, everything else is open.
        const isOpen = toggled.has(file.path) ? file.isLock : !file.isLock;
        return (
          <FileDiffView
            key={file.path}
            file={file}
            layout={layout}
            isOpen={isOpen}
            onToggle={() =>
              setToggled((known) => {
                const next = new Set(known);
                if (!next.delete(file.path)) next.add(file.path);
                return next;
              })
            }
          />
        );
      })}
      {more !== undefined && (
        <div className="flex justify-center">
          <Button busy={more.busy} onClick={more.load}>
            {t('diff.more', { n: Math.max(0, rest) })}
          </Button>
        </div>
      )}
    </div>
  );
}

/** A short diff among other texts, such as one that was tried: every file open, one line under the other. */
export function DiffFiles({ text }: { readonly text: string }) {
  const files = useMemo(() => parseUnifiedDiff(text), [text]);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  return (
    <div className="grid min-w-0 gap-2">
      {files.map((file) => (
        <FileDiffView
          key={file.path}
          file={file}
          layout="unified"
          isOpen={!closed.has(file.path)}
          onToggle={() =>
            setClosed((known) => {
              const next = new Set(known);
              if (!next.delete(file.path)) next.add(file.path);
              return next;
            })
          }
        />
      ))}
    </div>
  );
}

interface FileDiffViewProps {
  readonly file: DiffFile;
  readonly layout: DiffLayout;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function FileDiffView({ file, layout, isOpen, onToggle }: FileDiffViewProps) {
  const { t } = useI18n();
  const Icon = file.isLock ? FileLock2 : FileText;
  return (
    <section aria-label={file.path} className="min-w-0 overflow-hidden rounded-lg border border-line">
      <button
        type="button"
        data-diff-file={file.path}
        aria-expanded={isOpen}
        onClick={onToggle}
        className="flex min-h-10 w-full flex-wrap items-center gap-2 bg-sunken px-3 py-1.5 text-left text-sm"
      >
        {isOpen ? <ChevronDown aria-hidden className="size-4" /> : <ChevronRight aria-hidden className="size-4" />}
        <Icon aria-hidden className="size-4 text-soft" />
        <CodeText className="font-semibold">{file.path}</CodeText>
        {file.change !== 'changed' && <Badge tone="accent">{t(`diff.${file.change}`)}</Badge>}
        {file.isLock && <Badge>{t('diff.lock')}</Badge>}
        <span className="ml-auto flex gap-2 font-mono text-xs">
          <span className="text-good">+{file.added}</span>
          <span className="text-critical">−{file.removed}</span>
        </span>
      </button>
      {isOpen &&
        (file.isBinary ? (
          <p className="p-3 text-sm text-soft">{t('diff.binary')}</p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse
          <div className="overflow-x-auto" tabIndex={0} data-diff-lines={file.path}>
            <table translate="no" className="w-full border-collapse font-mono text-xs leading-5">
              <caption className="sr-only">{t('diff.caption', { file: file.path })}</caption>
              {file.hunks.map((hunk, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a diff does not change
                <HunkRows key={at} heading={hunk.heading} layout={layout} first={hunk.lines[0]}>
                  <DiffLines hunk={hunk} layout={layout} />
                </HunkRows>
              ))}
            </table>
          </div>
        ))}
    </section>
  );
}

function HunkRows({
  heading,
  layout,
  first,
  children,
}: {
  readonly heading: string;
  readonly layout: DiffLayout;
  readonly first: { readonly before?: number; readonly after?: number } | undefined;
  readonly children: ReactNode;
}) {
  const { t } = useI18n();
  return (
    <>
      <tbody>
        <tr>
          <th
            scope="rowgroup"
            colSpan={layout === 'split' ? 4 : 3}
            className="border-y border-line bg-low-soft px-3 py-0.5 text-left font-normal text-low"
          >
            {t('diff.hunk', { n: first?.after ?? first?.before ?? 0 })}
            {heading !== '' && <span className="ml-3 text-soft">{heading}</span>}
          </th>
        </tr>
      </tbody>
      {children}
    </>
  );
}
