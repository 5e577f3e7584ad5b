/**
 * Bundles the command line into apps/cli/dist: one entry and a chunk for each part that is loaded when it is needed.
 * Native addons and the language packs of ast-grep stay outside. Run with `npm run build`.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { rolldown } from 'rolldown';

const root = new URL('../../', import.meta.url);
const target = new URL('apps/cli/dist/', root);

rmSync(target, { recursive: true, force: true });
const bundle = await rolldown({
  input: { main: new URL('apps/cli/src/main.ts', root).pathname },
  platform: 'node',
  external: [/^@ast-grep\//],
  treeshake: { moduleSideEffects: false },
  logLevel: 'warn',
});
const { output } = await bundle.write({
  dir: target.pathname,
  format: 'esm',
  entryFileNames: '[name].mjs',
  chunkFileNames: 'chunks/[name]-[hash].mjs',
  minify: 'dce-only',
});
await bundle.close();
writeFileSync(
  new URL('maximus.mjs', target),
  `#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
enableCompileCache();
await import('./main.mjs');
`,
  { mode: 0o755 },
);
const bytes = output.reduce((sum, file) => sum + (file.type === 'chunk' ? Buffer.byteLength(file.code) : 0), 0);
process.stdout.write(`apps/cli/dist: ${output.length} files, ${Math.round(bytes / 1024)} KiB\n`);
