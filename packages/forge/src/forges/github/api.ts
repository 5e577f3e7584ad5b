import { fail, ok, type Result } from '@maximus/kernel';
import type { ForgeConfig } from '../../config.ts';
import { errors } from '../../errors.ts';
import { wordsOf } from '../../http/failure.ts';
import { apiPath, type ForgeClient } from '../../http/forge-client.ts';
import { allPages } from '../../http/pages.ts';
import { readAnswer } from '../../http/read-answer.ts';
import type { PullRequest, PullRequests, Warning } from '../../types.ts';
import { ownerAndName } from '../project-name.ts';
import { assigneesMissing, reviewOneByOne } from '../warnings.ts';
import { GithubGraphql, GithubIssue, GithubPull } from './schema.ts';

const enableAutoMerge =
  'mutation($id: ID!) { enablePullRequestAutoMerge(input: {pullRequestId: $id}) { clientMutationId } }';

/** Pull requests over GitHub's REST API, version 2022-11-28; auto-merge over GraphQL, which alone has it. */
export function githubPullRequests(client: ForgeClient, project: string, config: ForgeConfig): PullRequests {
  const { owner, name } = ownerAndName(project);
  const repo = apiPath`/repos/${owner}/${name}`;
  const one = (number: number) => `${repo}${apiPath`/pulls/${number}`}`;
  const issue = (number: number, part: string) => `${repo}${apiPath`/issues/${number}`}/${part}`;
  const read = (pull: GithubPull) => readPull(pull, project);
  const asPull = (result: Result<GithubPull>) => (result.ok ? ok(read(result.value)) : result);

  return {
    async listOpen(prefix) {
      const pages = await allPages(
        client,
        { method: 'GET', path: `${repo}/pulls`, query: { state: 'open', sort: 'created', direction: 'desc' } },
        GithubPull,
        { name: 'per_page', count: 100 },
      );
      if (!pages.ok) return pages;
      return ok({
        items: pages.value.items.map(read).filter(({ branch }) => branch.startsWith(prefix)),
        dropped: pages.value.dropped,
      });
    },
    get: async (number) => asPull(readAnswer(await client.call({ method: 'GET', path: one(number) }), GithubPull)),
    async create(text, branch, base) {
      const body = { ...text, head: branch, base, draft: config.draft, maintainer_can_modify: false };
      const answer = await client.call({ method: 'POST', path: `${repo}/pulls`, body, accept: [422] });
      if (answer.ok && answer.value.status === 422) {
        const said = wordsOf(JSON.stringify(answer.value.json));
        if (/already exists/i.test(said)) return ok(undefined);
        return fail(errors.forge_refused(`the pull request is refused: ${said}`));
      }
      return asPull(readAnswer(answer, GithubPull));
    },
    update: async (number, text) =>
      asPull(readAnswer(await client.call({ method: 'PATCH', path: one(number), body: text }), GithubPull)),
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
      const answer = await client.call({ method: 'POST', path: issue(number, 'labels'), body: { labels } });
      return answer.ok ? [] : [{ code: 'label_missing', message: answer.error.message }];
    },
    requestReview: (number, reviewers) =>
      reviewOneByOne(reviewers, async (reviewer) => {
        const body = reviewer.includes('/')
          ? { team_reviewers: [reviewer.slice(reviewer.indexOf('/') + 1)] }
          : { reviewers: [reviewer] };
        return client.call({ method: 'POST', path: `${one(number)}/requested_reviewers`, body });
      }),
    async assign(number, assignees) {
      const answer = await client.call({ method: 'POST', path: issue(number, 'assignees'), body: { assignees } });
      const read = readAnswer(answer, GithubIssue);
      // Names that GitHub does not know are passed over in silence.
      const taken = read.ok ? read.value.assignees.map(({ login }) => login.toLowerCase()) : [];
      return assigneesMissing(assignees.filter((name) => !taken.includes(name.toLowerCase())));
    },
    async autoMerge(number): Promise<Warning[]> {
      const pull = readAnswer(await client.call({ method: 'GET', path: one(number) }), GithubPull);
      if (!pull.ok) return [{ code: 'auto_merge_unavailable', message: pull.error.message }];
      const body = { query: enableAutoMerge, variables: { id: pull.value.node_id } };
      // `/graphql` lies beside the REST root: api.github.com/graphql, and /api/graphql beside /api/v3.
      const answer = readAnswer(await client.call({ method: 'POST', path: '/../graphql', body }), GithubGraphql);
      if (!answer.ok) return [{ code: 'auto_merge_unavailable', message: answer.error.message }];
      return (answer.value.errors ?? [])
        .slice(0, 1)
        .map(({ message }) => ({ code: 'auto_merge_unavailable', message }));
    },
  };
}

/** A pull request of ours from GitHub's. */
export function readPull(pull: GithubPull, project: string): PullRequest {
  const merged = pull.merged_at !== undefined && pull.merged_at !== null;
  return {
    number: pull.number,
    url: pull.html_url,
    title: pull.title,
    body: pull.body ?? '',
    state: merged ? 'merged' : pull.state,
    branch: pull.head.ref,
    head: pull.head.sha,
    own: pull.head.repo?.full_name.toLowerCase() === project.toLowerCase(),
    // While open this is GitHub's test merge, which is on no branch.
    ...(merged && typeof pull.merge_commit_sha === 'string' ? { mergeCommit: pull.merge_commit_sha } : {}),
  };
}
