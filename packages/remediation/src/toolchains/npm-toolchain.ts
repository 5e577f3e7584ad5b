import { existsSync, readFileSync, statSync } from 'node:fs';
import type { ProjectFiles } from '@maximus/inventory';
import { readBunfig } from '../package-managers/bun/bunfig.ts';
import { packageManagerOf } from '../package-managers/registry.ts';
import { readYarnrcYml } from '../package-managers/yarn-berry/rc-file.ts';
import { createNpmRegistry, httpGet, readNpmrc } from '../registries/index.ts';
import { ask, onPath, parsedObject } from './find-tool.ts';
import { mayAsk } from './may-ask.ts';
import { nodeTools } from './node-tools.ts';
import { nothing } from './nothing.ts';
import { openOnce } from './open-once.ts';
import type { Toolchain, ToolchainInput } from './types.ts';

const maxCertificateBytes = 4 << 20;
/** Of a lock file, for telling its tool by. */
const headLength = 4_096;

/** npm, pnpm, both Yarns and bun, and the registries of npm's own settings, which all of them are given. */
export async function npmToolchain(input: ToolchainInput): Promise<Toolchain> {
  const { environment, registries, allowed = [] } = input;
  const program = onPath('npm', input);
  const question = { keep: /^npm_config_/i };
  const text =
    program === undefined ? undefined : await ask(program, ['config', 'list', '--long', '--json'], question, input);
  const { 'npm-version': version, registry, userconfig, cafile } = parsedObject(text ?? '');
  const named = registries?.get('npm') ?? registry;
  if (typeof named !== 'string' || !URL.canParse(named)) {
    const why =
      program === undefined ? 'whose settings name the registry, is not on PATH' : 'does not tell its settings';
    return nothing(program === undefined ? `npm, ${why}` : `npm ${why}`);
  }
  const userText = typeof userconfig === 'string' && existsSync(userconfig) ? readFileSync(userconfig, 'utf8') : '';
  const defaultRegistry = named.replace(/\/?$/, '/');
  const certificates = trusted([cafile, environment['NODE_EXTRA_CA_CERTS']]);
  const credentials = credentialsIn(userText, environment);
  const isAsked = mayAsk([defaultRegistry, ...readNpmrc(userText).scopes.values(), ...allowed]);
  const npm = program !== undefined && typeof version === 'string' ? { program, version } : undefined;
  return {
    tools: await nodeTools(npm, input),
    access: { defaultRegistry, credentials, ...(certificates === undefined ? {} : { certificates }) },
    openSource: async (project, lockFile, opened) => {
      const npmrc = await addressesBeside(project, lockFile);
      const options = { npmrc, defaultRegistry, credentials, mayAsk: isAsked, get: httpGet };
      return openOnce(opened, `npm\0${npmrc}`, () => createNpmRegistry(options));
    },
  };
}

/** The certificates of the first file that is there: npm's own setting, then what the runtime is told to trust beside its own. */
function trusted(files: readonly unknown[]): string | undefined {
  const file = files.find((each): each is string => typeof each === 'string' && each !== '' && existsSync(each));
  if (file === undefined || statSync(file).size > maxCertificateBytes) return undefined;
  return readFileSync(file, 'utf8');
}

/** What the project's own settings of the tool that wrote a lock file say of registries, as npm writes it. */
async function addressesBeside(project: ProjectFiles, lockFile: string): Promise<string> {
  const folder = lockFile.slice(0, lockFile.lastIndexOf('/') + 1);
  const textOf = async (name: string) => {
    const text = (await project.exists(`${folder}${name}`)) ? await project.read(`${folder}${name}`) : undefined;
    return text?.ok === true ? text.value : '';
  };
  const head = (await textOf(lockFile.slice(folder.length))).slice(0, headLength);
  const manager = packageManagerOf(lockFile, head)?.id;
  if (manager === 'bun') return npmrcOf(readBunfig(await textOf('bunfig.toml')));
  if (manager !== 'yarn-berry') return textOf('.npmrc');
  const { scopes, ...more } = readYarnrcYml(await textOf('.yarnrc.yml'));
  return npmrcOf({ ...more, scopes: new Map([...scopes].map(([scope, address]) => [`@${scope}`, address])) });
}

function npmrcOf({
  registry,
  scopes,
}: {
  readonly registry?: string;
  readonly scopes: ReadonlyMap<string, string>;
}): string {
  const lines = [...scopes].map(([scope, address]) => `${scope}:registry=${address}`);
  return [...(registry === undefined ? [] : [`registry=${registry}`]), ...lines].join('\n');
}

/** `//host/path/:_authToken` and `:_auth` of the user's own settings, each for its address (npm's "npmrc", auth related). */
function credentialsIn(text: string, environment: ToolchainInput['environment']): ReadonlyMap<string, string> {
  const credentials = new Map<string, string>();
  for (const line of text.split(/\r?\n/, 2_000)) {
    const found = /^\s*\/\/([^\s=]{1,500}):(_authToken|_auth)\s*=\s*"?([^\s"]{1,4000})"?\s*$/.exec(line);
    if (found === null) continue;
    const [, place = '', key, raw = ''] = found;
    const value = raw.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => environment[name] ?? whole);
    const header = `${key === '_auth' ? 'Basic' : 'Bearer'} ${value}`;
    for (const scheme of ['https', 'http']) credentials.set(`${scheme}://${place.replace(/\/?$/, '/')}`, header);
  }
  return credentials;
}
