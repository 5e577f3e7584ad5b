import { defineProof } from '../define-proof.ts';

/** Writes a cookie whose name holds a second field and looks whether it was let through. */
export const cookieName = defineProof({
  name: 'cookie-name',
  ids: ['CVE-2024-47764', 'GHSA-pxg6-pf52-xh8x'],
  ecosystem: 'npm',
  package: 'cookie',
  kind: 'injection_escape',
  describes: 'Writes a cookie whose name holds a second field and looks whether it was let through.',
  shownOn: { vulnerable: '0.6.0', fixed: '0.7.0' },
  source: `
module.exports = ({ load }) => {
  const { serialize } = load();
  let written = '';
  try {
    written = serialize('name=text; Max-Age=1; a', 'value');
  } catch {
    // Refusing is what is wanted.
  }
  return { reproduced: written.includes('Max-Age=1'), answers: serialize('name', 'value') === 'name=value' };
};
`,
});
