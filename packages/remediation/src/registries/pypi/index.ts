export { createPypiIndex, type PypiIndexOptions, type PypiManifest } from './pypi-index.ts';
