import { cargoLock } from './cargo-lock/index.ts';
import { goMod } from './go-mod/index.ts';
import { gradleLock } from './gradle-lock/index.ts';
import { npmPackageLock } from './npm-package-lock/index.ts';
import { pnpmLock } from './pnpm-lock/index.ts';
import type { InventoryFormat } from './types.ts';

/** Every format, alphabetical. A folder that is not here fails the registry's test. */
export const formats: readonly InventoryFormat[] = [cargoLock, goMod, gradleLock, npmPackageLock, pnpmLock];
