import { access, constants, readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { fail, ok, type Result } from '@maximus/kernel';
import type { ForgeConfig } from '../config.ts';
import { errors } from '../errors.ts';
import type { GitAccess } from './types.ts';

/** The origin as the settings name it: a folder for `local`, else https; http only on this machine or when allowed. */
export function originAccess(config: ForgeConfig, user: string, token: string | undefined): Result<GitAccess> {
  const { origin, run_origin_hooks: runHooks } = config;
  if (isAbsolute(origin)) {
    if (config.kind !== 'local')
      return fail(errors.config_invalid(`origin of a ${config.kind} project must be an address`));
    return ok({ address: origin, protocol: 'file', user, runHooks });
  }
  const url = checkedAddress(origin, config.allow_http, 'origin');
  if (!url.ok) return url;
  const protocol = url.value.protocol === 'https:' ? 'https' : 'http';
  return ok({ address: url.value.href, protocol, user, runHooks, ...(token === undefined ? {} : { token }) });
}

/** An http(s) address without credentials; plain http on the loopback interface only, unless allowed. */
export function checkedAddress(text: string, allowHttp: boolean, setting: string): Result<URL> {
  if (!URL.canParse(text))
    return fail(errors.config_invalid(`${setting} is neither an absolute folder nor an address`));
  const url = new URL(text);
  if (url.username !== '' || url.password !== '')
    return fail(errors.config_invalid(`${setting} must not hold credentials`));
  const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && (allowHttp || loopback))) return ok(url);
  return fail(errors.config_invalid(`${setting} must be https`));
}

const judgingHooks = ['pre-receive', 'update', 'proc-receive', 'reference-transaction'];

/**
 * The hooks of a local origin that would judge a push. They are the origin's protection: with hooks off we would go round
 * it, so the caller refuses instead.
 */
export async function judgingHooksOf(origin: GitAccess): Promise<string[]> {
  if (origin.protocol !== 'file' || origin.runHooks) return [];
  const gitDir = await gitDirOf(origin.address);
  const configured = /^\s*hookspath\s*=/im.test(await readFile(join(gitDir, 'config'), 'utf8').catch(() => ''));
  const found = await Promise.all(
    judgingHooks.map(async (name) => ((await isExecutable(join(gitDir, 'hooks', name))) ? [name] : [])),
  );
  return [...(configured ? ['core.hooksPath'] : []), ...found.flat()];
}

async function gitDirOf(folder: string): Promise<string> {
  const inner = join(folder, '.git');
  return (await exists(inner)) ? inner : folder;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
