import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fail, ok, type Result } from '@maximus/kernel';
import * as z from 'zod';
import { errors } from '../errors.ts';
import { packArchive } from './pack-archive.ts';

/** A running registry of the examples' own packages. */
export interface ExampleRegistry {
  /** With a slash at its end. */
  readonly address: string;
  stop(): Promise<void>;
}

const Contents = z.record(
  z.string().regex(/^@[a-z-]{1,50}\/[a-z-]{1,50}$/),
  z.record(
    z.string().regex(/^\d+\.\d+\.\d+$/),
    z.strictObject({ published: z.iso.datetime(), dependencies: z.record(z.string(), z.string()).default({}) }),
  ),
);

interface Version {
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly published: string;
  readonly archive: Buffer;
}

/**
 * Serves the packages of a folder (`registry.json`, and the files of each version in `<name>-<version>`) on loopback: the
 * parts of the npm registry protocol that reading and installing use. Port 0 takes a free one. Fails with
 * `server.example_registry` where the port is taken.
 */
export async function startExampleRegistry(folder: string, port: number): Promise<Result<ExampleRegistry>> {
  const packages = await packagesIn(folder);
  let address = '';
  const server = createServer((request, answer) => {
    const path = decoded(request.url ?? '');
    const archive = archiveAt(packages, path);
    const document = archive === undefined ? documentOf(packages, path.slice(1), address) : undefined;
    if (archive !== undefined) {
      answer.writeHead(200, { 'content-type': 'application/octet-stream' }).end(archive);
      return;
    }
    answer.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
    answer.end(JSON.stringify(document ?? { error: 'not found' }));
  });
  const listening = await listen(server, port);
  if (!listening.ok) return listening;
  address = `http://127.0.0.1:${listening.value}/`;
  return ok({
    address,
    stop: async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeAllConnections();
      await promise;
    },
  });
}

/** Every version with its archive, as it is served. */
async function packagesIn(folder: string): Promise<ReadonlyMap<string, ReadonlyMap<string, Version>>> {
  const contents = Contents.parse(JSON.parse(await readFile(join(folder, 'registry.json'), 'utf8')));
  const packages = new Map<string, Map<string, Version>>();
  for (const [name, versions] of Object.entries(contents)) {
    const known = new Map<string, Version>();
    packages.set(name, known);
    for (const [version, { published, dependencies }] of Object.entries(versions)) {
      const manifest = { name, version, license: 'Apache-2.0', main: 'index.js', dependencies };
      const files = new Map<string, string | Buffer>([
        ['package/package.json', `${JSON.stringify(manifest, null, 2)}\n`],
      ]);
      const own = join(folder, `${bareOf(name)}-${version}`);
      for (const file of (await readdir(own)).sort()) files.set(`package/${file}`, await readFile(join(own, file)));
      known.set(version, { manifest, published, archive: packArchive(files) });
    }
  }
  return packages;
}

type Packages = Awaited<ReturnType<typeof packagesIn>>;

function archiveAt(packages: Packages, path: string): Buffer | undefined {
  const found = /^\/(@[a-z-]+\/[a-z-]+)\/-\/[a-z-]+-(\d+\.\d+\.\d+)\.tgz$/.exec(path);
  return packages.get(found?.[1] ?? '')?.get(found?.[2] ?? '')?.archive;
}

function documentOf(packages: Packages, name: string, address: string): object | undefined {
  const versions = packages.get(name);
  if (versions === undefined) return undefined;
  const all = [...versions].map(([version, { manifest, archive }]) => {
    const tarball = `${address}${name}/-/${bareOf(name)}-${version}.tgz`;
    return [version, { ...manifest, dist: { tarball, ...digestsOf(archive) } }] as const;
  });
  return {
    name,
    'dist-tags': { latest: all.at(-1)?.[0] },
    versions: Object.fromEntries(all),
    time: Object.fromEntries([...versions].map(([version, { published }]) => [version, published])),
  };
}

function digestsOf(archive: Buffer) {
  const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  return { integrity, shasum: createHash('sha1').update(archive).digest('hex') };
}

function bareOf(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return '';
    throw error;
  }
}

async function listen(server: Server, port: number): Promise<Result<number>> {
  const { promise, resolve } = Promise.withResolvers<Result<number>>();
  server.once('error', (cause) =>
    resolve(
      fail(errors.example_registry(`port ${port} of the registry of the examples cannot be opened`, { port }, cause)),
    ),
  );
  server.listen(port, '127.0.0.1', () => resolve(ok((server.address() as AddressInfo).port)));
  return promise;
}
