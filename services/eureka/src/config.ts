import { parseDuration } from '@maximus/kernel';
import * as z from 'zod';

const duration = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .refine((text) => parseDuration(text) !== undefined, 'a duration such as "30s" or "10m"');

const registry = (meaning: string) => z.string().default('').describe(`${meaning}; empty: that one.`);

/** How remedies are found, proven and delivered; secrets are not in here. */
export const EurekaConfig = z.strictObject({
  remedy: z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .describe('Whether findings are confirmed and remedies are made by themselves.'),
      budget: duration('10m').describe('Time for the plans of one project (duration).'),
      candidates: z
        .number()
        .int()
        .min(1)
        .max(10)
        .default(3)
        .describe('Candidates that are tried for one package before a person takes over (count).'),
      min_release_age: duration('3d').describe('Age that a release must have before it is taken (duration).'),
      allow_major: z.boolean().default(true).describe('Whether major steps may be proposed; a person reviews each.'),
      retire_overrides: z
        .boolean()
        .default(true)
        .describe('Whether overrides that nobody needs any more are proposed to be taken out, at every scan.'),
      default_registry: z
        .string()
        .default('')
        .refine((text) => text === '' || URL.canParse(text), 'an address such as https://registry.example.test/')
        .describe(
          'Registry of npm packages that holds where a project names none; empty: what npm on this machine is set to.',
        ),
      registries: z
        .strictObject({
          cargo: registry('Sparse index in the place of the one that cargo is set to'),
          go: registry('Module proxies in the place of those that go is set to, as GOPROXY writes them'),
          maven: registry('Repository in the place of the one that Maven is set to'),
          pypi: registry('Package index in the place of the one that pip is set to'),
        })
        .prefault({}),
      allowed_registries: z
        .array(z.string().refine((text) => URL.canParse(text), 'an address'))
        .default([])
        .describe('Registries in private networks that projects may name (addresses).'),
    })
    .prefault({}),
  arena: z
    .strictObject({
      level: z
        .enum(['auto', 'container', 'process', 'static'])
        .default('auto')
        .describe('How strongly runs are shut in; auto takes the strongest there is.'),
      allow_process: z
        .boolean()
        .default(true)
        .describe('Whether code of projects that consent may run under bubblewrap where there is no container.'),
      consent: z.boolean().default(false).describe('Whether code of every project may be run in the arena.'),
      consent_projects: z
        .array(z.string())
        .default([])
        .describe('Slugs of projects whose code may be run in the arena.'),
      run_time: duration('15m').describe('Longest time for one run (duration).'),
      tests: z.enum(['auto', 'off']).default('auto').describe("Whether the projects' own tests are run."),
    })
    .prefault({}),
  llm: z
    .strictObject({
      enabled: z
        .boolean()
        .default(false)
        .describe('Whether a language model may draft changes of code, each for a person to decide about.'),
      protocol: z
        .enum(['openai', 'anthropic'])
        .default('openai')
        .describe('How the endpoint is spoken to: chat completions, which many servers take, or messages.'),
      endpoint: z
        .string()
        .default('')
        .refine((text) => text === '' || URL.canParse(text), 'an address such as https://models.example.test/v1')
        .describe('Address above the path of the protocol, with its version; empty: nobody is asked.'),
      model: z.string().max(200).default('').describe('Name of the model; empty: nobody is asked.'),
      key_file: z.string().default('').describe('File that holds the key of the endpoint; empty: it needs none.'),
      timeout: duration('60s').describe('Longest time for an answer (duration).'),
      max_usd_per_patch: z.number().min(0).default(1).describe('Most that one draft may cost (US dollars).'),
      monthly_usd: z.number().min(0).default(50).describe('Most that a calendar month may cost (US dollars).'),
      input_usd_per_million: z
        .number()
        .min(0)
        .default(15)
        .describe('Price of what is sent (US dollars per million tokens).'),
      output_usd_per_million: z
        .number()
        .min(0)
        .default(75)
        .describe('Price of what is answered (US dollars per million tokens).'),
      allow_addresses: z
        .array(z.string().regex(/^\[?[0-9A-Za-z.:_-]+\]?:\d{1,5}$/, 'a host with its port, such as 127.0.0.1:8080'))
        .default([])
        .describe('Hosts with ports that may be private or plain http, such as a model on this machine; empty: none.'),
    })
    .prefault({}),
  delivery: z
    .strictObject({
      mode: z
        .enum(['auto', 'pull_request', 'branch', 'merge', 'patch_file'])
        .default('auto')
        .describe(
          'How released patches leave; auto: a pull request, at a local origin a branch, without git a patch file.',
        ),
      local_merge: z.boolean().default(false).describe('Whether patches are merged at every local origin.'),
      local_merge_projects: z
        .array(z.string())
        .default([])
        .describe('Slugs of projects whose patches are merged at their local origin.'),
      hosts: z
        .record(z.string(), z.enum(['github', 'gitlab', 'gitea']))
        .default({})
        .describe('Kind of forge by host name, where the name does not tell it.'),
      branch_prefix: z.string().default('maximus').describe('First part of the names of branches.'),
      author_name: z.string().min(1).default('Maximus').describe('Author of the commits.'),
      author_email: z.string().default('maximus@localhost.localdomain').describe('Address of the author.'),
      signing_key_file: z.string().default('').describe('SSH private key that signs commits; empty: unsigned.'),
      token_files: z
        .record(z.string(), z.string())
        .default({})
        .describe('Files that hold the token of a forge, by host name.'),
      webhook_secret_files: z
        .record(z.string(), z.string())
        .default({})
        .describe('Files that hold the secret of webhooks, by host name.'),
      carry_approvals: z
        .boolean()
        .default(false)
        .describe('Whether an approval holds for an unchanged diff on a base that moved.'),
    })
    .prefault({}),
});
export type EurekaConfig = z.infer<typeof EurekaConfig>;
