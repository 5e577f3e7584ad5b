import { planFinding, type RemedyPlan, remediateApv, remediateByEureka } from '@maximus/contracts';
import { acceptedAnswer, okAnswer, type Route, route } from '@maximus/http';
import { parseId } from '@maximus/kernel';
import {
  findApv,
  findingsToRemedy,
  findingsWithFacts,
  findProject,
  livePatchStatuses,
  patchQuery,
  projectOfFinding,
  projectsOfApv,
  toPatchSummary,
  wireId,
} from '@maximus/storage';
import { errors } from '../errors.ts';
import { enqueueProject } from '../jobs.ts';
import type { Parts } from '../parts.ts';
import { planOnly } from '../planning/dry-run.ts';

/** Requests for remedies and dry runs (eureka.md §12). */
export function remediateRoutes(parts: Parts): Route[] {
  const remediate = route(remediateApv, async ({ params, body, correlationId, signal }) =>
    acceptedAnswer(await remediated(parts, params.id, body, correlationId, signal)),
  );
  return [
    remediate,
    { endpoint: remediateByEureka, handle: remediate.handle },
    route(planFinding, async ({ params, signal }) => {
      const uuid = parseId('fnd', params.id);
      const [finding] = uuid === undefined ? [] : await findingsWithFacts(parts.database, [uuid]);
      const project = uuid === undefined ? undefined : await projectOfFinding(parts.database, uuid);
      if (finding === undefined || project === undefined)
        throw errors.finding_not_found(`there is no finding "${params.id.slice(0, 64)}"`);
      const plans = await planOnly(parts, project, [finding], { signal });
      return okAnswer({ finding_id: wireId('fnd', finding.id), plans });
    }),
  ];
}

async function remediated(
  parts: Parts,
  id: string,
  asked: {
    readonly project_id?: string | undefined;
    readonly rungs?: readonly string[] | undefined;
    readonly mode: string;
  },
  correlationId: string,
  signal: AbortSignal,
) {
  const { database } = parts;
  const apv = await findApv(database, { uuid: parseId('apv', id), text: id });
  if (apv === undefined) throw errors.apv_not_found(`there is no APV "${id.slice(0, 128)}"`);
  const only = asked.project_id === undefined ? undefined : await findProject(database, asked.project_id);
  if (asked.project_id !== undefined && only === undefined)
    throw errors.project_not_found(`there is no project "${asked.project_id.slice(0, 128)}"`);
  const affected = await projectsOfApv(database, apv.id);
  const wanted = only === undefined ? affected : affected.filter(({ id: uuid }) => uuid === only.id);
  const rungs = asked.rungs;
  if (asked.mode === 'plan') {
    const plans: { project: string; plans: readonly RemedyPlan[] }[] = [];
    for (const { id: uuid, key } of wanted.slice(0, 20)) {
      const project = await findProject(database, wireId('prj', uuid));
      if (project === undefined) continue;
      const findings = (await findingsToRemedy(database, key)).filter(({ apvId }) => apvId === apv.id);
      plans.push({ project: project.slug, plans: await planOnly(parts, project, findings, { rungs, signal }) });
    }
    return { patch_ids: [], projects: [], plans };
  }
  for (const { id: uuid, priority } of wanted) {
    const job = {
      project_id: uuid,
      correlation_id: correlationId,
      asked: true,
      apv_id: apv.id,
      ...(rungs && { rungs }),
    };
    await enqueueProject(parts.jobs, job, { priority });
  }
  const live = await patchQuery(database, { apvId: apv.id, statuses: livePatchStatuses }).limit(200).execute();
  return {
    patch_ids: live.map((row) => toPatchSummary(row).id),
    projects: wanted.map(({ id: uuid }) => wireId('prj', uuid)),
  };
}
