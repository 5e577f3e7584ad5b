import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Tables that are worked out of the schemas while the page is built, so that their values are bundled and not the schemas. */
const workedOut = [new URL('../../packages/client/src/rest/endpoints.ts', import.meta.url)];

/** Takes the values that such a module exports in the place of its code. */
const tablesBeforehand: Plugin = {
  name: 'tables-beforehand',
  enforce: 'pre',
  async load(id) {
    const module = workedOut.find(({ pathname }) => pathname === id);
    if (module === undefined) return undefined;
    const values = Object.entries((await import(module.href)) as Record<string, unknown>);
    return values.map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`).join('\n');
  },
};

/** What every schema of zod brings along to be written as a JSON schema: the page reads with schemas and writes none. */
const neverCalled = /\/zod\/v4\/core\/(?:to-json-schema|json-schema-processors)\.js$/;

/** Leaves such modules out: 5 KiB of each first load. */
const withoutJsonSchema: Plugin = {
  name: 'without-json-schema',
  enforce: 'pre',
  async load(id) {
    if (!neverCalled.test(id)) return undefined;
    const names = Object.keys((await import(id)) as object);
    return `const none = () => none;\n${names.map((name) => `export const ${name} = none;`).join('\n')}`;
  },
};

/** The dashboard. `npm run build` calls it; `vite apps/web` serves it while you work, beside a server on port 8001. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [tablesBeforehand, withoutJsonSchema, react(), tailwind()],
  build: {
    target: 'es2024',
    // The check of first-load sizes reads it.
    manifest: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ['/api', '/hitl', '/ws', '/login', '/setup', '/health', '/metrics'].map((path) => [
        path,
        { target: 'http://127.0.0.1:8001', ws: true },
      ]),
    ),
  },
});
