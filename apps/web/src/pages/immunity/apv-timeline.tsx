import type { ApvSummary } from '@maximus/contracts';
import { ArrowUp } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { VirtualList, type VirtualListHandle } from '../../design/virtual-list.tsx';
import { APVCard } from '../../entities/apv-card.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { groupByHour, type TimelineItem } from './timeline-items.ts';

interface APVTimelineProps {
  /** Newest first. */
  readonly apvs: readonly ApvSummary[];
  /** 100. */
  readonly maxItems?: number;
  readonly onDetailsClick?: (apv: ApvSummary) => void;
  /** Those that came while the page was open. */
  readonly newIds?: ReadonlySet<string>;
  readonly currentId?: string | undefined;
  /** Nothing moves until it is false again. */
  readonly paused?: boolean;
  /** Without heads of hours: for lists in another order. */
  readonly plain?: boolean;
  readonly onEnd?: () => void;
  readonly label: string;
}

/** APVs by the hour of their detection. Whoever reads further down, or has the pointer on a row, is not moved: what comes waits behind a button. */
export function APVTimeline(props: APVTimelineProps) {
  const {
    apvs,
    maxItems = 100,
    onDetailsClick,
    newIds,
    currentId,
    paused = false,
    plain = false,
    onEnd,
    label,
  } = props;
  const { t } = useI18n();
  const [atTop, setAtTop] = useState(true);
  const [inside, setInside] = useState(false);
  const list = useRef<VirtualListHandle>(null);
  // What a reader asked for by scrolling to the end is no news: only what comes on top is held back.
  const newest = apvs[0]?.id;
  const { shown, waiting } = useHeldTop(apvs, paused || !atTop || inside, newest);
  const items = useMemo<readonly TimelineItem[]>(() => {
    const most = shown.slice(0, maxItems);
    return plain ? most.map((apv) => ({ kind: 'apv', id: apv.id, apv })) : groupByHour(most);
  }, [shown, maxItems, plain]);

  return (
    <div className="relative" onPointerEnter={() => setInside(true)} onPointerLeave={() => setInside(false)}>
      {waiting > 0 && !paused && (
        <button
          type="button"
          className="absolute top-2 left-1/2 z-10 inline-flex min-h-9 -translate-x-1/2 animate-arrive items-center gap-2 rounded-full bg-accent px-4 text-sm font-semibold text-on-accent shadow-lift"
          onClick={() => {
            setInside(false);
            setAtTop(true);
            list.current?.toTop();
          }}
        >
          <ArrowUp aria-hidden className="size-4" />
          {t('common.newRows', { n: waiting })}
        </button>
      )}
      <VirtualList
        ref={list}
        label={label}
        items={items}
        itemKey={({ id }) => id}
        estimate={(item) => (item.kind === 'hour' ? 34 : 168)}
        gap={10}
        onTop={setAtTop}
        onEnd={onEnd}
        focusKey={currentId}
        className="h-[calc(100dvh-15rem)] min-h-112 p-3 sm:p-4"
        render={(item) =>
          item.kind === 'hour' ? (
            <HourHead at={item.at} count={item.count} />
          ) : (
            <APVCard
              apv={item.apv}
              onDetailsClick={onDetailsClick}
              isNew={newIds?.has(item.id) === true}
              isCurrent={item.id === currentId}
            />
          )
        }
      />
    </div>
  );
}

function HourHead({ at, count }: { readonly at: string; readonly count: number }) {
  const { t, day, hour } = useI18n();
  return (
    <p className="flex items-center gap-3 pt-1 text-xs font-semibold text-soft">
      <time dateTime={at}>
        {day(at)}, {hour(at)}
      </time>
      <span className="font-normal text-faint">{t('immunity.hour.count', { n: count })}</span>
      <span aria-hidden className="h-px flex-1 bg-line" />
    </p>
  );
}

/** Holds the top of a list; what is loaded at its end comes in all the same. */
function useHeldTop(apvs: readonly ApvSummary[], held: boolean, newest: string | undefined) {
  const top = useRef<string | undefined>(undefined);
  if (!held || top.current === undefined || !apvs.some(({ id }) => id === top.current)) top.current = newest;
  const from = apvs.findIndex(({ id }) => id === top.current);
  const list = from <= 0 ? apvs : apvs.slice(from);
  return { shown: list, waiting: Math.max(0, from) };
}
