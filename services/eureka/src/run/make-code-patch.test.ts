import type { RemedyPlan } from '@maximus/contracts';
import type { CodeDraft } from '@maximus/remediation';
import { expect, it } from 'vitest';
import { EurekaConfig } from '../config.ts';
import type { Parts } from '../parts.ts';
import type { OpenProject } from '../proving/project-place.ts';
import { makeCodePatch } from './make-code-patch.ts';

const plan = { lock_file: 'package-lock.json', package_manager: 'npm', attempts: [] } as unknown as RemedyPlan;
const draft: CodeDraft = { rung: 'code-rule', targets: [], files: [] };
const project = { place: { slug: 'shop' }, files: {}, tree: { folder: '/' } } as unknown as OpenProject;

function made(arena: object, bubblewrap = true) {
  const config = EurekaConfig.parse({ arena });
  const parts = { config, machine: { support: { bubblewrap, missing: [] } } } as unknown as Parts;
  return makeCodePatch(parts, project, { plan }, draft, []);
}

it.each([
  ['the tests are switched off', { tests: 'off', consent: true }, 'arena-inconclusive', 'tests are switched off'],
  ['nobody consented', {}, 'arena-inconclusive', 'No code of the project may run here'],
  [
    'the level that is wanted is not there',
    { level: 'container' },
    'arena-inconclusive',
    'no container engine answers',
  ],
  ['the change touches no source file', { consent: true }, 'policy-forbids', 'Nothing would change'],
] as const)('leaves a draft, with the reason: %s', async (_what, arena, why_not, sentence) => {
  expect(await made(arena)).toMatchObject({
    state: 'draft',
    previous: null,
    attempt: { rung: 'code-rule', result: 'not_taken', why_not, sentence: expect.stringContaining(sentence) },
  });
});
