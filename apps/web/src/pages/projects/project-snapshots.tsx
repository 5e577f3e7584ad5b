import type { Project, Snapshot } from '@maximus/contracts';
import { useQuery } from '@tanstack/react-query';
import { Camera, Minus, MoveRight, Plus } from 'lucide-react';
import { useState } from 'react';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Button } from '../../design/button.tsx';
import { Panel } from '../../design/card.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { EmptyState } from '../../design/messages.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { Table } from '../../design/table.tsx';
import { CodeText, RelativeTime } from '../../design/texts.tsx';
import { CheckStateBadge } from '../../design/vocabulary-badges.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

/** What a project was made of over time, and what changed from one time to the next. */
export function ProjectSnapshots({ project }: { readonly project: Project }) {
  const { t, number } = useI18n();
  const { api } = useServices();
  const [compared, setCompared] = useState<Snapshot>();
  const list = useQuery({
    queryKey: ['snapshots', project.id, project.last_snapshot_id],
    queryFn: ({ signal }) =>
      bodyOf(api.listSnapshots({ params: { id: project.id }, query: { limit: 100 } }, { signal })),
  });
  return (
    <Panel flush title={t('project.snapshots')}>
      <QueryView
        query={list}
        isEmpty={({ items }) => items.length === 0}
        empty={<EmptyState icon={Camera} title={t('project.never')} />}
      >
        {({ items }) => (
          <Table<Snapshot>
            caption={t('project.snapshots')}
            rows={items}
            rowKey={({ id }) => id}
            columns={[
              { id: 'taken', title: t('snapshot.taken'), cell: ({ taken_at: at }) => <RelativeTime time={at} /> },
              {
                id: 'commit',
                title: t('snapshot.commit'),
                cell: ({ commit, ref }) => <CodeText>{commit?.slice(0, 10) ?? ref ?? t('common.none')}</CodeText>,
              },
              {
                id: 'check',
                title: t('project.check'),
                cell: ({ check_state: state }) => <CheckStateBadge state={state} />,
              },
              {
                id: 'files',
                title: t('snapshot.files'),
                align: 'end',
                from: 'sm',
                cell: ({ files }) => number(files.length),
              },
              {
                id: 'components',
                title: t('nav.components'),
                align: 'end',
                from: 'sm',
                cell: ({ component_count: count }) => number(count),
              },
              {
                id: 'changes',
                title: t('snapshot.changes'),
                align: 'end',
                cell: ({ added, removed }) => `+${number(added)} −${number(removed)}`,
              },
              {
                id: 'compare',
                title: t('snapshot.compare'),
                cell: (snapshot) =>
                  snapshot.diff_from === undefined ? (
                    <span className="text-faint">{t('snapshot.first')}</span>
                  ) : (
                    <Button size="small" onClick={() => setCompared(snapshot)}>
                      {t('snapshot.compare')}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </QueryView>
      <Dialog
        open={compared !== undefined}
        onOpenChange={() => setCompared(undefined)}
        title={t('snapshot.compare')}
        size="wide"
      >
        {compared?.diff_from !== undefined && <SnapshotChanges from={compared.diff_from} to={compared.id} />}
      </Dialog>
    </Panel>
  );
}

function SnapshotChanges({ from, to }: { readonly from: string; readonly to: string }) {
  const { t } = useI18n();
  const { api } = useServices();
  const diff = useQuery({
    queryKey: ['snapshot-diff', from, to],
    queryFn: ({ signal }) => bodyOf(api.diffSnapshots({ params: { a: from, b: to } }, { signal })),
  });
  return (
    <QueryView query={diff}>
      {(data) => (
        <ul className="grid gap-1 pb-4 text-sm">
          {data.changed.map((one) => (
            <li key={`${one.ecosystem}/${one.name}`} className="flex flex-wrap items-center gap-2">
              <MoveRight aria-label={t('snapshot.changed')} className="size-4 text-accent" />
              <CodeText>{one.name}</CodeText>
              <CodeText className="text-soft">
                {one.from.join(', ')} → {one.to.join(', ')}
              </CodeText>
            </li>
          ))}
          {data.added.map((one) => (
            <li key={`+${one.purl}`} className="flex items-center gap-2">
              <Plus aria-label={t('snapshot.added')} className="size-4 text-good" />
              <CodeText>{one.purl}</CodeText>
            </li>
          ))}
          {data.removed.map((one) => (
            <li key={`-${one.purl}`} className="flex items-center gap-2">
              <Minus aria-label={t('snapshot.removed')} className="size-4 text-critical" />
              <CodeText>{one.purl}</CodeText>
            </li>
          ))}
        </ul>
      )}
    </QueryView>
  );
}
