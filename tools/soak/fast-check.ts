/**
 * What tests get when they import fast-check (`vitest.config.ts` puts it in its place): the same library, whose `assert`
 * begins from the seed of the run and tells in a failure how to repeat it. See `settings.ts` and "Properties" in CONTRIBUTING.md.
 */
import fc from 'fast-check';
import { assertSoaked } from './assert.ts';
import { propertySettings } from './settings.ts';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: propertySettings(process.env).seed });

const library = { ...fc, assert: assertSoaked };

export * from 'fast-check';
// biome-ignore lint/style/noDefaultExport: the library is imported by its default.
export { assertSoaked as assert, library as default };
