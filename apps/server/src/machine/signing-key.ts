import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSigner, type EvidenceSigner, newSigningKey } from '@maximus/arena';

/** The signer of this server's evidence: its key is made once, in the data directory, readable by the server alone. */
export async function evidenceSigner(dataDir: string): Promise<EvidenceSigner> {
  const path = join(dataDir, 'evidence.key');
  try {
    await writeFile(path, newSigningKey(), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return createSigner(await readFile(path, 'utf8'));
}
