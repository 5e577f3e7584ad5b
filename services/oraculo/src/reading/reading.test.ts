import {
  type AdvisoryAnswer,
  type ApvSummary,
  type ComponentUse,
  type DependencyPaths,
  diffSnapshots,
  type Finding,
  type FindingSummary,
  findingSorts,
  getAdvisory,
  getFinding,
  getFindingPaths,
  getStats,
  getTrends,
  type ListedComponent,
  listApvs,
  listComponentProjects,
  listComponents,
  listFindingHistory,
  listFindings,
  listSnapshotComponents,
  listSnapshots,
  type OraculoStats,
  type SearchHit,
  type Snapshot,
  type SnapshotDiff,
  type StateChange,
  search,
  type Trends,
} from '@maximus/contracts';
import { parseId } from '@maximus/kernel';
import { noteConfirmations } from '@maximus/storage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ExamplesEstate, openExamplesEstate } from '../testing/examples-estate.ts';

interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
  readonly total?: number;
}

let estate: ExamplesEstate;
let findings: readonly FindingSummary[];

beforeAll(async () => {
  estate = await openExamplesEstate();
  findings = await all({});
}, 180_000);
afterAll(() => estate[Symbol.asyncDispose]());

async function all(query: object, limit = 200): Promise<readonly FindingSummary[]> {
  const items: FindingSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await estate.read<Page<FindingSummary>>(listFindings, {
      query: { ...query, limit: String(limit), ...(cursor !== undefined && { cursor }) },
    });
    items.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

const idsOf = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id).sort();

describe('findings', () => {
  test.each(findingSorts.flatMap((sort) => [sort, `-${sort}`]))(
    'by %s, the pages put together are the whole list, each finding once',
    async (sort) => {
      expect(findings.length).toBeGreaterThan(10);
      const paged = await all({ sort }, 7);
      expect(idsOf(paged)).toEqual(idsOf(findings));
      const whole = await all({ sort });
      expect(paged.map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
      const turned = await all({ sort: sort.startsWith('-') ? sort.slice(1) : `-${sort}` });
      const isNullable = sort.endsWith('cvss') || sort.endsWith('epss');
      if (!isNullable) expect(turned.map(({ id }) => id).reverse()).toEqual(whole.map(({ id }) => id));
    },
  );

  test.each<[string, (finding: FindingSummary) => string | boolean]>([
    ['severity', (finding) => finding.severity],
    ['priority', (finding) => finding.priority],
    ['ecosystem', (finding) => finding.ecosystem],
    ['scope', (finding) => finding.scope],
    ['status', (finding) => finding.status],
    ['project', (finding) => finding.project_slug],
    ['package', (finding) => finding.package],
    ['kev', (finding) => finding.in_kev],
    ['direct', (finding) => finding.direct],
    ['apv', (finding) => finding.apv_code],
    ['team', (finding) => `team-${finding.project_slug}`],
  ])('by %s, each value has its own findings, and together they are all', async (name, of) => {
    for (const value of new Set(findings.map(of))) {
      const wanted = findings.filter((finding) => of(finding) === value);
      for (const sort of ['priority', '-changed'])
        expect(idsOf(await all({ [name]: String(value), sort }, 9))).toEqual(idsOf(wanted));
    }
  });

  test('what is not there has none, and a cursor of another sort is refused', async () => {
    expect(await all({ project: 'nothing' })).toEqual([]);
    expect(await all({ team: 'nothing' })).toEqual([]);
    expect(await all({ apv: 'CVE-1999-0001' })).toEqual([]);
    const first = await estate.read<Page<FindingSummary>>(listFindings, { query: { limit: '1' } });
    const other = estate.read(listFindings, { query: { sort: 'cvss', cursor: first.next_cursor } });
    await expect(other).rejects.toMatchObject({ code: 'http.bad_cursor' });
  });

  test('one shows why it matches, where it stands, and the shortest path to it', async () => {
    const transitive = findings.find(({ direct, ecosystem }) => !direct && ecosystem === 'npm');
    const params = { id: transitive?.id ?? '' };
    const finding = await estate.read<Finding>(getFinding, { params });
    expect(finding.matched_advisories.length).toBeGreaterThan(0);
    const [place] = finding.occurrences;
    expect(place?.path.at(-1)).toBe(`${finding.package}@${finding.locked_version}`);
    expect(place?.path.length).toBeGreaterThan(1);
    const paths = await estate.read<DependencyPaths>(getFindingPaths, { params });
    expect(paths.files[0]?.paths[0]).toEqual(place?.path);
    expect(paths.files.flatMap((file) => file.paths).length).toBeLessThanOrEqual(20);
    const history = await estate.read<Page<StateChange>>(listFindingHistory, { params });
    expect(history.items.at(-1)).toMatchObject({ to: 'suspected', actor: 'oraculo', version: 1 });
    await expect(estate.read(getFinding, { params: { id: 'fnd_nothing' } })).rejects.toMatchObject({
      code: 'oraculo.finding_not_found',
    });
  });

  test('one shows how the code of the project uses it once that was looked at', async () => {
    const [{ id } = { id: '' }] = findings;
    const unseen = await estate.read<Finding>(getFinding, { params: { id } });
    expect(unseen.use).toBeUndefined();
    const use = {
      state: 'reachable',
      verdict: 'reachable',
      confidence: 0.9,
      reason: 'the flawed load is called',
      rule_version: 'symbols/1',
      locations: [{ file: 'src/a.js', line: 3, snippet: 'load(text)', symbol: 'load' }],
      checked_at: '2026-01-01T00:00:00.000Z',
    } as const;
    const note = { id: parseId('fnd', id) ?? '', confirmation: {}, reachability: { state: use.state, detail: use } };
    await estate.database.transaction((tx) => noteConfirmations(tx, [note]));
    const seen = await estate.read<Finding>(getFinding, { params: { id } });
    expect(seen.use).toEqual(use);
  });
});

describe('components', () => {
  test('who has it: by package URL with and without version, by name in any spelling', async () => {
    const [finding] = findings.filter(({ ecosystem }) => ecosystem === 'npm');
    const { package: name, locked_version: version } = finding as FindingSummary;
    const list = async (query: object) => (await estate.read<Page<ListedComponent>>(listComponents, { query })).items;
    const [exact] = await list({ purl: `pkg:npm/${name}@${version}` });
    expect(exact).toMatchObject({ name, version, ecosystem: 'npm' });
    expect(exact?.advisory_count).toBeGreaterThan(0);
    expect(await list({ purl: `pkg:npm/${name}` })).toContainEqual(exact);
    expect(await list({ name: name.toUpperCase() })).toContainEqual(exact);
    expect(await list({ name, ecosystem: 'npm', version })).toEqual([exact]);
    const uses = await estate.read<Page<ComponentUse>>(listComponentProjects, { params: { id: exact?.id } });
    expect(uses.items).toContainEqual(expect.objectContaining({ slug: finding?.project_slug }));
    expect(uses.items).toHaveLength(exact?.project_count ?? -1);
    await expect(list({ version: '1.0.0' })).rejects.toMatchObject({ code: 'http.bad_request' });
  });

  test.each(['purl', '-purl', 'first_seen', '-first_seen'])('by %s, pages put together are the list', async (sort) => {
    const ids: string[] = [];
    let cursor: string | null | undefined;
    do {
      const query = { sort, limit: '20', ...(cursor !== undefined && { cursor }) };
      const page: Page<ListedComponent> = await estate.read(listComponents, { query });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe((await estate.read<OraculoStats>(getStats)).components);
  });
});

test('snapshots are listed with what they held, and compared', async () => {
  const params = { id: 'npm-shop' };
  const [snapshot] = (await estate.read<Page<Snapshot>>(listSnapshots, { params })).items;
  expect(snapshot).toMatchObject({ status: 'complete' });
  const id = snapshot?.id ?? '';
  const held = await estate.read<Page<{ name: string }>>(listSnapshotComponents, {
    params: { id },
    query: { limit: '5' },
  });
  expect(held.total).toBeGreaterThanOrEqual(snapshot?.component_count ?? 0);
  const query = { limit: '5', cursor: held.next_cursor };
  const next = await estate.read<Page<{ name: string }>>(listSnapshotComponents, { params: { id }, query });
  expect(next.items).not.toEqual(held.items);
  const diff = await estate.read<SnapshotDiff>(diffSnapshots, { params: { a: id, b: id } });
  expect(diff.counts).toEqual({ added: 0, removed: 0, changed: 0 });
  const [other] = (await estate.read<Page<Snapshot>>(listSnapshots, { params: { id: 'go-gateway' } })).items;
  const unrelated = estate.read(diffSnapshots, { params: { a: id, b: other?.id } });
  await expect(unrelated).rejects.toMatchObject({ code: 'oraculo.snapshots_unrelated' });
});

test('a search finds projects, components, APVs and advisories at once', async () => {
  const hits = async (q: string) => (await estate.read<{ hits: readonly SearchHit[] }>(search, { query: { q } })).hits;
  expect(await hits('npm-sh')).toContainEqual(expect.objectContaining({ kind: 'project', slug: 'npm-shop' }));
  const [finding] = findings;
  const id = finding?.primary_id ?? '';
  const byId = await hits(id.toLowerCase());
  expect(byId.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['apv', 'advisory']));
  expect(await hits(id.slice(0, 10))).toContainEqual(expect.objectContaining({ kind: 'apv' }));
  expect(await hits(finding?.package.slice(0, 4) ?? '')).toContainEqual(expect.objectContaining({ kind: 'component' }));
  for (const q of ["'", '%', '\\', 'a & !', ':*', '"', '_', '🦀', '((']) expect(await hits(q)).toBeInstanceOf(Array);
});

test('an advisory is found under each of its names', async () => {
  const [apv] = (await estate.read<Page<ApvSummary>>(listApvs)).items;
  for (const id of [apv?.primary_id ?? '', ...(apv?.aliases ?? [])]) {
    const answer = await estate.read<AdvisoryAnswer>(getAdvisory, { params: { id: id.toLowerCase() } });
    expect(answer.apv).toMatchObject({ id: apv?.id });
    expect(answer.group.ids).toContain(answer.id);
  }
  await expect(estate.read(getAdvisory, { params: { id: 'CVE-1999-0001' } })).rejects.toMatchObject({
    code: 'oraculo.advisory_not_found',
  });
});

test('trends and counters agree with the lists', async () => {
  const apvs = (await estate.read<Page<ApvSummary>>(listApvs, { query: { limit: '200' } })).items;
  const stats = await estate.read<OraculoStats>(getStats);
  expect(stats).toMatchObject({ projects: 3, apvs: apvs.length, scans: { total: 3 } });
  expect(stats.open_findings).toBe((await all({ open: 'true' })).length);
  for (const range of ['24h', '7d', '30d', '90d']) {
    const { points } = await estate.read<Trends>(getTrends, { query: { range } });
    const last = points.at(-1);
    const before = points.at(-2);
    // The hour may have turned between the scans and now.
    expect((last?.detected ?? 0) + (before?.detected ?? 0)).toBe(apvs.length);
    const open = Object.values(last?.open_by_priority ?? {}).reduce((a, b) => a + b, 0);
    expect(open).toBe(apvs.length);
  }
  const own = await estate.read<Trends>(getTrends, { query: { range: '7d', project: 'npm-shop' } });
  const open = Object.values(own.points.at(-1)?.open_by_priority ?? {}).reduce((a, b) => a + b, 0);
  expect(open).toBe(findings.filter(({ project_slug }) => project_slug === 'npm-shop').length);
});
