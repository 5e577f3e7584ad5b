import { type Scan, TaskUpdate } from '@maximus/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ListTodo } from 'lucide-react';
import { useState } from 'react';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Badge, type Tone } from '../../design/badge.tsx';
import { Panel } from '../../design/card.tsx';
import { EmptyState } from '../../design/messages.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { Table } from '../../design/table.tsx';
import { CodeText, RelativeTime } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { useChannel } from '../../live/use-channel.ts';
import { useOncePerSecond } from '../../live/use-once-per-second.ts';

const tones: Record<Scan['state'], Tone> = {
  queued: 'neutral',
  running: 'accent',
  succeeded: 'good',
  partial: 'unchecked',
  failed: 'critical',
  cancelled: 'neutral',
};
const ended = new Set(['succeeded', 'partial', 'failed', 'cancelled', 'done', 'merged', 'closed']);

/** What runs now, as it goes, and the last scans. */
export function LiveTasks() {
  const { t, number, percent, duration, failed } = useI18n();
  const { api } = useServices();
  const queries = useQueryClient();
  const [running, setRunning] = useState<ReadonlyMap<string, TaskUpdate>>(new Map());
  const scans = useQuery({
    queryKey: ['scans'],
    queryFn: ({ signal }) => bodyOf(api.listScans({ query: { limit: 50 } }, { signal })),
  });
  const projects = useQuery({
    queryKey: ['projects', 'names'],
    queryFn: ({ signal }) => bodyOf(api.listProjects({ query: { limit: 200 } }, { signal })),
  });
  const refresh = useOncePerSecond(() => void queries.invalidateQueries({ queryKey: ['scans'] }));
  useChannel('tasks', {
    message: ({ data }) => {
      const read = TaskUpdate.safeParse(data);
      if (!read.success) return;
      setRunning((known) => {
        const next = new Map(known);
        if (ended.has(read.data.state)) next.delete(read.data.task_id);
        else next.set(read.data.task_id, read.data);
        return next;
      });
      refresh();
    },
    resync: refresh,
    poll: refresh,
  });
  const nameOf = (id: string | null | undefined) =>
    projects.data?.items.find((project) => project.id === id)?.name ?? id ?? t('task.estate');
  return (
    <div className="grid gap-4">
      <Panel title={t('task.running')}>
        {running.size === 0 ? (
          <EmptyState icon={ListTodo} title={t('task.none')}>
            {t('task.none.means')}
          </EmptyState>
        ) : (
          <ul className="grid gap-3">
            {[...running.values()].map((task) => (
              <li key={task.task_id} className="grid gap-1 text-sm">
                <span className="flex flex-wrap items-center gap-2">
                  <Badge tone="accent">{task.kind}</Badge>
                  <span className="font-medium">{nameOf(task.subject)}</span>
                  <span className="text-soft">{task.state}</span>
                  <span className="ml-auto numbers">{percent(task.progress)}</span>
                </span>
                <progress
                  aria-label={`${task.kind} ${nameOf(task.subject)}`}
                  className="h-1.5 w-full accent-[var(--accent)]"
                  {...(task.progress !== null && { value: task.progress })}
                  max={1}
                />
              </li>
            ))}
          </ul>
        )}
      </Panel>
      <Panel flush title={t('task.scans')}>
        <QueryView
          query={scans}
          isEmpty={({ items }) => items.length === 0}
          empty={<EmptyState icon={ListTodo} title={t('task.noScans')} />}
        >
          {({ items }) => (
            <Table<Scan>
              caption={t('task.scans')}
              rows={items}
              rowKey={({ scan_id: id }) => id}
              columns={[
                {
                  id: 'project',
                  title: t('finding.project'),
                  className: 'min-w-32',
                  cell: ({ project_id: id }) => <span className="font-semibold">{nameOf(id)}</span>,
                },
                {
                  id: 'state',
                  title: t('finding.status'),
                  cell: ({ state }) => <Badge tone={tones[state]}>{t(`task.scan.${state}`)}</Badge>,
                },
                {
                  id: 'trigger',
                  title: t('task.trigger'),
                  from: 'md',
                  cell: ({ trigger }) => t(`task.trigger.${trigger}`),
                },
                {
                  id: 'packages',
                  title: t('task.packages'),
                  align: 'end',
                  from: 'sm',
                  cell: (scan) => number(scan.packages_scanned),
                },
                { id: 'new', title: t('task.new'), align: 'end', cell: (scan) => number(scan.new) },
                {
                  id: 'resolved',
                  title: t('task.resolved'),
                  align: 'end',
                  from: 'sm',
                  cell: (scan) => number(scan.resolved),
                },
                {
                  id: 'unchecked',
                  title: t('task.unchecked'),
                  align: 'end',
                  from: 'md',
                  cell: (scan) =>
                    scan.could_not_check === 0 ? (
                      number(0)
                    ) : (
                      <span className="font-semibold text-unchecked">{number(scan.could_not_check)}</span>
                    ),
                },
                {
                  id: 'took',
                  title: t('task.took'),
                  align: 'end',
                  from: 'lg',
                  cell: ({ duration_ms: ms }) =>
                    ms === undefined ? '' : ms < 1_000 ? `${number(ms)} ms` : duration(ms / 1_000),
                },
                { id: 'at', title: t('metrics.time'), cell: ({ queued_at: at }) => <RelativeTime time={at} /> },
                {
                  id: 'error',
                  title: t('task.error'),
                  from: 'xl',
                  cell: ({ errors }) => (errors[0] === undefined ? '' : <CodeText>{failed(errors[0])}</CodeText>),
                },
              ]}
            />
          )}
        </QueryView>
      </Panel>
    </div>
  );
}
