/** Tag-value text; RDF and XML forms of SPDX end in `.spdx` as well and are not read. */
export function detect(_path: string, head: string): boolean {
  return /^(?:\s|#[^\n]*\n)*[A-Z][A-Za-z]*:/.test(head);
}
