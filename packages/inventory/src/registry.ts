import { cargoLock } from './cargo-lock/index.ts';
import { goMod } from './go-mod/index.ts';
import { gradleLock } from './gradle-lock/index.ts';
import { npmInstalledTree } from './npm-installed-tree/index.ts';
import { npmManifest } from './npm-manifest/index.ts';
import { npmPackageLock } from './npm-package-lock/index.ts';
import { pdmLock } from './pdm-lock/index.ts';
import { pipfileLock } from './pipfile-lock/index.ts';
import { pnpmLock } from './pnpm-lock/index.ts';
import { poetryLock } from './poetry-lock/index.ts';
import { pylockToml } from './pylock-toml/index.ts';
import { requirementsTxt } from './requirements-txt/index.ts';
import type { InventoryFormat } from './types.ts';
import { uvLock } from './uv-lock/index.ts';
import { yarnBerry } from './yarn-berry/index.ts';
import { yarnClassic } from './yarn-classic/index.ts';

/** Every format, alphabetical. A folder that is not here fails the registry's test. */
export const formats: readonly InventoryFormat[] = [
  cargoLock,
  goMod,
  gradleLock,
  npmInstalledTree,
  npmManifest,
  npmPackageLock,
  pdmLock,
  pipfileLock,
  pnpmLock,
  poetryLock,
  pylockToml,
  requirementsTxt,
  uvLock,
  yarnBerry,
  yarnClassic,
];
