// Before the first paint: the theme, the motion and the language that this person chose, or those of the system.
(() => {
  const root = document.documentElement;
  const matches = (query) => globalThis.matchMedia?.(query).matches === true;
  let chosen = {};
  try {
    chosen = JSON.parse(localStorage.getItem('maximus.preferences') ?? '{}');
  } catch {
    chosen = {};
  }
  const dark = chosen.theme === 'dark' || (chosen.theme !== 'light' && matches('(prefers-color-scheme: dark)'));
  root.dataset.theme = dark ? 'dark' : 'light';
  root.dataset.motion = chosen.motion === 'reduced' || matches('(prefers-reduced-motion: reduce)') ? 'reduced' : 'full';
})();
