import type { GeneratedPage } from './page.ts';
import { architectureDiagram } from './pages/architecture.ts';
import { commandLinePage, commandsRegion } from './pages/command-line.ts';
import { configurationPage } from './pages/configuration.ts';
import { errorsPage } from './pages/errors.ts';
import { coverageRegion, formatsPage } from './pages/formats.ts';
import { metricsPage } from './pages/metrics.ts';
import { scanReportSchema } from './pages/scan-report-schema.ts';
import { serverConfigurationPage } from './pages/server-configuration.ts';
import { versionSchemesPage } from './pages/version-schemes.ts';

/** Every page and region that is written from the code. */
export const pages: readonly GeneratedPage[] = [
  architectureDiagram,
  commandLinePage,
  commandsRegion,
  configurationPage,
  coverageRegion,
  errorsPage,
  formatsPage,
  metricsPage,
  scanReportSchema,
  serverConfigurationPage,
  versionSchemesPage,
];
