/** How the person wants it to look; `system` follows the operating system. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'roamline.theme';

/** The theme chosen on this device. */
export function storedTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** Shows the theme and remembers it on this device. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem(KEY);
  } else {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(KEY, theme);
  }
}
