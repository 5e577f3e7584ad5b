import { existsSync, readFileSync, statSync } from 'node:fs';
import type { ProjectFiles } from '@maximus/inventory';
import { createNpmRegistry, httpGet, type InstalledTool, type MetadataSource, readNpmrc } from '@maximus/remediation';
import type { CommandIo } from '../../terminal/io.ts';
import { ask, onPath, parsedObject, scriptTool } from './find-tool.ts';
import { nothing } from './machine-of.ts';
import { mayAsk } from './may-ask.ts';
import type { Machine } from './types.ts';

/** Tools that share npm's registry and settings, beside npm itself. */
const others = ['pnpm', 'yarn'] as const;
const maxCertificateBytes = 4 << 20;

/** npm, pnpm and Yarn as the user has them, and the registries of the user's npm settings. */
export async function npmMachine(io: CommandIo, emptyFolder: string): Promise<Machine> {
  const program = onPath('npm', io);
  if (program === undefined) return nothing('npm, whose settings name the registry, is not on PATH');
  const text = await ask(program, ['config', 'list', '--long', '--json'], /^npm_config_/i, emptyFolder, io);
  const { 'npm-version': version, registry, userconfig, cafile } = parsedObject(text ?? '');
  if (typeof version !== 'string' || typeof registry !== 'string' || !URL.canParse(registry)) {
    return nothing('npm does not tell its settings');
  }
  const userText = typeof userconfig === 'string' && existsSync(userconfig) ? readFileSync(userconfig, 'utf8') : '';
  const defaultRegistry = registry.replace(/\/?$/, '/');
  const certificates = trusted([cafile, io.environment['NODE_EXTRA_CA_CERTS']]);
  const access = {
    defaultRegistry,
    credentials: credentialsIn(userText, io.environment),
    ...(certificates === undefined ? {} : { certificates }),
  };
  const isAsked = mayAsk([defaultRegistry, ...readNpmrc(userText).scopes.values()]);
  const sources = new Map<string, MetadataSource>();
  const tools = new Map<string, readonly InstalledTool[]>([['npm', [scriptTool(program, version)]]]);
  for (const name of others) {
    const found = await otherTool(name, emptyFolder, io);
    if (found !== undefined) tools.set(name, [found]);
  }
  return {
    tools,
    access,
    sourceFor: async (project, lockFile) => {
      const npmrc = await npmrcBeside(project, lockFile);
      const source =
        sources.get(npmrc) ??
        createNpmRegistry({ npmrc, defaultRegistry, credentials: access.credentials, mayAsk: isAsked, get: httpGet });
      sources.set(npmrc, source);
      return source;
    },
  };
}

/** The certificates of the first file that is there: npm's own setting, then what the runtime is told to trust beside its own. */
function trusted(files: readonly unknown[]): string | undefined {
  const file = files.find((each): each is string => typeof each === 'string' && each !== '' && existsSync(each));
  if (file === undefined || statSync(file).size > maxCertificateBytes) return undefined;
  return readFileSync(file, 'utf8');
}

async function otherTool(name: string, cwd: string, io: CommandIo): Promise<InstalledTool | undefined> {
  const program = onPath(name, io);
  if (program === undefined) return undefined;
  const version = (await ask(program, ['--version'], /^$/, cwd, io))?.trim() ?? '';
  return /^\d+\.\d+\.\d+/.test(version) ? scriptTool(program, version) : undefined;
}

async function npmrcBeside(project: ProjectFiles, lockFile: string): Promise<string> {
  const file = `${lockFile.slice(0, lockFile.lastIndexOf('/') + 1)}.npmrc`;
  if (!(await project.exists(file))) return '';
  const text = await project.read(file);
  return text.ok ? text.value : '';
}

/** `//host/path/:_authToken` and `:_auth` of the user's own settings, each for its address (npm's "npmrc", auth related). */
function credentialsIn(text: string, environment: CommandIo['environment']): ReadonlyMap<string, string> {
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
