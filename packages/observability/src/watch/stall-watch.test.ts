import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'maximus-stall-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const watch = new URL('./stall-watch.ts', import.meta.url).href;

async function runProgram(body: string) {
  const exitModule = join(folder, 'exit.mjs');
  writeFileSync(
    exitModule,
    `import { writeSync } from 'node:fs';
     export function onStall({ stack }) { writeSync(1, stack); process.kill(process.pid, 'SIGKILL'); }`,
  );
  const program = join(folder, 'program.mjs');
  writeFileSync(
    program,
    `import { startStallWatch } from ${JSON.stringify(watch)};
     const watch = startStallWatch({ exitModule: new URL(${JSON.stringify(pathToFileURL(exitModule).href)}), limitMs: 600 });
     ${body}`,
  );
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 120_000,
    killSignal: 'SIGINT',
  });
  let out = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  const [code, signal] = await once(child, 'close');
  return { out, code, signal };
}

describe('the stall watch', () => {
  it('ends a process whose loop no longer turns and says where it is', async () => {
    const { out, signal } = await runProgram(
      `function spinsForEver() { for (;;) Math.sqrt(2); }
       setTimeout(spinsForEver, 300);`,
    );
    expect(signal).toBe('SIGKILL');
    expect(out).toContain('spinsForEver');
  });

  it('leaves a process alone whose loop turns', async () => {
    const { code } = await runProgram(`setTimeout(() => watch.stop(), 2_000);`);
    expect(code).toBe(0);
  });
});
