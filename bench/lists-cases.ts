import {
  type Endpoint,
  getProject,
  getStats,
  getTrends,
  listApvFindings,
  listApvs,
  listComponentProjects,
  listComponents,
  listFindings,
  listProjects,
  listScans,
  search,
} from '@maximus/contracts';

/** One list with every sort it offers and filters of very different width. */
export interface ListCase {
  readonly endpoint: Endpoint;
  readonly filters: readonly Readonly<Record<string, string>>[];
  readonly params?: Readonly<Record<string, string>>;
}

const of = (name: string, ...values: string[]) => values.map((value) => ({ [name]: value }));
const teams = of('team', 'platform', 'team-17', 'no-such-team');
const projects = of('project', 'project-00017', 'project-09001');

/** Every list of the read side. Names are those that lists-fill.ts makes. */
export function listCases(ids: { readonly component: string; readonly apv: string }): readonly ListCase[] {
  return [
    {
      endpoint: listFindings,
      filters: [
        {},
        ...of('status', 'suspected', 'could_not_check', 'confirmed', 'remediating', 'delivered', 'not_affected'),
        ...of('status', 'accepted', 'resolved', 'retracted'),
        ...of('open', 'true', 'false'),
        ...of('priority', 'critical', 'high', 'medium', 'low'),
        ...of('severity', 'critical', 'high', 'medium', 'low', 'none', 'unknown'),
        ...of('ecosystem', 'npm', 'Go', 'NuGet', 'Hex'),
        ...of('scope', 'prod', 'dev', 'optional', 'peer', 'unknown'),
        ...of('kev', 'true', 'false'),
        ...of('direct', 'true'),
        ...projects,
        ...teams,
        ...of('service', 'service-3'),
        ...of('apv', ids.apv),
        { status: 'confirmed', severity: 'low' },
        { kev: 'true', scope: 'dev' },
        { ecosystem: 'Go', priority: 'critical', open: 'true' },
        { team: 'team-17', status: 'delivered' },
        { team: 'platform', severity: 'none', scope: 'dev' },
      ],
    },
    {
      endpoint: listApvs,
      filters: [
        {},
        ...of('status', 'detected', 'confirmed', 'withdrawn'),
        ...of('priority', 'critical', 'low'),
        ...of('severity', 'critical', 'none', 'unknown'),
        ...of('ecosystem', 'npm', 'NuGet'),
        ...of('package', 'package-77', 'nothing'),
        ...projects,
        ...teams,
        ...of('service', 'service-3'),
        ...of('kev', 'true', 'false'),
        ...of('check_state', 'ok', 'stale'),
        ...of('since', '2026-11-01T00:00:00Z'),
        ...of('q', 'flaw', 'kind 17', 'CVE-2020-10200'),
      ],
    },
    {
      endpoint: listComponents,
      filters: [
        {},
        ...of('purl', 'pkg:npm/aa-package-0', 'pkg:npm/aa-package-0@1.0.0', 'pkg:npm/nothing'),
        ...of('name', 'aa-package-0', 'nothing'),
        ...of('ecosystem', 'npm', 'Go', 'NuGet', 'Hex'),
        { name: 'aa-package-0', ecosystem: 'npm' },
        { name: 'aa-package-0', version: '2.1.0' },
      ],
    },
    {
      endpoint: listProjects,
      filters: [
        {},
        ...of('team', 'platform', 'team-17'),
        ...of('source', 'git', 'path'),
        ...of('check_state', 'ok', 'unknown'),
        ...of('q', 'project-017', 'nothing'),
        ...of('archived', 'true'),
      ],
    },
    {
      endpoint: listScans,
      filters: [
        {},
        ...of('state', 'succeeded', 'cancelled', 'queued'),
        ...of('project', 'project-00017'),
        { project: 'project-00017', state: 'failed' },
      ],
    },
    { endpoint: listComponentProjects, filters: [{}], params: { id: ids.component } },
    { endpoint: listApvFindings, filters: [{}], params: { id: ids.apv } },
    {
      endpoint: search,
      filters: of(
        'q',
        'a',
        'aa-package',
        'project-0',
        'CVE-2020',
        'flaw kind',
        'pkg:npm/',
        'service',
        'nothing at all',
      ),
    },
    { endpoint: getTrends, filters: [...of('range', '24h', '90d'), { range: '90d', project: 'project-00017' }] },
    { endpoint: getStats, filters: [{}] },
    { endpoint: getProject, filters: [{}], params: { id: 'project-00017' } },
  ];
}

/** The sorts that a list offers; `undefined` for one without. */
export function sortsOf({ query }: Endpoint): readonly (string | undefined)[] {
  const sort = query?.shape['sort'] as { unwrap(): { options: readonly string[] } } | undefined;
  return sort === undefined ? [undefined] : sort.unwrap().options;
}
