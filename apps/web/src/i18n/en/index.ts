import { common } from './common.ts';
import { shell } from './shell.ts';
import { vocabulary } from './vocabulary.ts';

/** Every message in English; one file per area, and the same files beside each other in every language. */
export const en = { ...common, ...shell, ...vocabulary };
