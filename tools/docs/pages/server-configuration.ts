import { type GeneratedPage, pageHeader, table } from '../page.ts';

const INTRO =
  'Settings of `maximus-server`. They come from defaults, then `maximus-server.yaml` (or `--config FILE`), then ' +
  '`MAXIMUS_…` variables, then flags (`--set KEY=VALUE`); the later one wins. An unknown key is an error with a ' +
  'suggestion. `maximus-server --print-config` shows what is in force and where each value is from, `--verify-config` ' +
  'says what is wrong. Durations are written as `"30s"`, `"12h"` or `"7d"`, sizes as `"64MiB"` or `"1GiB"`, lists in ' +
  'variables with commas. Where there is a `…_file` setting, prefer it for secrets.';

/** Every setting of the server with its variable, type and default. */
export const serverConfigurationPage: GeneratedPage = {
  path: 'docs/reference/server-configuration.md',
  async render() {
    const { configFields } = await import('../../../packages/kernel/src/config/index.ts');
    const { ServerConfig } = await import('../../../apps/server/src/config/schema.ts');
    const sections = new Map<string, string[][]>();
    for (const { key, variable, type, fallback, description } of configFields(ServerConfig)) {
      const dot = key.indexOf('.');
      const section = dot < 0 ? 'General' : key.slice(0, dot);
      const shown = fallback === undefined ? '' : `\`${JSON.stringify(fallback)}\``;
      const rows = sections.get(section) ?? [];
      rows.push([`\`${key}\``, `\`${variable}\``, type, shown, description]);
      sections.set(section, rows);
    }
    const parts = [...sections].map(
      ([section, rows]) => `## ${section}\n\n${table(['key', 'variable', 'type', 'default', 'meaning'], rows)}`,
    );
    return pageHeader('Configuration of the server', INTRO) + parts.join('\n');
  },
};
