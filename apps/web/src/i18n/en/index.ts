import { activity } from './activity.ts';
import { course } from './course.ts';
import { design } from './design.ts';
import { estate } from './estate.ts';
import { common } from './everywhere.ts';
import { immunity } from './immunity.ts';
import { notify } from './notify.ts';
import { operation } from './operation.ts';
import { panel } from './panel.ts';
import { patches } from './patches.ts';
import { review } from './review.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';
import { vocabulary } from './vocabulary.ts';

/** Every message in English but what the server says in it already (`said.ts`, `health.ts`); one file per area, and the same files beside each other in every language. */
export const en = {
  ...panel,
  ...activity,
  ...settings,
  ...common,
  ...course,
  ...design,
  ...estate,
  ...immunity,
  ...notify,
  ...operation,
  ...patches,
  ...review,
  ...shell,
  ...vocabulary,
};
