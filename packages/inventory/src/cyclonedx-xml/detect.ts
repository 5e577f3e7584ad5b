/** A name of CycloneDX's own, else its namespace in the head: `bom.xml` may be Maven's. */
export function detect(path: string, head: string): boolean {
  return head.includes('cyclonedx.org/schema/bom') || path.endsWith('.cdx.xml');
}
