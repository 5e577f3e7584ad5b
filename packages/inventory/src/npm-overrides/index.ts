/**
 * Rules of a JavaScript project that decide versions over the heads of the packages that ask: pnpm's `overrides`, yarn's
 * `resolutions`, bun's both. npm's own nested form is in npm-package-lock/overrides.ts. Read version-rules.ts first.
 */
export { targetOfOverride, targetOfResolution } from './selectors.ts';
export { VersionRules } from './version-rules.ts';
