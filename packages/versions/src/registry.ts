import { go } from './go/index.ts';
import { npm } from './npm/index.ts';
import { pep440 } from './pep440/index.ts';
import { semver } from './semver/index.ts';
import type { VersionScheme } from './types.ts';

/** Every scheme by id, alphabetical. A folder that is not here fails the registry's test. */
export const schemes: ReadonlyMap<string, VersionScheme> = new Map(
  [go, npm, pep440, semver].map((scheme) => [scheme.id, scheme]),
);
