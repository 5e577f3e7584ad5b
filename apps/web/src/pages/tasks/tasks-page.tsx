import { useSearchParams } from 'react-router';
import { Page } from '../../app/page.tsx';
import { Tabs } from '../../design/tabs.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { LiveTasks } from './live-tasks.tsx';

/** What the server is doing, and what it could not do. */
export function Component() {
  const { t } = useI18n();
  const [params, setParams] = useSearchParams();
  const tab = params.get('tab') === 'dead-letters' ? 'dead-letters' : 'live';
  return (
    <Page title={t('nav.tasks')} description={t('task.description')}>
      <Tabs
        label={t('nav.tasks')}
        value={tab}
        onChange={(next) => setParams(next === 'live' ? {} : { tab: next }, { replace: true })}
        tabs={[
          { id: 'live', title: t('task.live'), content: <LiveTasks /> },
          { id: 'dead-letters', title: t('task.deadLetters'), content: <DeadLetters /> },
        ]}
      />
    </Page>
  );
}
