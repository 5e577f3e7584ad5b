/**
 * Takes user, password and query off every address that a lock file or manifest holds, before anything else sees them
 * (secrets never reach logs, diffs or the page). parse-file.ts applies it to every format.
 */
export { withoutSecretsIn, withoutSecretsOf } from './parsed-file.ts';
export { withoutSecrets } from './text.ts';
