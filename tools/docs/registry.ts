import type { GeneratedPage } from './page.ts';
import { architectureDiagram } from './pages/architecture.ts';
import { commandLinePage } from './pages/command-line.ts';
import { configurationPage } from './pages/configuration.ts';
import { errorsPage } from './pages/errors.ts';
import { coverageRegion, formatsPage } from './pages/formats.ts';
import { scanReportSchema } from './pages/scan-report-schema.ts';
import { versionSchemesPage } from './pages/version-schemes.ts';

/** Every page and region that is written from the code. */
export const pages: readonly GeneratedPage[] = [
  architectureDiagram,
  commandLinePage,
  configurationPage,
  coverageRegion,
  errorsPage,
  formatsPage,
  scanReportSchema,
  versionSchemesPage,
];
