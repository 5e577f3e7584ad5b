import type { Catalogue } from '../locales.ts';
import { activity } from './activity.ts';
import { course } from './course.ts';
import { design } from './design.ts';
import { estate } from './estate.ts';
import { common } from './everywhere.ts';
import { health } from './health.ts';
import { immunity } from './immunity.ts';
import { notify } from './notify.ts';
import { operation } from './operation.ts';
import { panel } from './panel.ts';
import { patches } from './patches.ts';
import { review } from './review.ts';
import { said } from './said.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';
import { vocabulary } from './vocabulary.ts';

export { heard } from '../en/heard.ts';
export { failures } from './failures.ts';

/** Every message in Brazilian Portuguese. */
export const ptBr: Catalogue = {
  ...panel,
  ...activity,
  ...said,
  ...settings,
  ...common,
  ...course,
  ...design,
  ...estate,
  ...health,
  ...immunity,
  ...notify,
  ...operation,
  ...patches,
  ...review,
  ...shell,
  ...vocabulary,
};
