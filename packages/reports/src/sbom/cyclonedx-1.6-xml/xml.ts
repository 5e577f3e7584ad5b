const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text as character data; what XML 1.0 has no form for (control characters, halves of pairs) becomes U+FFFD. */
export function escapeText(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for (XML 1.0, 2.2 Characters)
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
      .replace(/[&<>"']/g, (sign) => signs[sign] ?? sign)
  );
}

/** One element. `inner` is markup; attribute values are texts. */
export function element(name: string, attributes: Readonly<Record<string, string>>, inner: string): string {
  const head = Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(value)}"`);
  return inner === '' ? `<${name}${head.join('')}/>` : `<${name}${head.join('')}>${inner}</${name}>`;
}

function attribute(value: string): string {
  // A reader makes spaces of these, unless they are written as references.
  return escapeText(value).replace(/[\t\n\r]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
