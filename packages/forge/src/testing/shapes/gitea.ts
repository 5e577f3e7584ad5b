import type { ForgeState, StoredPull } from '../forge-state.ts';
import { type ForgeShape, openPage, type ShapeAnswer } from './shape.ts';

/** Gitea's API v1 in the parts that we use; Forgejo answers alike. */
export const giteaShape: ForgeShape = {
  authentic: (headers, token) => headers.authorization === `token ${token}`,
  async answer(state, { method, path, query, json }) {
    const root = `/api/v1/repos/${state.project}`;
    if (!path.startsWith(`${root}/`)) return undefined;
    const [kind, id, part] = path.slice(root.length + 1).split('/');
    if (kind === 'labels') return { status: 200, json: query.get('page') === '1' ? labels(state) : [] };
    if (kind === 'pulls' && id === undefined) {
      if (method === 'GET') {
        const page = openPage(state, query, 'limit');
        return { status: 200, json: await Promise.all(page.map((pull) => shown(state, pull))) };
      }
      return create(state, json);
    }
    const pull = state.pulls.get(Number(id));
    if (pull === undefined) return undefined;
    if (kind === 'issues') return issue(state, pull, part, json);
    if (part === 'requested_reviewers') return review(state, pull, json);
    if (part === 'merge') {
      pull.autoMerge = json['merge_when_checks_succeed'] === true;
      return { status: 201 };
    }
    if (method === 'PATCH' && !change(state, pull, json))
      return { status: 422, json: { message: 'user does not exist' } };
    return { status: method === 'PATCH' ? 201 : 200, json: await shown(state, pull) };
  },
};

function labels(state: ForgeState) {
  return [...state.labels].map((name, at) => ({ id: at + 1, name }));
}

async function create(state: ForgeState, json: Record<string, unknown>): Promise<ShapeAnswer> {
  const title = String(json['title']);
  const opened = await state.open({
    title,
    body: String(json['body']),
    branch: String(json['head']),
    base: String(json['base']),
    draft: title.startsWith('WIP: '),
  });
  if (typeof opened === 'object') return { status: 201, json: await shown(state, opened) };
  return opened === 'exists'
    ? { status: 409, json: { message: 'pull request already exists for these targets' } }
    : { status: 404, json: { message: 'The target could not be found.' } };
}

function change(state: ForgeState, pull: StoredPull, json: Record<string, unknown>): boolean {
  const assignees = json['assignees'] as string[] | undefined;
  if (assignees?.some((name) => !state.users.includes(name)) === true) return false;
  for (const name of assignees ?? []) pull.assignees.add(name);
  if (typeof json['title'] === 'string') pull.title = json['title'];
  if (typeof json['body'] === 'string') pull.body = json['body'];
  if (json['state'] === 'closed' && pull.state === 'open') pull.state = 'closed';
  return true;
}

function review(state: ForgeState, pull: StoredPull, json: Record<string, unknown>): ShapeAnswer {
  const names = json['reviewers'] as string[];
  if (names.some((name) => !state.users.includes(name)))
    return { status: 404, json: { message: 'user does not exist' } };
  for (const name of names) pull.reviewers.add(name);
  return { status: 201, json: [] };
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
  if (part !== 'labels') return undefined;
  const names = new Map(labels(state).map(({ id, name }) => [id, name]));
  for (const id of json['labels'] as number[]) pull.labels.add(names.get(id) ?? '?');
  return { status: 200, json: [] };
}

async function shown(state: ForgeState, pull: StoredPull) {
  return {
    number: pull.number,
    html_url: `https://gitea.example.test/${state.project}/pulls/${pull.number}`,
    title: pull.title,
    body: pull.body,
    state: pull.state === 'open' ? 'open' : 'closed',
    merged: pull.state === 'merged',
    merge_commit_sha: pull.mergeCommit ?? null,
    head: {
      ref: pull.branch,
      sha: (await state.tipOf(pull.branch)) ?? '',
      repo: { full_name: pull.fork ? 'mallory/shop' : state.project },
    },
    base: { ref: pull.base },
  };
}
