import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Text belongs in a catalogue; in JSX only punctuation between messages may stand. */
const words = '[A-Za-z]{2,}';
const textAttributes = '/^(label|title|placeholder|help|alt|aria-label|aria-description|statement|note|confirm)$/';
const noLiteralText = [
  { selector: `JSXText[value=/${words}/]`, message: 'Put the text into a message catalogue.' },
  {
    selector: `JSXExpressionContainer > Literal[value=/${words}/]:not(JSXAttribute *)`,
    message: 'Put the text into a message catalogue.',
  },
  { selector: `JSXAttribute[name.name=${textAttributes}] > Literal[value=/${words}/]`, message: 'Put the text into a message catalogue.' },
];

const desktop = { group: ['**/desktop/**'], message: 'The desktop is another front end.' };
const portal = { group: ['**/portal/**'], message: 'The portal is another front end.' };
const shell = { group: ['@tauri-apps/*'], message: 'Only the desktop talks to its shell.' };

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'shared/generated', 'test-results', 'gallery/shots'] },
  ...tseslint.configs.strict,
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: ['**/*.tsx'],
    ...jsxA11y.flatConfigs.strict,
  },
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs['recommended-latest'].rules,
  },
  {
    files: ['{desktop,portal,shared}/**/*.tsx'],
    ignores: ['**/*.test.tsx', 'shared/test/**'],
    rules: { 'no-restricted-syntax': ['error', ...noLiteralText] },
  },
  ...[
    ['desktop', [portal]],
    ['portal', [desktop, shell]],
    ['shared', [desktop, portal, shell]],
  ].map(([folder, patterns]) => ({
    files: [`${folder}/**/*.{ts,tsx}`],
    // The catalogues are checked together.
    ignores: ['shared/i18n/catalogues.test.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  })),
);
