import { type PackageChange, RemedyPlan } from '@maximus/contracts';
import { expect, it } from 'vitest';
import { npmProject } from '../testing/npm-project.ts';
import { npmScenarios } from '../testing/npm-scenarios.data.ts';
import { planProject } from '../testing/plan-project.ts';

const label = (purl = '') => decodeURIComponent(purl.slice('pkg:npm/'.length));

function shown({ purl_from, purl_to }: PackageChange): string {
  const [from, to] = [label(purl_from), label(purl_to)];
  if (from === '') return `→ ${to.replace(/@([^@]+)$/, ' $1')}`;
  if (to === '') return `${from.replace(/@([^@]+)$/, ' $1')} →`;
  return `${from.replace(/@([^@]+)$/, ' $1')} → ${to.slice(to.lastIndexOf('@') + 1)}`;
}

it.each(npmScenarios.map((each) => [each.name, each] as const))('%s', async (_name, scenario) => {
  const files = await npmProject(scenario);
  const [remedy, ...others] = await planProject({ ...scenario, files });
  expect(others).toEqual([]);
  const plan = RemedyPlan.parse(remedy?.plan);
  expect({
    rung: plan.rung,
    changes: plan.package_changes.map(shown),
    attempts: plan.attempts.map(({ rung, why_not, sentence }) => `${rung} ${why_not}: ${sentence}`),
  }).toMatchObject({ rung: scenario.rung, changes: scenario.changes });
  const codes = Object.fromEntries(plan.attempts.map(({ rung, why_not }) => [rung, why_not]));
  expect(codes).toMatchObject(scenario.whyNot ?? {});
  const asks = (remedy?.change?.files ?? [])
    .filter(({ kind }) => kind === 'manifest')
    .flatMap(({ file, before, after }) => newRequirements(file, before, after));
  expect(asks.sort()).toEqual(scenario.asks ?? []);
  const words = plan.attempts.flatMap(({ sentence, evidence }) => [sentence, ...evidence]).join('\n');
  for (const each of scenario.says ?? []) expect(words).toContain(each);
});

function newRequirements(file: string, before: string, after: string): string[] {
  const [old, now] = [JSON.parse(before), JSON.parse(after)] as Record<string, Record<string, unknown>>[];
  return ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides'].flatMap((section) =>
    Object.entries(now?.[section] ?? {})
      .filter(([name, value]) => JSON.stringify(old?.[section]?.[name]) !== JSON.stringify(value))
      .map(([name, value]) => `${file} ${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`),
  );
}
