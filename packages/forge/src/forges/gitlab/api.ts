import { fail, ok, type Result } from '@maximus/kernel';
import * as z from 'zod';
import type { ForgeConfig } from '../../config.ts';
import { errors } from '../../errors.ts';
import { apiPath, type ForgeClient } from '../../http/forge-client.ts';
import { allPages } from '../../http/pages.ts';
import { readAnswer } from '../../http/read-answer.ts';
import type { PullRequest, PullRequests, PullRequestText, Warning } from '../../types.ts';
import { GitlabMerge, GitlabUser } from './schema.ts';

/** Merge requests over GitLab's API v4. GitLab makes a label that it does not know, so none is missing. */
export function gitlabPullRequests(client: ForgeClient, project: string, config: ForgeConfig): PullRequests {
  const requests = apiPath`/projects/${project}/merge_requests`;
  const one = (iid: number) => `${requests}${apiPath`/${iid}`}`;
  const asPull = (result: Result<GitlabMerge>) => (result.ok ? ok(readMerge(result.value)) : result);
  const written = ({ title, body }: PullRequestText) => ({
    title: config.draft ? `Draft: ${title}` : title,
    description: body,
  });
  const put = (iid: number, body: unknown) => client.call({ method: 'PUT', path: one(iid), body });

  const askPeople = async (
    iid: number,
    names: readonly string[],
    kind: 'reviewer' | 'assignee',
  ): Promise<Warning[]> => {
    const code = kind === 'reviewer' ? 'reviewer_missing' : 'assignee_missing';
    const now = readAnswer(await client.call({ method: 'GET', path: one(iid) }), GitlabMerge);
    if (!now.ok) return [{ code, message: now.error.message }];
    // The list is replaced as a whole: who is on it stays.
    const ids = new Set((kind === 'reviewer' ? now.value.reviewers : now.value.assignees).map(({ id }) => id));
    const warnings: Warning[] = [];
    for (const username of names) {
      const answer = await client.call({ method: 'GET', path: '/users', query: { username } });
      const [user] = readAnswerOr(answer, z.array(GitlabUser)) ?? [];
      if (user === undefined) warnings.push({ code, message: `the forge has no user ${username}` });
      else ids.add(user.id);
    }
    const set = await put(iid, { [`${kind}_ids`]: [...ids] });
    return set.ok ? warnings : [...warnings, { code, message: set.error.message }];
  };

  return {
    async listOpen(prefix) {
      const call = { method: 'GET', path: requests, query: { state: 'opened' } } as const;
      const pages = await allPages(client, call, GitlabMerge, { name: 'per_page', count: 100 });
      if (!pages.ok) return pages;
      return ok({
        items: pages.value.items.map(readMerge).filter(({ branch }) => branch.startsWith(prefix)),
        dropped: pages.value.dropped,
      });
    },
    get: async (number) => asPull(readAnswer(await client.call({ method: 'GET', path: one(number) }), GitlabMerge)),
    async create(text, branch, base) {
      const body = { ...written(text), source_branch: branch, target_branch: base, remove_source_branch: true };
      const answer = await client.call({ method: 'POST', path: requests, body, accept: [409] });
      if (answer.ok && answer.value.status === 409) return ok(undefined);
      return asPull(readAnswer(answer, GitlabMerge));
    },
    update: async (number, text) => asPull(readAnswer(await put(number, written(text)), GitlabMerge)),
    async comment(number, text) {
      const answer = await client.call({
        method: 'POST',
        path: `${one(number)}/notes`,
        body: { body: text },
        once: true,
      });
      return answer.ok ? ok(undefined) : answer;
    },
    async close(number) {
      const closed = readAnswer(await put(number, { state_event: 'close' }), GitlabMerge);
      if (!closed.ok) return closed;
      return closed.value.state === 'opened'
        ? fail(errors.forge_refused('GitLab left the merge request open'))
        : ok(undefined);
    },
    async label(number, labels) {
      const set = await put(number, { add_labels: labels.join(',') });
      return set.ok ? [] : [{ code: 'label_missing', message: set.error.message }];
    },
    requestReview: (number, reviewers) => askPeople(number, reviewers, 'reviewer'),
    assign: (number, assignees) => askPeople(number, assignees, 'assignee'),
    async autoMerge(number) {
      const answer = await client.call({ method: 'PUT', path: `${one(number)}/merge`, body: { auto_merge: true } });
      return answer.ok ? [] : [{ code: 'auto_merge_unavailable', message: answer.error.message }];
    },
  };
}

function readAnswerOr<T>(answer: Parameters<typeof readAnswer>[0], schema: z.ZodType<T>): T | undefined {
  const read = readAnswer(answer, schema);
  return read.ok ? read.value : undefined;
}

function readMerge(merge: GitlabMerge): PullRequest {
  const made = merge.merge_commit_sha ?? merge.squash_commit_sha ?? merge.sha;
  return {
    number: merge.iid,
    url: merge.web_url,
    title: merge.title.replace(/^Draft: /, ''),
    body: merge.description ?? '',
    // Locked is the short while in which GitLab merges.
    state: merge.state === 'merged' ? 'merged' : merge.state === 'closed' ? 'closed' : 'open',
    branch: merge.source_branch,
    ...(typeof merge.sha === 'string' ? { head: merge.sha } : {}),
    own: merge.source_project_id === merge.target_project_id,
    ...(merge.state === 'merged' && typeof made === 'string' ? { mergeCommit: made } : {}),
  };
}
