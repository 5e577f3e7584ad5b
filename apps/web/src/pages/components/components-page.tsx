import type { ListedComponent } from '@maximus/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Boxes } from 'lucide-react';
import { Link } from 'react-router';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { Page } from '../../app/page.tsx';
import { useAddressFilters } from '../../app/use-address-filters.ts';
import { Badge } from '../../design/badge.tsx';
import { FilterSelect, SearchField } from '../../design/fields.tsx';
import { ListPanel } from '../../design/list-panel.tsx';
import { EmptyState } from '../../design/messages.tsx';
import { Table } from '../../design/table.tsx';
import { CodeText, RelativeTime } from '../../design/texts.tsx';
import { useI18n } from '../../i18n/i18n.tsx';

const ecosystems = ['npm', 'PyPI', 'Go', 'Maven', 'crates.io', 'RubyGems', 'Packagist', 'NuGet'] as const;

/** "Do we have it, and where": every component of the estate. */
export function Component() {
  const { t, number } = useI18n();
  const { api } = useServices();
  const { params, set, clear } = useAddressFilters();
  const q = params.get('q') ?? '';
  const ecosystem = params.get('ecosystem') ?? '';
  const list = useInfiniteQuery({
    queryKey: ['components', q, ecosystem],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const asked = q.trim();
      return bodyOf(
        api.listComponents(
          {
            query: {
              limit: 100,
              ...(asked.startsWith('pkg:') ? { purl: asked } : asked !== '' && { name: asked }),
              ...(ecosystem !== '' && { ecosystem }),
              ...(pageParam !== undefined && { cursor: pageParam }),
            },
          },
          { signal },
        ),
      );
    },
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  return (
    <Page title={t('nav.components')} description={t('component.description')}>
      <ListPanel
        title={t('nav.components')}
        query={list}
        isNarrowed={q !== '' || ecosystem !== ''}
        onClear={clear}
        none={
          <EmptyState icon={Boxes} title={t('component.none')}>
            {t('project.none.means')}
          </EmptyState>
        }
        hidden={{ title: t('component.notHere'), means: t('component.notHere.means') }}
        filters={
          <>
            <SearchField label={t('component.searchExact')} value={q} onChange={(text) => set('q', text)} />
            <FilterSelect
              label={t('component.ecosystem')}
              value={ecosystem}
              onChange={(event) => set('ecosystem', event.target.value)}
              options={[
                { value: '', title: `${t('component.ecosystem')}: ${t('common.all').toLowerCase()}` },
                ...ecosystems.map((one) => ({ value: one, title: one })),
              ]}
            />
          </>
        }
      >
        {(items) => (
          <Table<ListedComponent>
            caption={t('nav.components')}
            rows={items}
            rowKey={({ id }) => id}
            columns={[
              {
                id: 'name',
                title: t('finding.package'),
                cell: (component) => (
                  <>
                    <Link to={`/components/${component.id}`} className="font-semibold hover:text-accent">
                      <CodeText>{component.name}</CodeText>
                    </Link>
                    <CodeText className="block text-soft sm:hidden">
                      {component.version ?? component.requested ?? '?'}
                    </CodeText>
                  </>
                ),
              },
              {
                id: 'version',
                title: t('component.version'),
                from: 'sm',
                cell: ({ version, requested }) => <CodeText>{version ?? requested ?? '?'}</CodeText>,
              },
              {
                id: 'ecosystem',
                title: t('component.ecosystem'),
                from: 'sm',
                cell: ({ ecosystem: of }) => <Badge>{of}</Badge>,
              },
              {
                id: 'projects',
                title: t('nav.projects'),
                align: 'end',
                cell: ({ project_count: count }) => number(count),
              },
              {
                id: 'flaws',
                title: t('component.flaws'),
                align: 'end',
                cell: ({ advisory_count: count }) =>
                  count === 0 ? number(0) : <span className="font-semibold text-high">{number(count)}</span>,
              },
              {
                id: 'seen',
                title: t('component.firstSeen'),
                from: 'md',
                cell: ({ first_seen_at: at }) => <RelativeTime time={at} />,
              },
            ]}
          />
        )}
      </ListPanel>
    </Page>
  );
}
