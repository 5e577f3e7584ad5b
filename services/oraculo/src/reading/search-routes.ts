import { type AdvisoryAnswer, type ApvStatus, getAdvisory, type SearchHit, search } from '@maximus/contracts';
import { okAnswer, type Route, route } from '@maximus/http';
import { apvsOfNames, searchApvs, searchComponents, searchProjects, wireId } from '@maximus/storage';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { priorities, severityRanks } from '../rules/urgency.ts';

/** Search over everything, and advisories by id out of the live index. */
export function searchRoutes(parts: Parts): Route[] {
  return [
    route(search, async ({ query: { q, kind, limit } }) => {
      const wanted = (each: SearchHit['kind']) => kind === undefined || kind === each;
      const found = await Promise.all([
        wanted('project') ? projectHits(parts, q, limit) : [],
        wanted('apv') ? apvHits(parts, q, limit) : [],
        wanted('component') ? componentHits(parts, q, limit) : [],
        wanted('advisory') ? advisoryHits(parts, q) : [],
      ]);
      return okAnswer({ q, hits: found.flat() });
    }),
    route(getAdvisory, async ({ params }) => okAnswer(await advisoryOf(parts, params.id))),
  ];
}

async function projectHits({ database }: Parts, text: string, limit: number): Promise<SearchHit[]> {
  return (await searchProjects(database, text, limit)).map(({ id, slug, name }) => {
    const wire = wireId('prj', id);
    return { kind: 'project', id: wire, slug, name, link: `/api/estate/projects/${wire}` };
  });
}

async function componentHits({ database }: Parts, text: string, limit: number): Promise<SearchHit[]> {
  return (await searchComponents(database, text, limit)).map(({ id, purl, name, ecosystem, version }) => {
    const wire = wireId('cmp', id);
    const link = `/api/estate/components/${wire}`;
    return { kind: 'component', id: wire, purl, name, ecosystem, ...(version !== null && { version }), link };
  });
}

async function apvHits({ database }: Parts, text: string, limit: number): Promise<SearchHit[]> {
  return (await searchApvs(database, text, limit)).map((row) => {
    const id = wireId('apv', row.id);
    return {
      kind: 'apv',
      id,
      code: row.code,
      primary_id: row.primary_id,
      summary: row.summary,
      severity: severityRanks[row.severity_rank] ?? 'unknown',
      priority: priorities[row.priority] ?? 'medium',
      status: row.status as ApvStatus,
      link: `/api/adaptive-immunity/apvs/${id}`,
    };
  });
}

async function advisoryHits(parts: Parts, text: string): Promise<SearchHit[]> {
  if (text.length > 128) return [];
  using lease = parts.index.tryLease();
  const index = lease?.live.index;
  const group = index?.groupOf(text);
  if (index === undefined || group === undefined) return [];
  const id = group.recordIds.find((each) => each.toLowerCase() === text.toLowerCase()) ?? group.recordIds[0];
  if (id === undefined) return [];
  const apv = (await apvsOfNames(parts.database, [group.primaryId])).get(group.primaryId.toLowerCase());
  const summary = group.recordIds.map((each) => index.brief(each)?.summary).find((each) => each !== undefined);
  return [
    {
      kind: 'advisory',
      id,
      primary_id: group.primaryId,
      summary: summary ?? group.primaryId,
      ...(apv !== undefined && { apv_id: wireId('apv', apv.id) }),
      link: `/api/oraculo/advisories/${encodeURIComponent(id)}`,
    },
  ];
}

async function advisoryOf(parts: Parts, text: string): Promise<AdvisoryAnswer> {
  using lease = parts.index.lease();
  const { index, generation } = lease.live;
  const group = index.groupOf(text);
  const id = group?.recordIds.find((each) => each.toLowerCase() === text.toLowerCase()) ?? group?.recordIds[0];
  const record = id === undefined ? undefined : index.record(id);
  if (group === undefined || record === undefined)
    throw errors.advisory_not_found(`the live index has no advisory "${text}"`);
  const apv = (await apvsOfNames(parts.database, [record.id, group.primaryId])).values().next().value;
  const kev = group.ids.map((each) => index.kev(each)).find((each) => each !== undefined);
  const epss = group.ids.flatMap((each) => index.epss(each) ?? []).sort((a, b) => b.probability - a.probability)[0];
  return {
    id: record.id,
    record: record as unknown as Record<string, unknown>,
    kind: kindOf(index, record),
    group: { primary_id: group.primaryId, ids: [...group.ids], record_ids: [...group.recordIds] },
    ...(kev !== undefined && { kev }),
    ...(epss !== undefined && { epss }),
    ...(apv !== undefined && { apv: { id: wireId('apv', apv.id), code: apv.code, status: apv.status as ApvStatus } }),
    index_generation: generation,
  };
}

/** As the index has it for the packages that the record names; a record that names none says nothing of malware. */
function kindOf(
  index: {
    lookup(ecosystem: string, name: string): readonly { readonly id: string; readonly kind: AdvisoryAnswer['kind'] }[];
  },
  {
    id,
    affected,
  }: { readonly id: string; readonly affected?: readonly { readonly package?: { ecosystem: string; name: string } }[] },
): AdvisoryAnswer['kind'] {
  for (const { package: named } of affected?.slice(0, 20) ?? []) {
    const entry = named && index.lookup(named.ecosystem, named.name).find((each) => each.id === id);
    if (entry !== undefined) return entry.kind;
  }
  return 'vulnerability';
}
