import type { ManagerFiles, RegistryAccess } from '../types.ts';

/** Where npm is told to look for what belongs to a user: a file of ours, which goes with the run. */
const userConfig = '.maximus-run-npmrc';
const certificateFile = '.maximus-run-ca.pem';

/** Points npm, and what reads its settings, at that file and at nothing else of the machine. */
export const npmUserEnvironment: Readonly<Record<string, string>> = {
  npm_config_userconfig: `/job/${userConfig}`,
  npm_config_globalconfig: '/job/.maximus-run-no-npmrc',
  npm_config_cache: '/tmp/npm-cache',
};

/** A user's `.npmrc` for one run: the default registry, trusted certificates, and each credential for its own address only. */
export function npmAccessFiles({ defaultRegistry, credentials, certificates }: RegistryAccess): ManagerFiles {
  const lines = [`registry=${defaultRegistry}`];
  if (certificates !== undefined) lines.push(`cafile=/job/${certificateFile}`);
  for (const [address, header] of credentials) {
    const found = /^(Bearer|Basic) (\S+)$/.exec(header);
    if (found === null || !URL.canParse(address)) continue;
    const { host, pathname } = new URL(address);
    lines.push(`//${host}${pathname}:${found[1] === 'Bearer' ? '_authToken' : '_auth'}=${found[2]}`);
  }
  return new Map([
    [userConfig, `${lines.join('\n')}\n`],
    ...(certificates === undefined ? [] : [[certificateFile, certificates] as const]),
  ]);
}
