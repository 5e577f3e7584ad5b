import type { ForgeKind } from '../config.ts';
import type { ForgePlugin } from '../types.ts';
import { gitea } from './gitea/index.ts';
import { github } from './github/index.ts';
import { gitlab } from './gitlab/index.ts';
import { local } from './local/index.ts';

/** Every forge by id, alphabetical. A folder that is not here fails the registry's test. */
export const forges: Readonly<Record<ForgeKind, ForgePlugin>> = { gitea, github, gitlab, local };
