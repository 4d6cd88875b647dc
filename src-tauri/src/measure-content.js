// Reports the height of the page's content to the shell, once it is drawn and whenever it changes.
(() => {
  const report = (content) => {
    const height = Math.ceil(content.getBoundingClientRect().bottom + window.scrollY);
    if (height > 0) window.__TAURI_INTERNALS__.invoke('fit', { height });
  };
  const watch = () => {
    const root = document.getElementById('root');
    if (root === null) return;
    const sizes = new ResizeObserver(() => {
      if (root.firstElementChild !== null) report(root.firstElementChild);
    });
    const follow = () => {
      sizes.disconnect();
      for (const child of root.children) sizes.observe(child);
    };
    new MutationObserver(follow).observe(root, { childList: true });
    follow();
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', watch);
  else watch();
})();
