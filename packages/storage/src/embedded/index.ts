export { locateBinaries } from './locate-binaries.ts';
export { findPlace } from './place.ts';
export { type Postmaster, startPostmaster } from './postmaster.ts';
export { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from './start-embedded.ts';
