/**
 * Makes what estate-run.ts needs in a process of its own, so that the memory of building does not count: the index before
 * and after a day of changes, and which advisories are to be timed. Usage: estate-prepare.ts <projects> <folder> <sampled>.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildIndex } from '@maximus/advisories';
import { systemClock, unwrap } from '@maximus/kernel';
import { dataFolder } from './data.ts';
import {
  common,
  estateOf,
  type FeedRecord,
  type NamedVersions,
  namedVersions,
  readRecords,
} from './estate-workload.ts';
import { sequence } from './workload.ts';

/** What is timed, and with what. */
export interface EstatePlan {
  /** Folders of the two generations. */
  readonly before: string;
  readonly after: string;
  readonly named: NamedVersions;
  /** Ids of the advisories that are applied one by one. */
  readonly sampled: readonly string[];
  /** The one about the package that most projects use. */
  readonly common: string;
}

const [, , projectsText = '300', folder = '', sampledText = '1000'] = process.argv;

async function build(name: string, records: readonly FeedRecord[]): Promise<string> {
  const file = join(folder, `${name}.jsonl`);
  writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const data = join(dataFolder(), 'advisories');
  const out = join(folder, name);
  unwrap(
    await buildIndex({
      out,
      from: [file, join(data, 'kev-2026-08-07.json'), join(data, 'epss-2026-08-16.csv.gz')],
      clock: systemClock,
    }),
  );
  return out;
}

mkdirSync(folder, { recursive: true });
const records = await readRecords(dataFolder());
const named = namedVersions(records);
const estate = estateOf(named, 1);

// The packages that the estate uses, so that each sampled advisory touches it.
const inUse = new Set<string>([`${common.ecosystem}\0${common.name}`]);
for (let place = 0; place < Number(projectsText); place += 1)
  for (const each of estate.project(place, 1_000)) inUse.add(`${each.ecosystem}\0${each.name}`);
const touching = records.filter(({ affected }) =>
  affected?.some((each) => each.package !== undefined && inUse.has(`${each.package.ecosystem}\0${each.package.name}`)),
);
const random = sequence(2);
const chosen = touching
  .map((record) => ({ record, rank: random() }))
  .sort((a, b) => a.rank - b.rank)
  .slice(0, Number(sampledText));
// Half of them are new, a quarter is withdrawn, a quarter changes its words: what a feed brings on a day.
const kind = new Map(
  chosen.map(({ record }, place) => [record.id, (['new', 'withdrawn', 'new', 'words'] as const)[place % 4]]),
);
const commonAdvisory: FeedRecord = {
  id: 'BENCH-2026-0001',
  modified: '2026-11-01T00:00:00Z',
  affected: [
    { package: common, ranges: [{ events: [{ introduced: '0' }, { fixed: '3.0.0' }], ...{ type: 'SEMVER' } }] },
  ],
};
const later = { modified: '2026-11-02T00:00:00Z' };
const before = records.filter(({ id }) => kind.get(id) !== 'new');
const after = records.map((record) => {
  if (kind.get(record.id) === 'withdrawn') return { ...record, ...later, withdrawn: later.modified };
  return kind.get(record.id) === 'words'
    ? { ...record, ...later, summary: `${record.id}: told in other words` }
    : record;
});
const beforeDir = await build('before', before);
const afterDir = await build('after', [...after, commonAdvisory]);
const plan: EstatePlan = {
  before: beforeDir,
  after: afterDir,
  named,
  sampled: chosen.map(({ record }) => record.id),
  common: commonAdvisory.id,
};
writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
process.stdout.write(
  `${records.length} advisories, ${touching.length} touch the estate, ${plan.sampled.length} sampled\n`,
);
