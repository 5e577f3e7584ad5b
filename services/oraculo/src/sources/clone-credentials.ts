import { open } from 'node:fs/promises';
import { fail, ok, type Result } from '@maximus/kernel';
import * as z from 'zod';
import { errors } from '../errors.ts';

/** `source.credentials`: what private repositories are cloned with, by the name that a project gives. */
export const CloneCredentials = z.record(
  z.string().min(1).max(128),
  z.strictObject({
    host: z.string().min(1).max(255),
    username: z.string().min(1).max(255).default('git'),
    token_file: z.string().max(4096).default(''),
    ssh_key_file: z.string().max(4096).default(''),
    known_hosts_file: z.string().max(4096).default(''),
  }),
);
export type CloneCredentials = z.infer<typeof CloneCredentials>;

/** What one clone is given; never logged. */
export interface Credentials {
  /** The only host, with its port where it is not the usual one, that may see it. */
  readonly host: string;
  readonly username: string;
  /** Password or token, for https. */
  readonly password?: string;
  /** Private key and the keys of the host, for ssh. */
  readonly ssh?: { readonly keyFile: string; readonly knownHostsFile: string };
}

/** Finds credentials by name; `undefined` for a name that the settings do not have. */
export type FindCredentials = (name: string) => Promise<Result<Credentials> | undefined>;

const longestToken = 16_384;

/**
 * Reads credentials anew each time, so that a token may be renewed while the server runs. Fails with
 * `oraculo.source_refused`, which names the setting, where a file cannot be read or the parts do not go together.
 */
export function credentialsFrom(settings: CloneCredentials): FindCredentials {
  return async (name) => {
    const set = Object.hasOwn(settings, name) ? settings[name] : undefined;
    if (set === undefined) return undefined;
    const refuse = (why: string, cause?: unknown) =>
      fail(errors.source_refused(`source.credentials.${name}: ${why}`, {}, cause));
    const { host, username, token_file, ssh_key_file, known_hosts_file } = set;
    if ((ssh_key_file === '') !== (known_hosts_file === ''))
      return refuse('ssh_key_file and known_hosts_file are set together');
    if (token_file === '' && ssh_key_file === '') return refuse('neither token_file nor ssh_key_file is set');
    const ssh = ssh_key_file === '' ? {} : { ssh: { keyFile: ssh_key_file, knownHostsFile: known_hosts_file } };
    if (token_file === '') return ok({ host, username, ...ssh });
    try {
      const password = await firstLine(token_file);
      return password === '' ? refuse('token_file is empty') : ok({ host, username, password, ...ssh });
    } catch (cause) {
      return refuse(`token_file cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`, cause);
    }
  };
}

async function firstLine(path: string): Promise<string> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(longestToken), 0, longestToken, 0);
  return (buffer.toString('utf8', 0, bytesRead).split('\n')[0] ?? '').trim();
}
