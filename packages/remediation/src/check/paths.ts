import type { CheckedPlan, Found, PlanCheck } from './types.ts';

const largest = 1 << 20;

/** Files that decide what a pipeline, a hook or a registry does; no plan touches them. */
const forbidden: readonly RegExp[] = [
  /(?:^|\/)\.(?:git|github|gitlab|circleci|husky|buildkite|drone)(?:\/|$)/,
  /(?:^|\/)(?:\.gitlab-ci\.ya?ml|\.travis\.ya?ml|azure-pipelines\.ya?ml|bitbucket-pipelines\.ya?ml|Jenkinsfile|\.pre-commit-config\.yaml|lefthook\.ya?ml)$/,
  /(?:^|\/)(?:\.npmrc|\.yarnrc(?:\.yml)?|\.pypirc|\.netrc|\.env(?:\..*)?|bunfig\.toml|pip\.conf|settings\.xml|id_[a-z0-9]+|.*\.(?:pem|key|p12|pfx))$/,
];

/** Whether a file decides what a pipeline, a hook or a registry does, or holds a secret. */
export function isForbiddenPath(file: string): boolean {
  return forbidden.some((each) => each.test(file));
}

/** Something changes, each file once, and none of it is huge. */
export const wellFormed: PlanCheck = {
  id: 'well-formed',
  run: ({ changes }) => {
    const files = changes.map(({ file }) => file);
    const twice = files.find((file, at) => files.indexOf(file) !== at);
    if (twice !== undefined) return { failure: `${twice} is changed twice.` };
    if (changes.every(({ before, after }) => before === after)) return { failure: 'Nothing would change.' };
    const size = changes.reduce((sum, { before, after }) => sum + Math.abs(after.length - before.length), 0);
    return size > largest ? { warnings: [`The change is larger than ${largest} bytes.`] } : {};
  },
};

/** Manifests and lock files of the manager, inside of the project, and nothing that runs or holds a secret. */
export const allowedPaths: PlanCheck = {
  id: 'allowed-paths',
  run: ({ changes, manager, lockFile }) => {
    const names = new Set([
      ...manager.manifestFiles,
      ...manager.lockFiles,
      ...(manager.alsoWritten ?? []),
      'pnpm-workspace.yaml',
    ]);
    for (const { file, kind } of changes) {
      const parts = file.split('/');
      if (file.startsWith('/') || file.includes('\\') || parts.includes('..') || parts.includes('')) {
        return { failure: `${file} lies outside of the project.` };
      }
      if (isForbiddenPath(file)) return { failure: `${file} is no file that a plan may touch.` };
      const isLock = file === lockFile || manager.claims?.(file) === true;
      if (kind === 'lock' ? !isLock && !names.has(parts.at(-1) ?? '') : !names.has(parts.at(-1) ?? '') && !isLock) {
        return { failure: `${file} is neither a manifest nor a lock file of ${manager.id}.` };
      }
    }
    return {};
  },
};

/** Text stays text, and no link or mode is touched. */
export const plainFiles: PlanCheck = {
  id: 'plain-files',
  run: ({ changes, special }): Found => {
    for (const { file, before, after } of changes) {
      if (special?.has(file) === true) return { failure: `${file} is a link, or its mode would change.` };
      if (/[\0\uFFFD]/.test(after) && !/[\0\uFFFD]/.test(before))
        return { failure: `${file} would not be text any more.` };
    }
    return {};
  },
};

/** The project is as it was when the plan was made. */
export const appliesCleanly: PlanCheck = {
  id: 'applies-cleanly',
  run: async ({ project, changes }: CheckedPlan) => {
    for (const { file, before } of changes) {
      const there = await project.exists(file);
      const text = there ? await project.read(file) : undefined;
      if (text === undefined ? before !== '' : !text.ok || text.value !== before) {
        return { failure: `${file} is not what the plan was made for.` };
      }
    }
    return {};
  },
};
