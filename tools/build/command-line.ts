import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type OutputChunk, type OutputOptions, type RolldownOutput, rolldown } from 'rolldown';
import { writeCodeCache } from './code-cache.ts';
import { entry, start } from './entry.ts';

const root = new URL('../../', import.meta.url);
const target = new URL('apps/cli/dist/', root);
const inTree = (path: string) => new URL(path, root).pathname;

/** What every scan of a package-lock.json loads, by the modules that its dynamic imports name. */
const scanPath = [
  'apps/cli/src/main.ts',
  'apps/cli/src/scan/run-scan.ts',
  'apps/cli/src/scan/table/table.ts',
  'packages/inventory/src/npm-package-lock/parse.ts',
].map(inTree);

async function bundle(hot: ReadonlySet<string>, write: boolean): Promise<RolldownOutput> {
  const build = await rolldown({
    input: { main: inTree('apps/cli/src/main.ts') },
    platform: 'node',
    external: [/^@ast-grep\//],
    // Its CommonJS form hides what it requires behind a wrapper, so that nothing of it would come along.
    resolve: { alias: { 'jsonc-parser': inTree('node_modules/jsonc-parser/lib/esm/main.js') } },
    treeshake: { moduleSideEffects: false },
    checks: { ineffectiveDynamicImport: false },
  });
  const options = {
    dir: target.pathname,
    // Importing a built-in as ESM reads all its lazy exports (TextDecoder, for one): half of a start. `require` does not.
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunks/[name]-[hash].cjs',
    // A third less to read, check and turn into code at every start. Names stay, for the stacks of faults; in ASCII the
    // runtime keeps one byte for each character and not two.
    minify: { mangle: false, compress: { keepNames: { function: true, class: true } }, codegen: { asciiOnly: true } },
    codeSplitting: { groups: [{ name: 'scan', test: (id: string) => hot.has(id) }] },
  } satisfies OutputOptions;
  const output = write ? await build.write(options) : await build.generate(options);
  await build.close();
  return output;
}

/**
 * Puts a copy of the bundler's own few helpers into the main file: it keeps them in a chunk of their own, which is one
 * more file to find, open and compile at every start.
 */
function inlineHelpers(): void {
  const file = new URL('main.cjs', target);
  const call = /require\("\.\/(chunks\/rolldown-runtime-[\w-]+\.cjs)"\)/;
  const text = readFileSync(file, 'utf8');
  const chunk = call.exec(text)?.[1];
  if (chunk === undefined) return;
  const helpers = readFileSync(new URL(chunk, target), 'utf8');
  writeFileSync(
    file,
    text.replace(call, () => `(()=>{const exports={};${helpers}\nreturn exports})()`),
  );
}

/** A file that a thread starts from: it must stand alone. */
async function bundleThread(from: string, to: string): Promise<void> {
  const build = await rolldown({ input: inTree(from), platform: 'node', treeshake: { moduleSideEffects: true } });
  await build.write({ file: new URL(to, target).pathname, format: 'cjs', minify: { mangle: false } });
  await build.close();
}

/** The modules of every chunk that the scan's chunks load statically, themselves among them. */
function scanModules({ output }: RolldownOutput): ReadonlySet<string> {
  const chunks = new Map(
    output.filter((file): file is OutputChunk => file.type === 'chunk').map((chunk) => [chunk.fileName, chunk]),
  );
  const open = [...chunks.values()].filter((chunk) => chunk.moduleIds.some((id) => scanPath.includes(id)));
  const seen = new Set(open);
  for (const chunk of open) {
    for (const name of chunk.imports) {
      const imported = chunks.get(name);
      if (imported === undefined || seen.has(imported)) continue;
      seen.add(imported);
      open.push(imported);
    }
  }
  return new Set(open.flatMap((chunk) => chunk.moduleIds));
}

/** Bundles the command line into apps/cli/dist and says how large it is. */
export async function buildCommandLine(): Promise<string> {
  rmSync(target, { recursive: true, force: true });
  // Loading forty small files costs more than running them: what every scan loads goes into one.
  const hot = scanModules(await bundle(new Set(), false));
  const { output } = await bundle(hot, true);
  inlineHelpers();
  await bundleThread('packages/advisories/src/index/build-worker.ts', 'build-worker.cjs');
  writeFileSync(new URL('maximus.cjs', target), entry + start, { mode: 0o755 });
  writeCodeCache(target.pathname, inTree('examples'));
  const bytes = output.reduce((sum, file) => sum + (file.type === 'chunk' ? Buffer.byteLength(file.code) : 0), 0);
  return `apps/cli/dist: ${output.length} files, ${Math.round(bytes / 1024)} KiB`;
}
