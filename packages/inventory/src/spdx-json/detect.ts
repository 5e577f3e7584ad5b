/** The marks of an SPDX document in the head, whichever way its keys are sorted. */
export function detect(path: string, head: string): boolean {
  if (head.includes('"spdxVersion"') || head.includes('"SPDXRef-DOCUMENT"') || head.includes('spdx.org/rdf/3'))
    return true;
  return path.endsWith('.spdx.json');
}
