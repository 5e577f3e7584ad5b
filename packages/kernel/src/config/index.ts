export { errors as configErrors } from './errors.ts';
export { type ConfigField, configFields } from './fields.ts';
export { parseDuration, parseSize } from './quantity.ts';
export { type ConfigSources, type ResolvedConfig, resolveConfig } from './resolve.ts';
export { suggest } from './suggest.ts';
