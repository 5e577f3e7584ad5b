/** What ends an address inside a text, its path and query also at a bracket; a password may hold almost any sign. */
const isOutside = (sign: string) => sign <= ' ' || '"`<>'.includes(sign);

/**
 * A text whose addresses have lost user, password and query: a token in a lock file must not reach a report. The user
 * `git` stays, which is no secret and a part of what ssh needs; so does the fragment, which names a commit. Of an address
 * that is percent-encoded as a whole and has any of these, only the scheme stays.
 */
export function withoutSecrets(text: string): string {
  const plain = text.includes('://') ? withoutPlainSecrets(text) : text;
  return plain.includes('%2') || plain.includes('%3') ? plain.replace(encodedAddress, withoutEncodedSecrets) : plain;
}

function withoutPlainSecrets(text: string): string {
  let kept = '';
  let from = 0;
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', from)) {
    const host = at + 3;
    const path = endOf(text, host, '/?#');
    const sign = text.slice(host, path).lastIndexOf('@');
    const user = text.slice(host, host + Math.max(0, sign));
    const query = endOf(text, path, '?#)');
    kept += `${text.slice(from, host)}${user === 'git' ? 'git@' : ''}${text.slice(host + sign + 1, query)}`;
    from = text[query] === '?' ? endOf(text, query, '#)') : query;
    // A host may not grow by what follows its query: without a path it gets the empty one (RFC 3986, 6.2.3).
    if (query === path && text[from] === ')') kept += '/';
  }
  return kept + text.slice(from);
}

function endOf(text: string, from: number, signs: string): number {
  let at = from;
  while (at < text.length && !signs.includes(text.charAt(at)) && !isOutside(text.charAt(at))) at++;
  return at;
}

const encodedAddress = /(?::|%3A)(?:%2F%2F|%2F\/|\/%2F)[^\s"'&#]*/gi;

function withoutEncodedSecrets(address: string): string {
  if (!/%40|%3F|[@?]/i.test(address)) return address;
  return `${/^(?::|%3A)(?:%2F|\/){2}/i.exec(address)?.[0] ?? ''}…`;
}
