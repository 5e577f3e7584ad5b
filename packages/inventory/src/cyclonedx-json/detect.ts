/** A name of CycloneDX's own (`*.cdx.json`), else its marks in the head: `sbom.json` may be of another format. */
export function detect(path: string, head: string): boolean {
  if (head.includes('"bomFormat"') || head.includes('cyclonedx.org/schema/bom')) return true;
  return (path.endsWith('.cdx.json') || path.includes('cyclonedx')) && !head.includes('spdx');
}
