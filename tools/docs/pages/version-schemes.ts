import { type GeneratedPage, pageHeader, table } from '../page.ts';

const INTRO =
  'How the versions of each ecosystem are ordered. `maximus versions compare ECOSYSTEM A B` answers for two of them. An ' +
  'ecosystem without a scheme is never compared: its components are listed under "could not check". See ' +
  '[how to add one](../guides/adding-a-version-scheme.md).';

/** Every ecosystem with its version scheme, from the table. */
export const versionSchemesPage: GeneratedPage = {
  path: 'docs/reference/version-schemes.md',
  async render() {
    const { ecosystems, schemes } = await import('../../../packages/versions/src/index.ts');
    const rows = ecosystems.map((each) => {
      const scheme = each.scheme === undefined ? undefined : schemes.get(each.scheme);
      const has = (present: boolean | undefined) => (present ? 'yes' : '–');
      return [
        each.id,
        scheme === undefined ? 'none' : `\`${scheme.id}\``,
        each.purlType === undefined ? '–' : `\`${each.purlType}\``,
        has(scheme && 'constraint' in scheme),
        has(scheme && 'distance' in scheme),
      ];
    });
    const head = ['ecosystem', 'scheme', 'purl type', 'reads requirements', 'patch/minor/major'];
    return pageHeader('Version schemes', INTRO) + table(head, rows);
  },
};
