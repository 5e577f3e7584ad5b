import type { ProjectFiles } from '@maximus/inventory';
import { createNpmRegistry, httpGet, type MetadataSource } from '@maximus/remediation';
import type { Machine } from '../parts.ts';

/** The registries of the folder of a lock file: the project's own where they may be asked, else the operator's. */
export async function metadataOf(project: ProjectFiles, lockFile: string, machine: Machine): Promise<MetadataSource> {
  const file = `${lockFile.slice(0, lockFile.lastIndexOf('/') + 1)}.npmrc`;
  const text = (await project.exists(file)) ? await project.read(file) : undefined;
  const { access, registries } = machine;
  return createNpmRegistry({
    npmrc: text?.ok === true ? text.value : '',
    defaultRegistry: access.defaultRegistry,
    credentials: access.credentials,
    mayAsk: (address) => mayAsk(address, [access.defaultRegistry, ...registries]),
    get: httpGet,
  });
}

/** The operator's registries, and public names over TLS: a project is no reason to reach into the server's own network. */
function mayAsk(address: URL, own: readonly string[]): boolean {
  if (own.some((each) => URL.canParse(each) && new URL(each).origin === address.origin)) return true;
  const { hostname } = address;
  const isName = /\.[a-z]{2,}$/i.test(hostname) && !/\.(?:internal|local|localhost|home|lan)$/i.test(hostname);
  return address.protocol === 'https:' && isName;
}
