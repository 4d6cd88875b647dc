// Looks at the gallery in a real browser: axe in both themes, no sideways scrolling at 320 px, pictures in gallery/shots.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from '@playwright/test';
import { createServer } from 'vite';

const shots = new URL('./shots/', import.meta.url);
await mkdir(shots, { recursive: true });
const configFile = fileURLToPath(new URL('../vite.gallery.config.ts', import.meta.url));
const server = await createServer({ configFile, logLevel: 'warn', server: { port: 0 } });
await server.listen();
const address = server.resolvedUrls?.local[0];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const problems = [];

try {
  for (const theme of ['light', 'dark']) {
    for (const width of [320, 1000]) {
      for (const open of ['', 'dialog', 'alert', 'toast']) {
        const name = `${theme}-${width}${open && `-${open}`}`;
        const context = await browser.newContext({ viewport: { width, height: 800 }, reducedMotion: 'reduce' });
        const page = await context.newPage();
        await page.goto(`${address}?theme=${theme}&open=${open}`);
        await page.getByRole('heading', { name: open === 'dialog' ? 'Add an address' : open === 'alert' ? 'Delete Home?' : 'Components' }).waitFor();
        if (open === '') await page.keyboard.press('Tab');
        await page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, shots)), fullPage: open === '' });
        const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
        for (const { id, nodes } of violations) problems.push(`${name}: ${id}: ${nodes.map(({ html, any }) => `${html} ${any[0]?.message ?? ''}`).join('\n    ')}`);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (overflow > 0) problems.push(`${name}: ${overflow} px wider than the window`);
        await context.close();
      }
    }
  }
} finally {
  await browser.close();
  await server.close();
}

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
