export { type CargoIndexOptions, createCargoIndex, sparseAddress } from './sparse-index.ts';
