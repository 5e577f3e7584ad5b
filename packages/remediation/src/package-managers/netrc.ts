import type { RegistryAccess } from './types.ts';

/** A netrc file with the Basic credentials of a run, each for its own host; others cannot be said in that form. */
export function netrc({ credentials }: RegistryAccess): string {
  const lines: string[] = [];
  for (const [address, header] of credentials) {
    const pair = /^Basic (\S+)$/.exec(header)?.[1];
    if (pair === undefined || !URL.canParse(address)) continue;
    const text = Buffer.from(pair, 'base64').toString('utf8');
    const at = text.indexOf(':');
    const [login, password] = [text.slice(0, at), text.slice(at + 1)];
    if (at < 1 || /\s/.test(login + password)) continue;
    lines.push(`machine ${new URL(address).hostname} login ${login} password ${password}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}
