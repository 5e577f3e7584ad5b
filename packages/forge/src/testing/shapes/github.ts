import type { ForgeState, StoredPull } from '../forge-state.ts';
import { type ForgeShape, openPage, type ShapeAnswer } from './shape.ts';

/** GitHub's REST API, version 2022-11-28, in the parts that we use; the time stamps and links we do not read are left out. */
export const githubShape: ForgeShape = {
  authentic: (headers, token) => headers.authorization === `Bearer ${token}`,
  async answer(state, { method, path, query, json }) {
    if (method === 'POST' && path === '/api/graphql') return graphql(state, json);
    const root = `/api/v3/repos/${state.project}`;
    if (!path.startsWith(`${root}/`)) return undefined;
    const [kind, id, part] = path.slice(root.length + 1).split('/');
    if (kind === 'pulls' && id === undefined) {
      if (method === 'GET') return { status: 200, json: await all(state, openPage(state, query, 'per_page')) };
      return create(state, json);
    }
    const pull = state.pulls.get(Number(id));
    if (pull === undefined) return undefined;
    if (kind === 'pulls' && part === 'requested_reviewers') return review(state, pull, json);
    if (kind === 'pulls' && part === undefined) {
      if (method === 'PATCH') change(pull, json);
      return { status: 200, json: await shown(state, pull) };
    }
    if (kind === 'issues') return issue(state, pull, part, json);
    return undefined;
  },
};

async function create(state: ForgeState, json: Record<string, unknown>): Promise<ShapeAnswer> {
  const opened = await state.open({
    title: String(json['title']),
    body: String(json['body']),
    branch: String(json['head']),
    base: String(json['base']),
    draft: json['draft'] === true,
  });
  if (typeof opened === 'object') return { status: 201, json: await shown(state, opened) };
  const error =
    opened === 'exists'
      ? {
          resource: 'PullRequest',
          code: 'custom',
          message: `A pull request already exists for acme:${String(json['head'])}.`,
        }
      : { resource: 'PullRequest', field: 'head', code: 'invalid' };
  return { status: 422, json: { message: 'Validation Failed', errors: [error] } };
}

function change(pull: StoredPull, json: Record<string, unknown>): void {
  if (typeof json['title'] === 'string') pull.title = json['title'];
  if (typeof json['body'] === 'string') pull.body = json['body'];
  if (json['state'] === 'closed' && pull.state === 'open') pull.state = 'closed';
}

function review(state: ForgeState, pull: StoredPull, json: Record<string, unknown>): ShapeAnswer {
  const names = (json['reviewers'] ?? json['team_reviewers'] ?? []) as string[];
  if (names.some((name) => !state.users.includes(name)))
    return { status: 422, json: { message: 'Reviews may only be requested from collaborators.' } };
  for (const name of names) pull.reviewers.add(name);
  return { status: 201, json: {} };
}

function issue(
  state: ForgeState,
  pull: StoredPull,
  part: string | undefined,
  json: Record<string, unknown>,
): ShapeAnswer | undefined {
  if (part === 'comments') {
    pull.comments.push(String(json['body']));
    return { status: 201, json: { id: pull.comments.length } };
  }
  if (part === 'labels') {
    for (const name of json['labels'] as string[]) pull.labels.add(name);
    return { status: 200, json: [...pull.labels].map((name) => ({ name })) };
  }
  if (part === 'assignees') {
    for (const name of json['assignees'] as string[]) if (state.users.includes(name)) pull.assignees.add(name);
    return { status: 201, json: { assignees: [...pull.assignees].map((login) => ({ login })) } };
  }
  return undefined;
}

function graphql(state: ForgeState, json: Record<string, unknown>): ShapeAnswer {
  const id = (json['variables'] as { id?: string }).id ?? '';
  const pull = state.pulls.get(Number(id.replace('PR_', '')));
  if (pull === undefined) return { status: 200, json: { errors: [{ message: 'Could not resolve to a node' }] } };
  pull.autoMerge = true;
  return { status: 200, json: { data: { enablePullRequestAutoMerge: { clientMutationId: null } } } };
}

async function all(state: ForgeState, pulls: readonly StoredPull[]) {
  return Promise.all(pulls.map((pull) => shown(state, pull)));
}

async function shown(state: ForgeState, pull: StoredPull) {
  return {
    number: pull.number,
    node_id: `PR_${pull.number}`,
    html_url: `https://github.example.test/${state.project}/pull/${pull.number}`,
    title: pull.title,
    body: pull.body,
    draft: pull.draft,
    state: pull.state === 'open' ? 'open' : 'closed',
    merged_at: pull.state === 'merged' ? '2031-01-02T03:04:05Z' : null,
    merge_commit_sha: pull.mergeCommit ?? 'f'.repeat(40),
    head: {
      ref: pull.branch,
      sha: (await state.tipOf(pull.branch)) ?? '0'.repeat(40),
      repo: pull.fork ? { full_name: 'mallory/shop' } : { full_name: state.project },
    },
    base: { ref: pull.base },
  };
}
