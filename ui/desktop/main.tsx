import '@shared/tokens.css';
import '@shared/base.css';
import { Messages } from '@shared/i18n';
import { applyTheme, storedTheme } from '@shared/theme';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { messages } from './i18n';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');

applyTheme(storedTheme());
createRoot(root).render(
  <StrictMode>
    <Messages messages={messages}>
      <App />
    </Messages>
  </StrictMode>,
);
