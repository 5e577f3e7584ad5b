import { parserOf } from '../reading.ts';
import type { VersionScheme } from '../types.ts';
import { distanceCran, isPrereleaseCran, orderCran } from './order.ts';
import { parseCran } from './parse.ts';

/** R's versions, for CRAN and Bioconductor. */
export const cran: VersionScheme = {
  id: 'cran',
  parse: parserOf('an R version', parseCran),
  order: orderCran,
  isPrerelease: isPrereleaseCran,
  distance: distanceCran,
};
