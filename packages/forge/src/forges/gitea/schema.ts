import * as z from 'zod';

/** The fields we use of a pull request (API v1). */
export const GiteaPull = z.looseObject({
  number: z.int().positive(),
  html_url: z.string(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']),
  merged: z.boolean().default(false),
  updated_at: z.string().optional(),
  merge_commit_sha: z.string().nullish(),
  head: z.looseObject({
    ref: z.string(),
    sha: z.string().optional(),
    repo: z.looseObject({ full_name: z.string() }).nullish(),
  }),
});
export type GiteaPull = z.infer<typeof GiteaPull>;

/** A label of the repository. */
export const GiteaLabel = z.looseObject({ id: z.int(), name: z.string() });

/** The fields we use of the `pull_request` and `push` events. */
export const GiteaEvent = z.looseObject({
  action: z.string().optional(),
  pull_request: GiteaPull.optional(),
  repository: z.looseObject({ full_name: z.string(), updated_at: z.string().optional() }).optional(),
  ref: z.string().optional(),
  after: z.string().optional(),
  commits: z
    .array(z.looseObject({ message: z.string() }))
    .max(5000)
    .optional(),
});
