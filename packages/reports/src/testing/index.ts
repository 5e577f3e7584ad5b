/** What tests hold documents to: the published schemas. Needs the packages that carry them. */
export { cyclonedxFaults } from './cyclonedx-schema.ts';
export { sarifFaults } from './sarif-schema.ts';
