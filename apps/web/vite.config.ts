import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The dashboard. `npm run build` calls it; `vite apps/web` serves it while you work, beside a server on port 8001. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwind()],
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
