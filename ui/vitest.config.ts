import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@shared': fileURLToPath(new URL('./shared', import.meta.url)) } },
  test: {
    environment: 'jsdom',
    include: ['{desktop,portal,shared}/**/*.test.{ts,tsx}'],
    setupFiles: ['./shared/test/setup.ts'],
    restoreMocks: true,
    // Ends a test that hangs; a busy machine of two cores takes several seconds for the longest forms.
    testTimeout: 60_000,
  },
});
