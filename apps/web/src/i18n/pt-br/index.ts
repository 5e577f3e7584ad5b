import type { Catalogue } from '../locales.ts';
import { common } from './common.ts';
import { shell } from './shell.ts';
import { vocabulary } from './vocabulary.ts';

/** Every message in Brazilian Portuguese. */
export const ptBr: Catalogue = { ...common, ...shell, ...vocabulary };
