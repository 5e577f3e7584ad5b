import { setImmediate as turn } from 'node:timers/promises';
import { osvQuery, osvQueryBatch, osvVulnerability } from '@maximus/contracts';
import { type Answer, okAnswer, type Route, route } from '@maximus/http';
import { unwrap } from '@maximus/kernel';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { fromLive } from './live-answers.ts';
import type { Admit } from './open-networks.ts';
import { type OsvPage, pageFor } from './osv-page.ts';
import { readQuestion } from './osv-question.ts';

const mostQueries = 1_000;
/** Queries of a batch between two turns of the event loop. */
const atOnce = 25;

/** gRPC's UNIMPLEMENTED, which OSV's errors carry. */
const noCommits: Answer = {
  status: 501,
  body: { code: 12, message: 'queries by commit are not supported here; ask by package and version' },
};

/** OSV's API, answered from the live index (oraculo.md §8). */
export function osvRoutes(parts: Parts, admit: Admit): Route[] {
  return [
    route(osvQuery, async ({ body, principal }) => {
      admit(principal);
      return fromLive(parts, (live) => {
        const question = unwrap(readQuestion(body));
        if (question.kind === 'commit') return noCommits;
        const page = pageFor(live, question);
        const vulns = page.ids.flatMap((id) => live.index.record(id) ?? []);
        return okAnswer({ vulns, ...nextOf(page) }, doubts(page.undecided));
      });
    }),
    route(osvQueryBatch, async ({ body, principal }) => {
      admit(principal);
      const { queries } = body;
      if (!Array.isArray(queries)) throw errors.query_refused('"queries" is missing');
      if (queries.length > mostQueries) throw errors.query_refused(`a batch has at most ${mostQueries} queries`);
      return fromLive(parts, async (live) => {
        const results: object[] = [];
        let undecided = 0;
        for (const [place, query] of queries.entries()) {
          if (place % atOnce === atOnce - 1) await turn();
          const question = unwrap(readQuestion(query));
          if (question.kind === 'commit') return noCommits;
          const page = pageFor(live, question);
          undecided += page.undecided;
          const vulns = page.ids.map((id) => ({ id, modified: live.index.brief(id)?.modified ?? '' }));
          results.push({ vulns, ...nextOf(page) });
        }
        return okAnswer({ results }, doubts(undecided));
      });
    }),
    route(osvVulnerability, async ({ params, principal }) => {
      admit(principal);
      return fromLive(parts, (live) => {
        const record = live.index.record(params.id);
        if (record === undefined) throw errors.record_not_found(`there is no record ${params.id}`);
        return okAnswer(record);
      });
    }),
  ];
}

function nextOf({ nextPageToken }: OsvPage): { next_page_token?: string } {
  return nextPageToken === undefined ? {} : { next_page_token: nextPageToken };
}

function doubts(undecided: number): Record<string, string> {
  return undecided === 0 ? {} : { 'x-maximus-undecided': String(undecided) };
}
