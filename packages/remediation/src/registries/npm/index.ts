export { createNpmRegistry, type NpmRegistryOptions } from './npm-registry.ts';
export { allowedNpmrc, type NpmAddresses, readNpmrc } from './npmrc.ts';
export { readPackument } from './packument.ts';
