import { fail, ok, type Result } from '@maximus/kernel';
import type { ForgeConfig } from '../../config.ts';
import { errors } from '../../errors.ts';
import { wordsOf } from '../../http/failure.ts';
import { apiPath, type ForgeClient } from '../../http/forge-client.ts';
import { allPages } from '../../http/pages.ts';
import { readAnswer } from '../../http/read-answer.ts';
import type { PullRequest, PullRequests, PullRequestText, Warning } from '../../types.ts';
import { ownerAndName } from '../project-name.ts';
import { assigneesMissing, reviewOneByOne } from '../warnings.ts';
import { GiteaLabel, GiteaPull } from './schema.ts';

/** Pull requests over Gitea's API v1, which Forgejo keeps. */
export function giteaPullRequests(client: ForgeClient, project: string, config: ForgeConfig): PullRequests {
  const { owner, name } = ownerAndName(project);
  const repo = apiPath`/repos/${owner}/${name}`;
  const one = (number: number) => `${repo}${apiPath`/pulls/${number}`}`;
  const issue = (number: number, part: string) => `${repo}${apiPath`/issues/${number}`}/${part}`;
  const read = (pull: GiteaPull) => readPull(pull, project);
  const asPull = (result: Result<GiteaPull>) => (result.ok ? ok(read(result.value)) : result);
  // A draft is told by the beginning of its title.
  const written = (text: PullRequestText) => ({ ...text, title: config.draft ? `WIP: ${text.title}` : text.title });

  return {
    async listOpen(prefix) {
      const call = { method: 'GET', path: `${repo}/pulls`, query: { state: 'open' } } as const;
      const pages = await allPages(client, call, GiteaPull, { name: 'limit', count: 50 });
      if (!pages.ok) return pages;
      return ok({
        items: pages.value.items.map(read).filter(({ branch }) => branch.startsWith(prefix)),
        dropped: pages.value.dropped,
      });
    },
    get: async (number) => asPull(readAnswer(await client.call({ method: 'GET', path: one(number) }), GiteaPull)),
    async create(text, branch, base) {
      const body = { ...written(text), head: branch, base };
      const answer = await client.call({ method: 'POST', path: `${repo}/pulls`, body, accept: [409, 422] });
      if (answer.ok && answer.value.status === 409) return ok(undefined);
      if (answer.ok && answer.value.status === 422)
        return fail(errors.forge_refused(`the pull request is refused: ${wordsOf(JSON.stringify(answer.value.json))}`));
      return asPull(readAnswer(answer, GiteaPull));
    },
    update: async (number, text) =>
      asPull(readAnswer(await client.call({ method: 'PATCH', path: one(number), body: written(text) }), GiteaPull)),
    async comment(number, text) {
      const answer = await client.call({
        method: 'POST',
        path: issue(number, 'comments'),
        body: { body: text },
        once: true,
      });
      return answer.ok ? ok(undefined) : answer;
    },
    async close(number) {
      const answer = await client.call({ method: 'PATCH', path: one(number), body: { state: 'closed' } });
      return answer.ok ? ok(undefined) : answer;
    },
    async label(number, labels) {
      const known = await allPages(client, { method: 'GET', path: `${repo}/labels` }, GiteaLabel, {
        name: 'limit',
        count: 50,
      });
      if (!known.ok) return [{ code: 'label_missing', message: known.error.message }];
      const ids = new Map(known.value.items.map((label) => [label.name, label.id]));
      const warnings: Warning[] = labels
        .filter((label) => !ids.has(label))
        .map((label) => ({ code: 'label_missing', message: `the project has no label ${label}` }));
      const wanted = labels.flatMap((label) => ids.get(label) ?? []);
      if (wanted.length === 0) return warnings;
      const answer = await client.call({ method: 'POST', path: issue(number, 'labels'), body: { labels: wanted } });
      return answer.ok ? warnings : [...warnings, { code: 'label_missing', message: answer.error.message }];
    },
    requestReview: (number, reviewers) =>
      reviewOneByOne(reviewers, (reviewer) =>
        client.call({ method: 'POST', path: `${one(number)}/requested_reviewers`, body: { reviewers: [reviewer] } }),
      ),
    async assign(number, assignees) {
      const taken: string[] = [];
      const missing: string[] = [];
      // The list is replaced as a whole, and one unknown name refuses all: it grows name by name.
      for (const name of assignees) {
        const body = { assignees: [...taken, name] };
        const answer = await client.call({ method: 'PATCH', path: one(number), body });
        (answer.ok ? taken : missing).push(name);
      }
      return assigneesMissing(missing);
    },
    async autoMerge(number) {
      const body = { Do: 'merge', merge_when_checks_succeed: true };
      const answer = await client.call({ method: 'POST', path: `${one(number)}/merge`, body });
      return answer.ok ? [] : [{ code: 'auto_merge_unavailable', message: answer.error.message }];
    },
  };
}

/** A pull request of ours from Gitea's. */
export function readPull(pull: GiteaPull, project: string): PullRequest {
  return {
    number: pull.number,
    url: pull.html_url,
    title: pull.title.replace(/^WIP: /, ''),
    body: pull.body ?? '',
    state: pull.merged ? 'merged' : pull.state,
    branch: pull.head.ref,
    ...(pull.head.sha === undefined ? {} : { head: pull.head.sha }),
    own: pull.head.repo?.full_name.toLowerCase() === project.toLowerCase(),
    ...(pull.merged && typeof pull.merge_commit_sha === 'string' ? { mergeCommit: pull.merge_commit_sha } : {}),
  };
}
