import { RemedyPlan } from '@maximus/contracts';
import * as fc from 'fast-check';
import { satisfies } from 'semver';
import { expect, it } from 'vitest';
import { matcherOfFlaws } from '../testing/advisories.ts';
import { npmProject } from '../testing/npm-project.ts';
import type { NpmUniverse } from '../testing/npm-universe.ts';
import { planProject } from '../testing/plan-project.ts';

const names = ['a', 'b', 'c', 'd', 'e'];
const numbers = ['1.0.0', '1.0.1', '1.1.0', '2.0.0', '2.1.0'];

/** Ranges of a name that some version answers. */
const range = fc.tuple(fc.constantFrom('', '^', '~', '>='), fc.constantFrom(...numbers)).map((parts) => parts.join(''));

/** A package asks only for packages behind it, so that there is always a tree. */
const universe: fc.Arbitrary<NpmUniverse> = fc
  .tuple(
    ...names.flatMap((name, at) =>
      numbers.map((number) => {
        const behind = names.slice(at + 1);
        const wanted =
          behind.length === 0
            ? fc.constant({})
            : fc.dictionary(fc.constantFrom(...behind), range, { maxKeys: 2, noNullPrototype: true });
        return wanted.map((dependencies): [string, { dependencies: Record<string, string> }] => [
          `${name}@${number}`,
          { dependencies },
        ]);
      }),
    ),
  )
  .map((entries) => Object.fromEntries(entries));

const project = fc.record({
  universe,
  dependencies: fc.dictionary(fc.constantFrom(...names), range, { minKeys: 1, noNullPrototype: true }),
  locked: fc.dictionary(fc.constantFrom(...names), fc.shuffledSubarray(numbers), { noNullPrototype: true }),
  flaws: fc.array(
    fc.record({ name: fc.constantFrom(...names), versions: fc.subarray(numbers, { minLength: 1, maxLength: 4 }) }),
    { minLength: 1, maxLength: 3 },
  ),
});

interface Entry {
  readonly version: string;
  readonly dependencies?: Record<string, string>;
}

function packagesOf(text: string): Record<string, Entry> {
  return (JSON.parse(text) as { packages: Record<string, Entry> }).packages;
}

/** Node's own rule, written anew: the nearest node_modules upwards. */
function found(packages: Record<string, Entry>, from: string, name: string): Entry | undefined {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('node_modules/') - 1))) {
    const at = packages[`${base}${base === '' ? '' : '/'}node_modules/${name}`];
    if (at !== undefined || base === '') return at;
  }
}

const laws = { numRuns: 200 };

it('leaves no target, breaks no requirement, introduces nothing, and moves nothing outside of what it says', async () => {
  let planned = 0;
  await fc.assert(
    fc.asyncProperty(project, async ({ universe, dependencies, locked, flaws: raw }) => {
      const flaws = raw.map((flaw, at) => ({ id: `T-${at}`, ...flaw }));
      const matcher = matcherOfFlaws(flaws);
      const groupsAt = (name: string, version: string) =>
        matcher.match({ ecosystem: 'npm', name, version }).hits.map(({ advisory }) => advisory.groupId);
      const manifests = { '': { name: 'app', version: '1.0.0', dependencies } };
      const files = await npmProject({ manifests, universe, locked });
      const before = packagesOf(files['package-lock.json'] ?? '');
      const known = new Set(
        Object.entries(before).flatMap(([path, { version }]) =>
          path === '' ? [] : groupsAt(nameOf(path), version).map((group) => `${group} ${nameOf(path)}`),
        ),
      );
      const remedies = await planProject({ files, universe, flaws });
      if (known.size === 0) expect(remedies).toEqual([]);
      for (const { plan, change } of remedies) {
        RemedyPlan.parse(plan);
        if (change === undefined) continue;
        planned += 1;
        const after = packagesOf(change.files.find(({ kind }) => kind === 'lock')?.after ?? '');
        const manifest = change.files.find(({ kind }) => kind === 'manifest')?.after ?? '{}';
        const { overrides = {} } = JSON.parse(manifest) as { overrides?: Record<string, Record<string, string>> };
        const pinned = new Set(Object.values(overrides).flatMap((rules) => Object.keys(rules)));
        const said = new Set(plan.package_changes.flatMap(({ purl_from = '', purl_to = '' }) => [purl_from, purl_to]));
        const targets = new Set(
          plan.targets.map(
            ({ group_id, purl }) => `${group_id} ${purl.slice('pkg:npm/'.length, purl.lastIndexOf('@'))}`,
          ),
        );
        for (const [path, entry] of Object.entries(after)) {
          if (path !== '') {
            for (const group of groupsAt(nameOf(path), entry.version)) {
              const label = `${group} ${nameOf(path)}`;
              expect(targets.has(label), `${label} remains`).toBe(false);
              expect(known.has(label), `${label} is new`).toBe(true);
            }
            if (JSON.stringify(before[path]) !== JSON.stringify(entry))
              expect(said).toContain(`pkg:npm/${nameOf(path)}@${entry.version}`);
          }
          for (const [name, wanted] of Object.entries(entry.dependencies ?? {})) {
            if (pinned.has(name)) continue;
            expect(
              satisfies(found(after, path, name)?.version ?? '0.0.0', wanted),
              `${path} asks for ${name}@${wanted}`,
            ).toBe(true);
          }
        }
        for (const [path, { version }] of Object.entries(before)) {
          if (after[path] === undefined) expect(said).toContain(`pkg:npm/${nameOf(path)}@${version}`);
        }
        expect(plan.package_changes.filter((each) => each.change === 'downgraded')).toEqual([]);
      }
    }),
    laws,
  );
  expect(planned).toBeGreaterThan(50);
});

it('locks what a package needs that moves although nobody asks for it', async () => {
  const universe: NpmUniverse = {
    'a@1.0.0': { dependencies: { c: '2.0.0' } },
    'c@1.0.0': { dependencies: { d: '1.0.0' } },
    'c@2.0.0': {},
    'd@1.0.0': {},
    'd@2.0.0': { dependencies: { e: '1.0.0' } },
    'e@1.0.0': {},
  };
  // The lock file was written with c@1, which left d behind when a brought c@2.
  const manifests = { '': { name: 'app', version: '1.0.0', dependencies: { c: '>=1.0.0', a: '1.0.0' } } };
  const files = await npmProject({ manifests, universe, locked: { c: ['1.0.0'] } });
  expect(Object.keys(packagesOf(files['package-lock.json'] ?? ''))).toContain('node_modules/d');
  const [remedy] = await planProject({ files, universe, flaws: [{ id: 'T-0', name: 'd', versions: ['1.0.0'] }] });
  const after = packagesOf(remedy?.change?.files.find(({ kind }) => kind === 'lock')?.after ?? '{"packages":{}}');
  expect(after).toMatchObject({ 'node_modules/d': { version: '2.0.0' }, 'node_modules/e': { version: '1.0.0' } });
  expect(remedy?.plan.package_changes).toMatchObject([
    { purl_to: 'pkg:npm/d@2.0.0', change: 'upgraded' },
    { purl_to: 'pkg:npm/e@1.0.0', change: 'added' },
  ]);
});

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}
