import { type GeneratedPage, pageHeader, table } from '../page.ts';

const INTRO =
  'Settings come from defaults, then `maximus.yaml`, then `MAXIMUS_…` variables, then flags; the later one wins. An ' +
  'unknown key is an error with a suggestion. `maximus config print` shows what is in force and where each value is from.';

/** Every setting of the command line with its variable, type and default. */
export const configurationPage: GeneratedPage = {
  path: 'docs/reference/configuration.md',
  async render() {
    const { configFields } = await import('../../../packages/kernel/src/config/index.ts');
    const { RootConfig } = await import('../../../apps/cli/src/config/schema.ts');
    const { IgnoreRuleConfig } = await import('../../../packages/scanning/src/config.ts');
    const settings = configFields(RootConfig).map((field) => [
      `\`${field.key}\``,
      `\`${field.variable}\``,
      field.type,
      field.fallback === undefined ? '' : `\`${JSON.stringify(field.fallback)}\``,
      field.description,
    ]);
    const rule = configFields(IgnoreRuleConfig).map((field) => [`\`${field.key}\``, field.description]);
    return (
      pageHeader('Configuration', INTRO) +
      table(['key', 'variable', 'type', 'default', 'meaning'], settings) +
      `\n## Ignore rules\n\nEach entry of \`ignore\` has these keys.\n\n${table(['key', 'meaning'], rule)}`
    );
  },
};
