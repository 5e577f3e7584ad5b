import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip, gzipSync } from 'node:zlib';

const root = resolve(import.meta.dirname, '../..');
const folder = join(root, 'apps/web');
const dist = join(folder, 'dist');
/** Where the digest of the sources of the last build stands; the server gives out nothing that begins with a dot. */
const stamp = join(dist, '.source');
/** What the page is made of. */
const sources = ['apps/web', 'packages/client', 'packages/contracts', 'packages/kernel'];

/** What script the first view of any page may weigh, gzip (dashboard.md §9). */
const firstLoadLimitKib = 250;

/** What came of it. `said` is for the terminal; absent where there was nothing to do. */
export interface BuiltPage {
  readonly failed: boolean;
  readonly said?: string;
}

/** Builds the dashboard, writes every text compressed beside itself, and holds the first load to its limit. */
export async function buildPage({ ifChanged }: { readonly ifChanged: boolean }): Promise<BuiltPage> {
  const digest = digestOfSources();
  if (ifChanged && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return { failed: false };
  if (!hasBundler()) {
    return { failed: false, said: 'apps/web: no bundler is installed, so the dashboard stays as it was built last' };
  }
  // Whatever called this: what people get is not React's slow and large form for development.
  process.env['NODE_ENV'] = 'production';
  const { build } = await import('vite');
  await build({ root: folder, logLevel: 'warn', configLoader: 'native' });
  const files = filesBelow(dist);
  await Promise.all(files.filter((file) => /\.(?:js|css|html|svg|json)$/.test(file)).map(compress));
  const { kib, page } = largestFirstLoad();
  writeFileSync(stamp, digest);
  const script = files.filter((file) => extname(file) === '.js').length;
  const verdict =
    kib > firstLoadLimitKib ? `OVER the limit of ${firstLoadLimitKib} KiB` : `limit ${firstLoadLimitKib} KiB`;
  return {
    failed: kib > firstLoadLimitKib,
    said: `apps/web/dist: ${script} script files; first load at most ${kib.toFixed(1)} KiB of script, gzip, on ${page} (${verdict})`,
  };
}

function hasBundler(): boolean {
  try {
    createRequire(join(folder, 'package.json')).resolve('vite');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return false;
    throw error;
  }
}

function digestOfSources(): string {
  const hash = createHash('sha256');
  hash.update(readFileSync(join(root, 'package-lock.json')));
  for (const source of sources) {
    for (const file of filesBelow(join(root, source)).sort()) {
      if (!/\.test\.ts$|\/testing\//.test(file)) hash.update(file).update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}

function filesBelow(where: string): string[] {
  return readdirSync(where, { withFileTypes: true }).flatMap((entry) => {
    const path = join(where, entry.name);
    if (!entry.isDirectory()) return entry.name.startsWith('.') ? [] : [path];
    return ['node_modules', 'dist'].includes(entry.name) || entry.name.startsWith('.') ? [] : filesBelow(path);
  });
}

async function compress(file: string): Promise<void> {
  const bytes = await readFile(file);
  if (bytes.length < 500) return;
  const [br, gz] = await Promise.all([promisify(brotliCompress)(bytes), promisify(gzip)(bytes, { level: 9 })]);
  await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)]);
}

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

/**
 * Gzip size of the entry's chunks and of those of one page, for the page that has most: what somebody loads who opens it, before
 * it stands. What it loads once it is there, such as charts, comes on top; `npm run bench -- web` counts that as well.
 */
function largestFirstLoad(): { readonly kib: number; readonly page: string } {
  const chunks = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;
  const entry = Object.keys(chunks).filter((name) => chunks[name]?.isEntry === true);
  const sizes = new Map<string, number>();
  const sizeOf = (file: string) => {
    const known = sizes.get(file) ?? gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1024;
    sizes.set(file, known);
    return known;
  };
  const loads = Object.keys(chunks)
    .filter((name) => /\/pages\/[^/]+\/[^/]+-page\.tsx$/.test(name))
    .map((page) => {
      const seen = new Set([...entry, page]);
      for (const name of seen) for (const imported of chunks[name]?.imports ?? []) seen.add(imported);
      const loaded = new Set([...seen].map((name) => chunks[name]?.file).filter((file) => file !== undefined));
      return {
        page: page.replace(/^.*\//, '').replace('.tsx', ''),
        kib: [...loaded].reduce((sum, file) => sum + sizeOf(file), 0),
      };
    });
  const [largest] = loads.sort((a, b) => b.kib - a.kib);
  if (largest === undefined) throw new Error('the build has no pages');
  return largest;
}
