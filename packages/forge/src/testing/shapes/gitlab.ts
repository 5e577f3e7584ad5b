import type { ForgeState, StoredPull } from '../forge-state.ts';
import { type ForgeShape, openPage, type ShapeAnswer } from './shape.ts';

/** GitLab's API v4 in the parts that we use. */
export const gitlabShape: ForgeShape = {
  authentic: (headers, token) => headers['private-token'] === token,
  async answer(state, { method, path, query, json }) {
    if (path === '/api/v4/users') {
      const at = state.users.indexOf(query.get('username') ?? '');
      return { status: 200, json: at < 0 ? [] : [{ id: at + 1, username: state.users[at] }] };
    }
    const root = `/api/v4/projects/${encodeURIComponent(state.project)}/merge_requests`;
    if (path === root) {
      if (method === 'POST') return create(state, json);
      const page = openPage(state, query, 'per_page');
      return { status: 200, json: await Promise.all(page.map((pull) => shown(state, pull))) };
    }
    if (!path.startsWith(`${root}/`)) return undefined;
    const [id, part] = path.slice(root.length + 1).split('/');
    const pull = state.pulls.get(Number(id));
    if (pull === undefined) return undefined;
    if (part === 'notes') {
      pull.comments.push(String(json['body']));
      return { status: 201, json: { id: pull.comments.length } };
    }
    if (part === 'merge') pull.autoMerge = json['auto_merge'] === true;
    else if (method === 'PUT') change(state, pull, json);
    return { status: 200, json: await shown(state, pull) };
  },
};

async function create(state: ForgeState, json: Record<string, unknown>): Promise<ShapeAnswer> {
  const title = String(json['title']);
  const opened = await state.open({
    title,
    body: String(json['description']),
    branch: String(json['source_branch']),
    base: String(json['target_branch']),
    draft: title.startsWith('Draft: '),
  });
  if (typeof opened === 'object') return { status: 201, json: await shown(state, opened) };
  return opened === 'exists'
    ? { status: 409, json: { message: ['Another open merge request already exists for this source branch: !1'] } }
    : { status: 400, json: { message: { source_branch: ['does not exist'] } } };
}

function change(state: ForgeState, pull: StoredPull, json: Record<string, unknown>): void {
  if (typeof json['title'] === 'string') pull.title = json['title'];
  if (typeof json['description'] === 'string') pull.body = json['description'];
  if (json['state_event'] === 'close' && pull.state === 'open') pull.state = 'closed';
  if (typeof json['add_labels'] === 'string') for (const name of json['add_labels'].split(',')) pull.labels.add(name);
  replace(pull.reviewers, json['reviewer_ids'], state);
  replace(pull.assignees, json['assignee_ids'], state);
}

function replace(names: Set<string>, ids: unknown, state: ForgeState): void {
  if (!Array.isArray(ids)) return;
  names.clear();
  for (const id of ids as number[]) names.add(state.users[id - 1] ?? '?');
}

async function shown(state: ForgeState, pull: StoredPull) {
  const people = (names: Set<string>) =>
    [...names].map((name) => ({ id: state.users.indexOf(name) + 1, username: name }));
  const states = { open: 'opened', closed: 'closed', merged: 'merged' } as const;
  return {
    iid: pull.number,
    web_url: `https://gitlab.example.test/${state.project}/-/merge_requests/${pull.number}`,
    title: pull.title,
    description: pull.body,
    state: states[pull.state],
    source_branch: pull.branch,
    target_branch: pull.base,
    source_project_id: pull.fork ? 99 : 7,
    target_project_id: 7,
    sha: (await state.tipOf(pull.branch)) ?? null,
    merge_commit_sha: pull.mergeCommit ?? null,
    squash_commit_sha: null,
    labels: [...pull.labels],
    reviewers: people(pull.reviewers),
    assignees: people(pull.assignees),
  };
}
