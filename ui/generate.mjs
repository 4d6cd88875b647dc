// Writes TypeScript types for each schema document that the Rust side keeps in docs/.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const documents = [
  ['../docs/openapi.json', 'shared/generated/api.ts'],
  ['../docs/desktop.json', 'shared/generated/desktop.ts'],
];

for (const [source, target] of documents) {
  const url = new URL(source, import.meta.url);
  let text;
  try {
    text = await readFile(url, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    process.stderr.write(`${source} does not exist, ${target} is left as it is\n`);
    continue;
  }
  const types = astToString(await openapiTS(JSON.parse(text), { defaultNonNullable: false }));
  const heading = `// Generated from docs/${source.split('/').pop()} by \`npm run generate\`. Do not edit.\n\n`;
  await writeFile(new URL(target, import.meta.url), heading + types);
}
