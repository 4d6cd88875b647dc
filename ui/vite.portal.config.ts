import { defineConfig } from 'vite';
import { frontEnd } from './vite.shared.ts';

const server = process.env.ROAMLINE_SERVER ?? 'http://127.0.0.1:8443';

const portal = frontEnd('portal', '/', 5174);

export default defineConfig({
  ...portal,
  // One style sheet for all pages: it is small, and a page that is fetched later then never changes how another looks.
  build: { ...portal.build, cssCodeSplit: false },
  server: {
    port: 5174,
    strictPort: true,
    host: '127.0.0.1',
    proxy: { '/v1': { target: server, changeOrigin: false } },
  },
});
