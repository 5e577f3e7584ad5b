/** Documents: a project's bill of materials, VEX and report, and whole lists as streams. Read list-document.ts first. */
import {
  exportApvs,
  exportFindings,
  getProjectReport,
  getProjectSbom,
  getProjectVex,
  type ListFormat,
} from '@maximus/contracts';
import { type Answer, type Route, route } from '@maximus/http';
import { type ApvFilter, apvsByUuid, type FindingFilter, placesOfFindings } from '@maximus/storage';
import { toApvSummary } from '../apvs/apv-document.ts';
import type { Parts } from '../parts.ts';
import { projectNamed } from '../projects/manage-projects.ts';
import { findingFilterOf } from '../reading/finding-routes.ts';
import { apvFilterOf } from '../rest/apv-list.ts';
import { apvsCsv, findingsCsv } from './csv-lists.ts';
import { cyclonedxVex } from './cyclonedx-lists.ts';
import { jsonList, listAnswer, type Texts } from './list-document.ts';
import { projectReport } from './project-report.ts';
import { type Document, projectSbom } from './project-sbom.ts';
import { sarifApvResult, sarifResult, sarifRule, sarifRun } from './sarif-lists.ts';
import { apvPages, apvSummaries, each, findingPages, uuidOf } from './walks.ts';

/** Every route of the exports. */
export function exportRoutes(parts: Parts): Route[] {
  return [
    route(getProjectSbom, async ({ params, query }) => {
      const project = await projectNamed(parts, params.id);
      return documentAnswer(project.slug, await projectSbom(parts, project, query.format));
    }),
    route(getProjectVex, async ({ params, query }) => {
      const project = await projectNamed(parts, params.id);
      return documentAnswer(`${project.slug}.vex`, await projectReport(parts, project, query.format));
    }),
    route(getProjectReport, async ({ params, query }) => {
      const project = await projectNamed(parts, params.id);
      return documentAnswer(project.slug, await projectReport(parts, project, query.format));
    }),
    route(exportFindings, async ({ query: { format, ...query } }) => {
      const filter = await findingFilterOf(parts, query);
      return listAnswer('findings', format, findingTexts(parts, format, filter));
    }),
    route(exportApvs, async ({ query: { format, ...query } }) => {
      const filter = await apvFilterOf(parts, query);
      return listAnswer('apvs', format, apvTexts(parts, format, filter));
    }),
  ];
}

function documentAnswer(name: string, { text, mediaType, extension }: Document): Answer {
  const type = mediaType === 'text/html' || mediaType === 'text/csv' ? `${mediaType}; charset=utf-8` : mediaType;
  const headers = { 'content-type': type, 'content-disposition': `attachment; filename="${name}.${extension}"` };
  return { status: 200, headers, body: text };
}

function findingTexts(parts: Parts, format: ListFormat, filter: FindingFilter): Texts {
  const pages = () => findingPages(parts, filter);
  if (format === 'csv') return findingsCsv(each(pages()));
  if (format === 'json') return jsonList(headOf(parts, 'findings'), each(pages()), ']}\n');
  if (format === 'cyclonedx') return cyclonedxVex(parts, apvPages(parts, {}), filter);
  // Of the flaws only their ids are held, thousands for a million findings.
  const named = new Set<string>();
  const results = async function* () {
    for await (const page of pages()) {
      const places = await placesOfFindings(
        parts.database,
        page.map(({ id }) => uuidOf('fnd', id)),
      );
      for (const finding of page) {
        named.add(finding.apv_id);
        yield sarifResult(finding, places.get(uuidOf('fnd', finding.id)));
      }
    }
  };
  const rules = async function* () {
    const ids = [...named].map((id) => uuidOf('apv', id));
    for (let at = 0; at < ids.length; at += 200)
      for (const row of await apvsByUuid(parts.database, ids.slice(at, at + 200))) yield sarifRule(toApvSummary(row));
  };
  return sarifRun(parts.version, results(), rules);
}

function apvTexts(parts: Parts, format: ListFormat, filter: ApvFilter): Texts {
  const summaries = () => apvSummaries(apvPages(parts, filter));
  if (format === 'csv') return apvsCsv(summaries());
  if (format === 'json') return jsonList(headOf(parts, 'apvs'), summaries(), ']}\n');
  if (format === 'cyclonedx') {
    const { projectKeys } = filter;
    return cyclonedxVex(parts, apvPages(parts, filter), { ...(projectKeys !== undefined && { projectKeys }) });
  }
  const mapped = async function* (of: typeof sarifRule) {
    for await (const apv of summaries()) yield of(apv);
  };
  return sarifRun(parts.version, mapped(sarifApvResult), () => mapped(sarifRule));
}

function headOf(parts: Parts, of: string): string {
  const generated = new Date(parts.clock.now()).toISOString();
  return `{"schema":"maximus.${of}/1","generated_at":"${generated}","items":[`;
}
