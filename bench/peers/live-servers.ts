import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';

/** The peers of the live channels, installed into a folder of their own. */
export const livePeers = { ws: '8.23.0', 'socket.io': '4.8.1' } as const;

/** Installs the plain `ws` package and socket.io into `folder`. */
export function installLivePeers(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/package.json`, '{"private":true,"type":"module"}');
  const packages = Object.entries(livePeers).map(([name, version]) => `${name}@${version}`);
  execFileSync('npm', ['i', '--ignore-scripts', '--no-audit', '--no-fund', '-E', ...packages], {
    cwd: folder,
    stdio: 'ignore',
  });
}
