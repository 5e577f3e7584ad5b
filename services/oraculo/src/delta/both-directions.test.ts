import { contextsOf } from '@maximus/storage';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advisory, type Fixture, openFixture } from '../testing/fixture.ts';
import { checkDrift } from './check-drift.ts';
import { rematchEstate } from './rematch-estate.ts';

const names = ['alpha', 'beta', 'gamma'] as const;
const versions = ['1.0.0', '1.5.0', '2.0.0', '3.0.0'] as const;
const slugs = ['one', 'two', 'three'] as const;

const packages = fc.uniqueArray(fc.record({ name: fc.constantFrom(...names), version: fc.constantFrom(...versions) }), {
  maxLength: 4,
  selector: ({ name, version }) => `${name}@${version}`,
});
const flaw = fc.record({
  number: fc.nat(4),
  name: fc.constantFrom(...names),
  fixed: fc.constantFrom('1.2.0', '2.0.0', '9.0.0'),
  alias: fc.option(fc.nat(4), { nil: undefined }),
  withdrawn: fc.boolean(),
});
const advisories = fc.uniqueArray(flaw, { maxLength: 4, minLength: 1, selector: ({ number }) => number });

const step = fc.oneof(
  fc.record({ kind: fc.constant('import' as const), slug: fc.constantFrom(...slugs), packages }),
  fc.record({ kind: fc.constant('publish' as const), advisories }),
);

function recordsOf(
  flaws: readonly { number: number; name: string; fixed: string; alias: number | undefined; withdrawn: boolean }[],
  day: number,
) {
  return flaws.map(({ number, name, fixed, alias, withdrawn }) =>
    advisory(`GHSA-${number}`, name, fixed, {
      modified: new Date(Date.UTC(2026, 10, 1 + day)).toISOString(),
      ...(alias !== undefined && { aliases: [`CVE-2026-${alias}`] }),
      ...(withdrawn && { withdrawn: '2026-11-02T00:00:00Z' }),
    }),
  );
}

/** Open findings by what is in use and what an index of the last advisories says, without any of the code under test. */
function expected(
  inUse: ReadonlyMap<string, readonly { name: string; version: string }[]>,
  flaws: readonly { number: number; name: string; fixed: string; alias: number | undefined; withdrawn: boolean }[],
): string[] {
  const below = (a: string, b: string) =>
    Number(a.split('.')[0]) * 10 + Number(a.split('.')[1]) < Number(b.split('.')[0]) * 10 + Number(b.split('.')[1]);
  const found = new Set<string>();
  for (const [slug, list] of inUse)
    for (const { name, version } of list)
      for (const each of flaws)
        if (each.name === name && !each.withdrawn && below(version, each.fixed)) {
          const primary = each.alias === undefined ? `GHSA-${each.number}` : `CVE-2026-${each.alias}`;
          found.add(`${slug} ${name}@${version} ${primary}`);
        }
  return [...found].sort();
}

async function open(fixture: Fixture): Promise<string[]> {
  return (await fixture.findings())
    .filter((text) => !/ (resolved|retracted)$/.test(text))
    .map((text) => text.slice(0, text.lastIndexOf(' ')));
}

test('in whatever order projects and advisories change, both directions find the same, and counts are exact', {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
      await using fixture = await openFixture();
      const projects = new Map<string, Awaited<ReturnType<Fixture['project']>>>();
      for (const slug of slugs) projects.set(slug, await fixture.project(slug));
      const inUse = new Map<string, readonly { name: string; version: string }[]>();
      let flaws: Parameters<typeof expected>[1] = [];
      await fixture.publish([advisory('GHSA-X', 'unused', '1.0.0')]);
      for (const [day, each] of steps.entries()) {
        fixture.clock.advance(1_000);
        if (each.kind === 'publish') {
          flaws = each.advisories;
          await fixture.publish([advisory('GHSA-X', 'unused', '1.0.0'), ...recordsOf(flaws, day)]);
        } else {
          inUse.set(each.slug, each.packages);
          const project = projects.get(each.slug);
          if (project !== undefined) await fixture.importPackages(project, each.packages);
        }
      }
      const { parts } = fixture;
      expect(await open(fixture)).toEqual(expected(inUse, flaws));
      using lease = parts.index.lease();
      expect(await checkDrift(parts, lease.live)).toEqual([]);
      const report = await rematchEstate(parts, lease.live, { correlationId: 'test' });
      expect(report).toMatchObject({ matchesWritten: 0, matchesRemoved: 0, opened: 0, moved: 0 });
      const apvs = await parts.database.kysely
        .selectFrom('apv')
        .selectAll()
        .where('status', '<>', 'superseded')
        .execute();
      const counted = await contextsOf(
        parts.database,
        apvs.map(({ group_key }) => group_key),
      );
      for (const apv of apvs) {
        const context = counted.get(apv.group_key);
        expect(apv.finding_counts).toEqual(context?.counts ?? {});
        expect([apv.project_count, apv.service_count]).toEqual([context?.projects ?? 0, context?.services ?? 0]);
      }
    }),
    { numRuns: 12 },
  );
});
