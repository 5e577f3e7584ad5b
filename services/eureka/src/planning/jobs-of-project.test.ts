import type { FindingToRemedy } from '@maximus/storage';
import { expect, it } from 'vitest';
import type { VersionJudgement } from '../confirm/judge-version.ts';
import { jobsOfProject } from './jobs-of-project.ts';

const id = '00000000-0000-7000-8000-000000000001';

function lockOf(places: readonly (readonly [file: string, format: string])[]): string | undefined {
  const finding = {
    id,
    apvId: id,
    primaryId: 'T-1',
    purl: 'pkg:pypi/bad@1.0.0',
    priority: 2,
    kind: 'vulnerability',
    inKev: false,
    places: places.map(([file, format]) => ({ file, format })),
  } as unknown as FindingToRemedy;
  const judged = new Map([[id, { indexGroup: 'agr_1' } as VersionJudgement]]);
  return jobsOfProject([finding], judged)[0]?.lockFile;
}

it.each([
  [
    'the lock file that plans are made for, before others',
    [
      ['a/Pipfile.lock', 'pipfile-lock'],
      ['a/uv.lock', 'uv-lock'],
    ],
    'a/uv.lock',
  ],
  ['a manifest that is its own lock', [['pom.xml', 'maven-pom']], 'pom.xml'],
  ['a lock file that nothing is known of, for its reason', [['Gemfile.lock', 'gem-lock']], 'Gemfile.lock'],
  ['nothing where no lock file shows it', [['site/bad.whl', 'wheel']], undefined],
] as const)('plans in %s', (_name, places, file) => expect(lockOf(places)).toBe(file));
