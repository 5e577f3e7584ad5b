/** How a count is written where there is room for two signs. */
export function shortCount(count: number): string {
  return count > 99 ? '99+' : String(count);
}

/** The title of a tab: how many decisions wait, the page, the program. */
export function tabTitle(title: string, waiting: number): string {
  return `${waiting > 0 ? `(${shortCount(waiting)}) ` : ''}${title} · Maximus`;
}

/** The icon of the tab with a count on it, as an address; the plain icon where nothing waits. */
export function iconAddress(waiting: number): string {
  if (waiting === 0) return '/assets/icon.svg';
  const text = shortCount(waiting);
  const size = [17, 14, 10][text.length - 1] ?? 10;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0b6e63"/><path d="M14 4l8 3.2v6.1c0 5-3.3 8.5-8 10.2-4.7-1.7-8-5.2-8-10.2V7.2z" fill="none" stroke="#d6fff5" stroke-width="2" stroke-linejoin="round"/><circle cx="21" cy="21" r="11" fill="#c4124a"/><text x="21" y="${21 + size * 0.36}" text-anchor="middle" font-family="system-ui,sans-serif" font-weight="700" font-size="${size}" fill="#fff">${text}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
