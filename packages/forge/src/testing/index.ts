/**
 * A real git estate (bare origin beside a checkout), real git over HTTP, and recorded forges on top of it, for tests of whoever
 * delivers. Read recorded-forge.ts first; what is real and what is recorded stands there.
 */
export { connectedForge, localForge, testTime } from './ready-forge.ts';
export { type RecordedForge, recordedForge } from './recorded-forge.ts';
export { edit, sampleDelivery, sampleStatement, sha256 } from './sample-delivery.ts';
export { type TestEstate, testEstate } from './test-estate.ts';
