import { apkInstalled } from './apk-installed/index.ts';
import { bunLock } from './bun-lock/index.ts';
import { cargoLock } from './cargo-lock/index.ts';
import { composerLock } from './composer-lock/index.ts';
import { cyclonedxJson } from './cyclonedx-json/index.ts';
import { cyclonedxXml } from './cyclonedx-xml/index.ts';
import { denoLock } from './deno-lock/index.ts';
import { dpkgStatus } from './dpkg-status/index.ts';
import { gemLock } from './gem-lock/index.ts';
import { goMod } from './go-mod/index.ts';
import { gradleLock } from './gradle-lock/index.ts';
import { gradleVerification } from './gradle-verification/index.ts';
import { mavenPom } from './maven-pom/index.ts';
import { mixLock } from './mix-lock/index.ts';
import { npmInstalledTree } from './npm-installed-tree/index.ts';
import { npmManifest } from './npm-manifest/index.ts';
import { npmPackageLock } from './npm-package-lock/index.ts';
import { nugetLock } from './nuget-lock/index.ts';
import { pdmLock } from './pdm-lock/index.ts';
import { pipfileLock } from './pipfile-lock/index.ts';
import { pnpmLock } from './pnpm-lock/index.ts';
import { poetryLock } from './poetry-lock/index.ts';
import { pubLock } from './pub-lock/index.ts';
import { pylockToml } from './pylock-toml/index.ts';
import { requirementsTxt } from './requirements-txt/index.ts';
import { spdxJson } from './spdx-json/index.ts';
import { spdxTagValue } from './spdx-tag-value/index.ts';
import type { InventoryFormat } from './types.ts';
import { uvLock } from './uv-lock/index.ts';
import { yarnBerry } from './yarn-berry/index.ts';
import { yarnClassic } from './yarn-classic/index.ts';

/** Every format, alphabetical. A folder that is not here fails the registry's test. */
export const formats: readonly InventoryFormat[] = [
  apkInstalled,
  bunLock,
  cargoLock,
  composerLock,
  cyclonedxJson,
  cyclonedxXml,
  denoLock,
  dpkgStatus,
  gemLock,
  goMod,
  gradleLock,
  gradleVerification,
  mavenPom,
  mixLock,
  npmInstalledTree,
  npmManifest,
  npmPackageLock,
  nugetLock,
  pdmLock,
  pipfileLock,
  pnpmLock,
  poetryLock,
  pubLock,
  pylockToml,
  requirementsTxt,
  spdxJson,
  spdxTagValue,
  uvLock,
  yarnBerry,
  yarnClassic,
];
