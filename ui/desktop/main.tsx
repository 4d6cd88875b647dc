import '@shared/tokens.css';
import '@shared/base.css';
import { applyTheme, storedTheme } from '@shared/theme';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { type Bridge, shellBridge } from './bridge';

/** In development the page also runs in a plain browser, with a view chosen by `?scenario=`. */
async function chooseBridge(): Promise<Bridge> {
  if (!import.meta.env.DEV || '__TAURI_INTERNALS__' in window) return shellBridge;
  const { scenarioBridge } = await import('./bridge.fake');
  return scenarioBridge(new URLSearchParams(window.location.search).get('scenario'));
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');

applyTheme(storedTheme());
createRoot(root).render(
  <StrictMode>
    <App bridge={await chooseBridge()} />
  </StrictMode>,
);
