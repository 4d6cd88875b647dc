import { defineConfig } from 'vite';
import { frontEnd } from './vite.shared.ts';

export default defineConfig(frontEnd('desktop', './', 5173));
