const predefined = new Map([
  ['amp', '&'],
  ['apos', "'"],
  ['gt', '>'],
  ['lt', '<'],
  ['quot', '"'],
]);

/** Character data with its references resolved; `undefined` for one that XML itself does not define. */
export function decodeText(raw: string): string | undefined {
  let amp = raw.indexOf('&');
  if (amp === -1) return raw;
  const parts: string[] = [];
  let from = 0;
  while (amp !== -1) {
    // The longest reference is &#1114111; or &#x10FFFF;
    const end = raw.slice(amp, amp + 12).indexOf(';');
    const value = end === -1 ? undefined : reference(raw.slice(amp + 1, amp + end));
    if (value === undefined) return undefined;
    parts.push(raw.slice(from, amp), value);
    from = amp + end + 1;
    amp = raw.indexOf('&', from);
  }
  parts.push(raw.slice(from));
  return parts.join('');
}

function reference(name: string): string | undefined {
  const digits = /^#(?:(\d{1,7})|x([0-9A-Fa-f]{1,6}))$/.exec(name);
  if (digits === null) return predefined.get(name);
  const code = digits[1] === undefined ? Number.parseInt(digits[2] ?? '', 16) : Number(digits[1]);
  return code === 0 || code > 0x10ffff ? undefined : String.fromCodePoint(code);
}
