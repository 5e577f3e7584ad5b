import type { ListedChannel } from '@maximus/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { BellRing, Plus } from 'lucide-react';
import { useState } from 'react';
import { bodyOf } from '../../../api/failures.ts';
import { useServices } from '../../../api/use-services.tsx';
import { Button } from '../../../design/button.tsx';
import { Panel } from '../../../design/card.tsx';
import { Dialog } from '../../../design/dialog.tsx';
import { EmptyState } from '../../../design/messages.tsx';
import { QueryView } from '../../../design/query-view.tsx';
import { useI18n } from '../../../i18n/i18n.tsx';
import { ChannelCard } from './channel-card.tsx';
import { ChannelForm } from './channel-form.tsx';
import { DeliveryLog } from './delivery-log.tsx';

/** Where notifications go, whether they arrive, and what did not. */
export function NotificationSettings() {
  const { t } = useI18n();
  const { api } = useServices();
  const queries = useQueryClient();
  const [open, setOpen] = useState<'new' | ListedChannel>();
  const query = useQuery({
    queryKey: ['notify', 'channels'],
    refetchInterval: 15_000,
    queryFn: ({ signal }) => bodyOf(api.listNotifyChannels({}, { signal })),
  });
  const saved = () => {
    setOpen(undefined);
    void queries.invalidateQueries({ queryKey: ['notify'] });
  };
  const add = (
    <Button size="small" kind="primary" icon={<Plus aria-hidden className="size-4" />} onClick={() => setOpen('new')}>
      {t('notify.add')}
    </Button>
  );
  return (
    <div className="grid gap-5">
      <Panel title={t('notify.channels')} actions={add} flush>
        <QueryView
          query={query}
          isEmpty={({ items }) => items.length === 0}
          empty={
            <EmptyState icon={BellRing} title={t('notify.none')}>
              {t('notify.none.means')}
            </EmptyState>
          }
        >
          {({ items }) => (
            <ul className="divide-y divide-line">
              {items.map((channel) => (
                <li key={channel.id}>
                  <ChannelCard channel={channel} onChange={() => setOpen(channel)} />
                </li>
              ))}
            </ul>
          )}
        </QueryView>
      </Panel>
      <DeliveryLog channels={query.data?.items ?? []} />
      <Dialog
        open={open !== undefined}
        onOpenChange={(next) => !next && setOpen(undefined)}
        title={open === undefined || open === 'new' ? t('notify.add') : open.name}
      >
        {open !== undefined && <ChannelForm channel={open === 'new' ? undefined : open} onSaved={saved} />}
      </Dialog>
    </div>
  );
}
