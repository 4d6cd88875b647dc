import { defineConfig } from 'vite';
import { frontEnd } from './vite.shared.ts';

export default defineConfig(frontEnd('gallery', './', 5175));
