import { defineConfig } from '@playwright/test';

/** The portal in a real browser, served by the real server. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../ui/test-results',
  globalSetup: './support/global-setup.ts',
  // All tests share one server and its organisation.
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env.CI !== undefined,
  reporter: [['list']],
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    locale: 'en-GB',
    trace: 'retain-on-failure',
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] },
  },
});
