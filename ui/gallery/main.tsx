import '@shared/tokens.css';
import '@shared/base.css';
import './gallery.css';
import { Messages } from '@shared/i18n';
import { type Theme, applyTheme } from '@shared/theme';
import { createRoot } from 'react-dom/client';
import { Gallery } from './Gallery';

const wanted = new URLSearchParams(location.search);
applyTheme((wanted.get('theme') ?? 'system') as Theme);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');
createRoot(root).render(
  <Messages>
    <Gallery open={wanted.get('open')} />
  </Messages>,
);
