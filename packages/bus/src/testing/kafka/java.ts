import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The command that runs a broker. */
export const java = 'java';

/** Whether a command is there and starts. */
async function starts(command: string, args: readonly string[]): Promise<boolean> {
  try {
    await run(command, args, { timeout: 60_000 });
    return true;
  } catch {
    // Absent or broken is the same to us: it cannot be used.
    return false;
  }
}

/** What is missing of Java and Maven. */
export async function missingTools(): Promise<readonly string[]> {
  const runtime = await starts(java, ['-version']);
  const maven = await starts('mvn', ['-v']);
  return [...(runtime ? [] : [java]), ...(maven ? [] : ['mvn'])];
}

/** Installs Java and Maven from the distribution's packages. Throws what apt-get says. */
export async function installTools(): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update'], { env, timeout: 300_000, maxBuffer: 64 * 1_048_576 });
  const packages = ['openjdk-17-jre-headless', 'maven'];
  const args = ['-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '--no-install-recommends', ...packages];
  await run('apt-get', args, { env, timeout: 900_000, maxBuffer: 64 * 1_048_576 });
}
