import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

afterEach(cleanup);

// What is waited for may take long on a busy machine; the default is a second.
configure({ asyncUtilTimeout: 20_000 });

// jsdom draws nothing, so it knows neither of these; the components ask for them all the same.
globalThis.CSS ??= {} as typeof CSS;
CSS.escape ??= (text: string) => text.replace(/[^\w-]/g, (character) => `\\${character}`);
HTMLCanvasElement.prototype.getContext = () => null;
Element.prototype.scrollIntoView ??= () => undefined;
