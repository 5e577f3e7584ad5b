import * as z from 'zod';

/** The fields we use of a pull request (REST, "Pulls"). */
export const GithubPull = z.looseObject({
  number: z.int().positive(),
  node_id: z.string().optional(),
  html_url: z.string(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']),
  merged_at: z.string().nullish(),
  updated_at: z.string().optional(),
  merge_commit_sha: z.string().nullish(),
  head: z.looseObject({ ref: z.string(), sha: z.string(), repo: z.looseObject({ full_name: z.string() }).nullish() }),
});
export type GithubPull = z.infer<typeof GithubPull>;

/** The fields we use of the `pull_request` and `push` events. */
export const GithubEvent = z.looseObject({
  action: z.string().optional(),
  pull_request: GithubPull.optional(),
  repository: z
    .looseObject({ full_name: z.string(), pushed_at: z.union([z.number(), z.string()]).optional() })
    .optional(),
  ref: z.string().optional(),
  after: z.string().optional(),
  commits: z
    .array(z.looseObject({ message: z.string() }))
    .max(5000)
    .optional(),
});

/** Users of a list, as assignees come back. */
export const GithubIssue = z.looseObject({ assignees: z.array(z.looseObject({ login: z.string() })).default([]) });

/** Answer of the GraphQL API. */
export const GithubGraphql = z.looseObject({ errors: z.array(z.looseObject({ message: z.string() })).optional() });
