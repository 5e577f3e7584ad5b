import { common } from './common.ts';
import { design } from './design.ts';
import { estate } from './estate.ts';
import { immunity } from './immunity.ts';
import { operation } from './operation.ts';
import { patches } from './patches.ts';
import { review } from './review.ts';
import { shell } from './shell.ts';
import { vocabulary } from './vocabulary.ts';

/** Every message in English; one file per area, and the same files beside each other in every language. */
export const en = {
  ...common,
  ...design,
  ...estate,
  ...immunity,
  ...operation,
  ...patches,
  ...review,
  ...shell,
  ...vocabulary,
};
