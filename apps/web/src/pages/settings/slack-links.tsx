import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Button } from '../../design/button.tsx';
import { Panel } from '../../design/card.tsx';
import { RelativeTime } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { ShownOnce } from './shown-once.tsx';

/** The Slack users that count as this person, and the code that links one; nothing where the server has no Slack. */
export function SlackLinks() {
  const { t } = useI18n();
  const { api } = useServices();
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ['slack-links'],
    queryFn: ({ signal }) => bodyOf(api.listSlackLinks({}, { signal })),
  });
  const code = useMutation({ mutationFn: () => bodyOf(api.createSlackCode()) });
  const unlink = useMutation({
    mutationFn: (id: string) => bodyOf(api.removeSlackLink({ params: { id } })),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['slack-links'] }),
  });
  if (query.data?.enabled !== true) return null;
  const make = (
    <Button size="small" busy={code.isPending} onClick={() => code.mutate()}>
      {t('settings.slack.code')}
    </Button>
  );
  return (
    <Panel title={t('settings.slack')} actions={make}>
      <div className="grid gap-3">
        <p className="text-sm text-soft">{t('settings.slack.means')}</p>
        {code.data !== undefined && <ShownOnce secret={code.data.command} label={t('settings.slack.command')} />}
        <ul className="grid gap-2">
          {query.data.items.map(({ id, slack_name, linked_at }) => (
            <li key={id} className="flex items-center justify-between gap-3 text-sm">
              <span className="break-all">
                {slack_name} ({id})
              </span>
              <span className="flex items-center gap-3">
                <RelativeTime time={linked_at} />
                <Button size="small" kind="quiet" onClick={() => unlink.mutate(id)}>
                  {t('settings.slack.unlink')}
                </Button>
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}
