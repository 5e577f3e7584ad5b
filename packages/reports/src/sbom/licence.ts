import { licenceIds } from './licence-ids.data.ts';

const maxLength = 512;

/**
 * Whether a text is an SPDX licence expression whose every id is known. Only then may a document give it as one; a guess
 * would make it invalid. Exceptions behind WITH are not known here.
 */
export function isExpression(text: string): boolean {
  if (text.length === 0 || text.length > maxLength) return false;
  const tokens = text.replace(/[()]/g, ' $& ').trim().split(/\s+/);
  let depth = 0;
  let wantsId = true;
  for (const token of tokens) {
    if (token === '(' && wantsId) depth++;
    else if (token === ')' && !wantsId && depth > 0) depth--;
    else if ((token === 'AND' || token === 'OR') && !wantsId) wantsId = true;
    else if (wantsId && licenceIds.has(token.endsWith('+') ? token.slice(0, -1) : token)) wantsId = false;
    else return false;
  }
  return !wantsId && depth === 0;
}
