import type { Project } from '@maximus/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download, ScanSearch } from 'lucide-react';
import { useParams, useSearchParams } from 'react-router';
import { useActions } from '../../actions/use-actions.tsx';
import { bodyOf } from '../../api/failures.ts';
import { useServices } from '../../api/use-services.tsx';
import { PanelBoundary } from '../../app/crashed-page.tsx';
import { Page } from '../../app/page.tsx';
import { openFindings } from '../../charts/heat.ts';
import { Badge } from '../../design/badge.tsx';
import { Button } from '../../design/button.tsx';
import { Panel } from '../../design/card.tsx';
import { Menu } from '../../design/menu.tsx';
import { QueryView } from '../../design/query-view.tsx';
import { Tabs } from '../../design/tabs.tsx';
import { CodeText, Facts, RelativeTime } from '../../design/texts.tsx';
import { useToast } from '../../design/toast.tsx';
import { CheckStateBadge } from '../../design/vocabulary-badges.tsx';
import { useI18n } from '../../i18n/i18n.tsx';
import { useChannel } from '../../live/use-channel.ts';
import { useOncePerSecond } from '../../live/use-once-per-second.ts';
import { useHasRole } from '../../session/use-session.ts';
import { ProjectCheck } from './project-check.tsx';
import { ProjectFindings } from './project-findings.tsx';
import { ProjectInventory } from './project-inventory.tsx';
import { ProjectSnapshots } from './project-snapshots.tsx';
import { ProjectTrend } from './project-trend.tsx';

const tabs = ['findings', 'inventory', 'snapshots', 'about'] as const;

/** What can be had of a project as a file. */
const downloads = [
  ['CycloneDX (JSON)', 'sbom?format=cyclonedx-json'],
  ['CycloneDX (XML)', 'sbom?format=cyclonedx-xml'],
  ['SPDX (JSON)', 'sbom?format=spdx-json'],
  ['OpenVEX', 'vex?format=openvex'],
  ['CycloneDX VEX', 'vex?format=cyclonedx'],
  ['SARIF', 'report?format=sarif'],
  ['HTML', 'report?format=html'],
  ['CSV', 'report?format=csv'],
] as const;

/** One project: what it is made of, what is wrong with it, how far its check got, how it went over time. */
export function Component() {
  const { t } = useI18n();
  const { id = '' } = useParams();
  const { api } = useServices();
  const queries = useQueryClient();
  const project = useQuery({
    queryKey: ['project', id],
    queryFn: ({ signal }) => bodyOf(api.getProject({ params: { id } }, { signal })),
  });
  const refresh = useOncePerSecond(() => {
    void queries.invalidateQueries({ queryKey: ['project', id] });
    void queries.invalidateQueries({ queryKey: ['findings'] });
  });
  const own = project.data?.id;
  useChannel('tasks', {
    message: ({ data }) => {
      if (data['subject'] === own) refresh();
    },
    resync: refresh,
    poll: refresh,
  });
  const back = { to: '/projects', title: t('nav.projects') };
  if (project.data === undefined) {
    return (
      <Page title={id} back={back}>
        <QueryView query={project}>{() => null}</QueryView>
      </Page>
    );
  }
  return <ProjectDetail project={project.data} back={back} />;
}

function ProjectDetail({
  project,
  back,
}: {
  readonly project: Project;
  readonly back: { readonly to: string; readonly title: string };
}) {
  const { t, number, failed } = useI18n();
  const { api, baseUrl } = useServices();
  const queries = useQueryClient();
  const toast = useToast();
  const [params, setParams] = useSearchParams();
  const tab = tabs.find((one) => one === params.get('tab')) ?? 'findings';
  const refusal = useHasRole('operator') ? undefined : t('common.needsRole', { role: t('vocabulary.role.operator') });
  const scan = useMutation({
    mutationFn: () => bodyOf(api.scanProject({ params: { id: project.id } })),
    onSuccess: ({ joined }) => {
      toast({ tone: 'good', title: t(joined ? 'project.scan.joined' : 'project.scan.asked') });
      void queries.invalidateQueries({ queryKey: ['project', project.slug] });
    },
    onError: (error) => toast({ tone: 'bad', title: failed(error) }),
  });
  useActions([
    {
      id: 'project.scan',
      title: t('project.scan'),
      keys: ['r'],
      scope: 'page',
      available: () => refusal ?? true,
      run: () => scan.mutate(),
    },
  ]);
  return (
    <Page
      title={project.name}
      back={back}
      description={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <CheckStateBadge state={project.check_state} />
          <Badge>{t(`project.source.${project.source.kind}`)}</Badge>
          <Badge>
            {t('project.exposure')}: {t(`project.exposure.${project.exposure}`).toLowerCase()}
          </Badge>
          <span>{t('overview.heat.open', { n: openFindings(project) })}</span>
          <span>{t('overview.heat.components', { n: number(project.component_count) })}</span>
          {project.last_scan_at !== undefined && (
            <span>
              {t('project.scanned')} <RelativeTime time={project.last_scan_at} />
            </span>
          )}
        </span>
      }
      actions={
        <>
          <Menu
            label={t('common.download')}
            trigger={<Button icon={<Download aria-hidden className="size-4" />}>{t('common.download')}</Button>}
            items={downloads.map(([title, path]) => ({
              id: path,
              title,
              run: () => location.assign(`${baseUrl}/api/estate/projects/${project.id}/${path}`),
            }))}
          />
          <Button
            kind="primary"
            icon={<ScanSearch aria-hidden className="size-4" />}
            busy={scan.isPending}
            refusal={refusal}
            onClick={() => scan.mutate()}
          >
            {t('project.scan')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <ProjectCheck project={project} />
        <PanelBoundary>
          <ProjectTrend project={project} />
        </PanelBoundary>
        <Tabs
          label={project.name}
          value={tab}
          onChange={(next) => setParams(next === 'findings' ? {} : { tab: next }, { replace: true })}
          tabs={[
            { id: 'findings', title: t('project.findings'), content: <ProjectFindings project={project} /> },
            { id: 'inventory', title: t('project.inventory'), content: <ProjectInventory project={project} /> },
            { id: 'snapshots', title: t('project.snapshots'), content: <ProjectSnapshots project={project} /> },
            { id: 'about', title: t('project.about'), content: <About project={project} /> },
          ]}
        />
      </div>
    </Page>
  );
}

function About({ project }: { readonly project: Project }) {
  const { t, duration } = useI18n();
  return (
    <Panel title={t('project.about')}>
      <Facts
        facts={[
          ['ID', <CodeText key="id">{project.id}</CodeText>],
          [t('project.source'), <CodeText key="source">{project.source.location}</CodeText>],
          [t('project.ref'), project.source.ref ?? project.default_branch ?? t('common.none')],
          [t('project.team'), project.team ?? t('common.none')],
          [t('project.services'), project.services.join(', ')],
          [t('project.exposure'), t(`project.exposure.${project.exposure}`)],
          [t('project.criticality'), t(`project.criticality.${project.criticality}`)],
          [
            t('project.period'),
            project.scan_period_seconds === undefined
              ? t('project.period.default')
              : duration(project.scan_period_seconds),
          ],
          [
            t('project.next'),
            project.next_scan_at === undefined ? (
              t('common.none')
            ) : (
              <RelativeTime key="next" time={project.next_scan_at} />
            ),
          ],
        ]}
      />
    </Panel>
  );
}
