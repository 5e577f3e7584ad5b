import type { RegistryAccess } from '../types.ts';

/** Name of the settings of a run. */
export const settingsName = '.maximus-run-settings.xml';

/** Setting that names a repository of the operator's with the plug-in that is run; it is asked before the configured one. */
const pluginsSetting = 'maven.plugins';

/** The way out that the sandbox gives; Maven does not take it from the environment. */
const proxy = { host: '127.0.0.1', port: 3128 };

/** Settings for one run: every repository is the configured one, whatever a POM names, with its password. */
export function settingsFile({ defaultRegistry, credentials, settings }: RegistryAccess): string {
  const pair = [...credentials].find(([address]) => sameHost(address, defaultRegistry))?.[1];
  const basic = /^Basic (\S+)$/.exec(pair ?? '')?.[1];
  const [user = '', ...password] = Buffer.from(basic ?? '', 'base64')
    .toString('utf8')
    .split(':');
  const server =
    basic === undefined
      ? ''
      : `<servers><server><id>maximus</id><username>${escaped(user)}</username><password>${escaped(password.join(':'))}</password></server></servers>`;
  const proxies = ['http', 'https'].map(
    (protocol) =>
      `<proxy><id>${protocol}</id><active>true</active><protocol>${protocol}</protocol><host>${proxy.host}</host><port>${proxy.port}</port><nonProxyHosts>127.0.0.1|localhost</nonProxyHosts></proxy>`,
  );
  const plugins = settings?.get(pluginsSetting);
  const own = plugins === undefined ? '' : profileOf(plugins);
  const mirrored = plugins === undefined ? '*' : '*,!maximus-plugins';
  const mirror = `<mirror><id>maximus</id><mirrorOf>${mirrored}</mirrorOf><url>${escaped(defaultRegistry)}</url></mirror>`;
  return `<settings><interactiveMode>false</interactiveMode><proxies>${proxies.join('')}</proxies>${server}<mirrors>${mirror}</mirrors>${own}</settings>\n`;
}

function profileOf(address: string): string {
  const repository = `<pluginRepository><id>maximus-plugins</id><url>${escaped(address)}</url></pluginRepository>`;
  const profile = `<profile><id>maximus</id><pluginRepositories>${repository}</pluginRepositories></profile>`;
  return `<profiles>${profile}</profiles><activeProfiles><activeProfile>maximus</activeProfile></activeProfiles>`;
}

function sameHost(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).host === new URL(b).host;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
