#!/usr/bin/env -S node --max-semi-space-size=16
// Starts the server on a runtime that can run it: this one if it is new enough, else the one the lock file brought.
// The flag bounds what newly made objects may fill before they are swept: by itself Node lets that grow to 128 MB.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

const required = [22, 22];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

function bundledRuntime() {
  const { platform, arch } = process;
  const exe = platform === 'win32' ? 'node.exe' : 'node';
  const resolve = nodeModule.createRequire(import.meta.url).resolve;
  for (const name of [`node-${platform === 'win32' ? 'win' : platform}-${arch}`, `node-bin-${platform}-${arch}`]) {
    try {
      return resolve(`${name}/bin/${exe}`);
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  return undefined;
}

if (major > required[0] || (major === required[0] && minor >= required[1])) {
  // Named imports fail on a runtime that lacks the name, and an old one must get as far as the branch below.
  const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));
  // Beside the code that it holds: in the folder for temporary files any user of the machine could put other code there.
  // Where this user may not write, Node goes on without a cache.
  if (existsSync(modules)) nodeModule.enableCompileCache?.(`${modules}/.cache/maximus-server`);
  await import(new URL('../src/main.ts', import.meta.url).href);
} else {
  const runtime = bundledRuntime();
  if (runtime === undefined) {
    process.stderr.write(
      `maximus-server needs Node ${required.join('.')} or newer and this is ${process.versions.node}.\n` +
        'Install a newer Node, or run `npm ci` without `--omit=optional`: it brings one.\n',
    );
    process.exit(3);
  }
  const self = import.meta.filename ?? new URL(import.meta.url).pathname;
  const child = spawn(runtime, ['--max-semi-space-size=16', self, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl+C to both by itself; whoever stops only this process means the server.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`maximus-server: the bundled Node did not start: ${error.message}\n`);
    process.exit(70);
  });
  child.on('exit', (code) => process.exit(code ?? 70));
}
