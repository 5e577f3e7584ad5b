import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBubblewrapSandbox, probeSandbox, sweepRunFolders } from '@maximus/arena';
import type { Machine } from '@maximus/eureka';
import { createToolchains, managersOnPath, type ToolchainInput } from '@maximus/remediation';
import type { ServerContext } from '../parts/context.ts';
import { evidenceSigner } from './signing-key.ts';

type RemedyConfig = Pick<ServerContext['config']['remedy'], 'default_registry' | 'registries'>;

/** What a machine is opened with. */
export interface MachineNeeds extends Pick<ServerContext, 'config' | 'dataDir'> {
  /** Address of the registry of the examples, which their project may name. */
  readonly ownRegistry?: string | undefined;
}

/** What of this machine remedies are made and proven with; tools are asked when a project first needs them. */
export async function openMachine(
  { config, dataDir, ownRegistry }: MachineNeeds,
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
  const wherever: ToolchainInput = {
    environment: process.env,
    emptyFolder: scratchFolder,
    registries: registriesOf(remedy),
    allowed: [...remedy.allowed_registries, ...(ownRegistry === undefined ? [] : [ownRegistry])],
  };
  const isRoot = process.getuid?.() === 0;
  return {
    support,
    sandbox: support.bubblewrap ? createBubblewrapSandbox({ level: 'process', isRoot }) : undefined,
    toolchainOf: createToolchains(wherever),
    managers: managersOnPath(wherever),
    signer: await evidenceSigner(dataDir),
    runsAtOnce: runsOn(availableParallelism()),
    scratchFolder,
    originRoots,
    deliveryFolder,
    tokens: await secretsIn(delivery.token_files),
    webhookSecrets: await secretsIn(delivery.webhook_secret_files),
    remove: () => rm(scratchFolder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** Half of the processors, from 1 to 16 (arena.md §10). */
export function runsOn(processors: number): number {
  return Math.min(16, Math.max(1, Math.floor(processors / 2)));
}

/** What the operator set, by ecosystem; for the rest the tools themselves are asked. */
export function registriesOf({ default_registry: npm, registries }: RemedyConfig): ReadonlyMap<string, string> {
  const { cargo, go, maven, pypi } = registries;
  const all = { npm, 'crates.io': cargo, Go: go, Maven: maven, PyPI: pypi };
  return new Map(Object.entries(all).filter(([, address]) => address !== ''));
}

async function secretsIn(files: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, string>> {
  const secrets = new Map<string, string>();
  for (const [host, file] of Object.entries(files)) secrets.set(host, (await readFile(file, 'utf8')).trim());
  return secrets;
}
