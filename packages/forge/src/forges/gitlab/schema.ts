import * as z from 'zod';

/** The fields we use of a merge request (API v4). */
export const GitlabMerge = z.looseObject({
  iid: z.int().positive(),
  web_url: z.string(),
  title: z.string(),
  description: z.string().nullish(),
  state: z.enum(['opened', 'closed', 'merged', 'locked']),
  source_branch: z.string(),
  source_project_id: z.int().nullish(),
  target_project_id: z.int(),
  sha: z.string().nullish(),
  merge_commit_sha: z.string().nullish(),
  squash_commit_sha: z.string().nullish(),
  labels: z.array(z.string()).default([]),
  reviewers: z.array(z.looseObject({ id: z.int() })).default([]),
  assignees: z.array(z.looseObject({ id: z.int() })).default([]),
});
export type GitlabMerge = z.infer<typeof GitlabMerge>;

/** A user as a search by name finds it. */
export const GitlabUser = z.looseObject({ id: z.int(), username: z.string() });

/** The fields we use of the merge request and push hooks. */
export const GitlabEvent = z.looseObject({
  object_kind: z.string(),
  project: z.looseObject({ path_with_namespace: z.string() }).optional(),
  object_attributes: z
    .looseObject({
      iid: z.int().positive(),
      action: z.string().optional(),
      source_branch: z.string(),
      description: z.string().nullish(),
      merge_commit_sha: z.string().nullish(),
      updated_at: z.string().optional(),
    })
    .optional(),
  ref: z.string().optional(),
  after: z.string().optional(),
  commits: z
    .array(z.looseObject({ message: z.string() }))
    .max(5000)
    .optional(),
});
