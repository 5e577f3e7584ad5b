/** Filter, search and order, over the attributes that the page already holds; without it every finding is there too. */
export const script = `
(() => {
  const root = document.documentElement;
  const list = document.getElementById('findings');
  if (!list) return;
  root.classList.add('js');
  const items = [...list.querySelectorAll('.finding')];
  const query = document.getElementById('query');
  const severity = document.getElementById('severity');
  const order = document.getElementById('order');
  const fresh = document.getElementById('fresh');
  const count = document.getElementById('count');
  const texts = new Map(items.map((item) => [item, item.textContent.toLowerCase()]));
  const rank = ['critical', 'high', 'medium', 'low', 'none', 'unknown'];
  const show = () => {
    const words = query.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    for (const item of items) {
      const text = texts.get(item);
      const fits =
        (severity.value === '' || item.dataset.severity === severity.value) &&
        (!fresh || !fresh.checked || item.dataset.new === 'yes') &&
        words.every((word) => text.includes(word));
      item.hidden = !fits;
      if (fits) shown++;
    }
    count.textContent = shown + ' of ' + items.length;
  };
  const by = {
    priority: (a, b) => a.dataset.at - b.dataset.at,
    severity: (a, b) => rank.indexOf(a.dataset.severity) - rank.indexOf(b.dataset.severity) || a.dataset.at - b.dataset.at,
    package: (a, b) => (a.dataset.name < b.dataset.name ? -1 : a.dataset.name > b.dataset.name ? 1 : a.dataset.at - b.dataset.at),
    due: (a, b) => (a.dataset.due < b.dataset.due ? -1 : a.dataset.due > b.dataset.due ? 1 : a.dataset.at - b.dataset.at),
  };
  query.addEventListener('input', show);
  severity.addEventListener('change', show);
  if (fresh) fresh.addEventListener('change', show);
  order.addEventListener('change', () => {
    items.sort(by[order.value]);
    list.append(...items);
  });
  show();
})();
`;
