import { alpine } from './alpine/index.ts';
import { cargo } from './cargo/index.ts';
import { cran } from './cran/index.ts';
import { debian } from './debian/index.ts';
import { go } from './go/index.ts';
import { hackage } from './hackage/index.ts';
import { hex } from './hex/index.ts';
import { maven } from './maven/index.ts';
import { npm } from './npm/index.ts';
import { nuget } from './nuget/index.ts';
import { packagist } from './packagist/index.ts';
import { pep440 } from './pep440/index.ts';
import { pub } from './pub/index.ts';
import { rpm } from './rpm/index.ts';
import { rubygems } from './rubygems/index.ts';
import { semver } from './semver/index.ts';
import type { VersionScheme } from './types.ts';

/** Every scheme by id, alphabetical. A folder that is not here fails the registry's test. */
export const schemes: ReadonlyMap<string, VersionScheme> = new Map(
  [alpine, cargo, cran, debian, go, hackage, hex, maven, npm, nuget, packagist, pep440, pub, rpm, rubygems, semver].map(
    (scheme) => [scheme.id, scheme],
  ),
);
