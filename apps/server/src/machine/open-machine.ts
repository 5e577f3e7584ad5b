import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBubblewrapSandbox, probeSandbox, sweepRunFolders } from '@maximus/arena';
import type { Machine } from '@maximus/eureka';
import type { ServerContext } from '../parts/context.ts';
import { findTools, npmRegistry } from './find-tools.ts';
import { evidenceSigner } from './signing-key.ts';

/** What of this machine remedies are made and proven with; looked at once, at the start. */
export async function openMachine(
  { config, dataDir }: Pick<ServerContext, 'config' | 'dataDir'>,
  originRoots: readonly string[],
): Promise<Machine & { remove(): Promise<void> }> {
  const { remedy, delivery } = config;
  await sweepRunFolders();
  // Users of sandboxes pass through it to what is theirs; the data directory lets nobody in.
  const scratchFolder = await mkdtemp(join(tmpdir(), 'maximus-work-'));
  await chmod(scratchFolder, 0o711);
  const deliveryFolder = join(dataDir, 'deliveries');
  await mkdir(deliveryFolder, { recursive: true, mode: 0o700 });
  const support = await probeSandbox(process.env);
  const tools = await findTools(process.env, scratchFolder);
  const ownRegistry = remedy.default_registry === '' ? await npmRegistry(process.env, scratchFolder) : undefined;
  const isRoot = process.getuid?.() === 0;
  return {
    support,
    sandbox: support.bubblewrap ? createBubblewrapSandbox({ level: 'process', isRoot }) : undefined,
    tools,
    access: { defaultRegistry: ownRegistry ?? remedy.default_registry, credentials: new Map() },
    registries: remedy.allowed_registries,
    signer: await evidenceSigner(dataDir),
    scratchFolder,
    originRoots,
    deliveryFolder,
    tokens: await secretsIn(delivery.token_files),
    webhookSecrets: await secretsIn(delivery.webhook_secret_files),
    remove: () => rm(scratchFolder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

async function secretsIn(files: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, string>> {
  const secrets = new Map<string, string>();
  for (const [host, file] of Object.entries(files)) secrets.set(host, (await readFile(file, 'utf8')).trim());
  return secrets;
}
