import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { createSigner, type EvidenceSigner, newSigningKey } from '@maximus/arena';
import type { CommandIo } from '../../terminal/io.ts';

/** Where evidence and the key that signs it are kept (XDG base directories, state). */
export function stateFolder(environment: CommandIo['environment']): string {
  const state = environment['XDG_STATE_HOME'];
  const base = state !== undefined && isAbsolute(state) ? state : join(homedir(), '.local', 'state');
  return join(base, 'maximus');
}

/** The user's own key, made at the first use and readable to nobody else. Two first uses at once agree on one key. */
export function userSigner(folder: string): EvidenceSigner {
  const file = join(folder, 'evidence-key.pem');
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const mine = `${file}.${process.pid}`;
    writeFileSync(mine, newSigningKey(), { mode: 0o600, flag: 'wx' });
    try {
      linkSync(mine, file);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    } finally {
      rmSync(mine);
    }
  }
  return createSigner(readFileSync(file, 'utf8'));
}
