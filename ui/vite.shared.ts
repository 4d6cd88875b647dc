import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What both front ends build alike: no inlined assets, so that a strict content security policy holds. */
export function frontEnd(name: 'desktop' | 'portal' | 'gallery', base: string, port: number): UserConfig {
  return {
    root: here(`./${name}`),
    base,
    plugins: [react()],
    resolve: { alias: { '@shared': here('./shared') } },
    css: { modules: { generateScopedName: '[name]-[local]-[hash:base64:4]' } },
    server: { port, strictPort: true, host: '127.0.0.1' },
    build: {
      outDir: here(`./dist/${name}`),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: 'es2022',
      // React with react-aria's components is one chunk; it is read from the disk or cached for good.
      chunkSizeWarningLimit: 1500,
    },
  };
}
