import { defineConfig } from 'vite';
import { frontEnd } from './vite.shared.ts';

const server = process.env.ROAMLINE_SERVER ?? 'http://127.0.0.1:8443';

export default defineConfig({
  ...frontEnd('portal', '/', 5174),
  server: {
    port: 5174,
    strictPort: true,
    host: '127.0.0.1',
    proxy: { '/v1': { target: server, changeOrigin: false } },
  },
});
