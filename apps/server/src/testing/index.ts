/**
 * The HTTP side on a free port with routes of a test or a measurement, and the bare framework beside it. Nothing here runs
 * in the product.
 */
export { type AppUnderTest, admin, authenticateAs, type OpenApp, openApp, sampleEndpoint } from './open-app.ts';
export { openBare } from './open-bare.ts';
