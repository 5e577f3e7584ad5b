/** The `name:value` lines of what INFO and CLUSTER INFO answer. */
export function readInfo(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.slice(0, 65_536).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0 && !line.startsWith('#')) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return fields;
}

/** A number of such a text; 0 when it is missing. */
export function infoNumber(fields: ReadonlyMap<string, string>, name: string): number {
  const value = Number(fields.get(name));
  return Number.isFinite(value) ? value : 0;
}

/** Masters and replicas that the answer to CLUSTER NODES calls alive. */
export function countClusterNodes(text: string): { nodes: number; masters: number; replicas: number } {
  let [nodes, masters, replicas] = [0, 0, 0];
  for (const line of text.slice(0, 1 << 20).split('\n')) {
    const flags = (line.split(' ', 3)[2] ?? '').split(',');
    if (flags.length === 1 && flags[0] === '') continue;
    nodes += 1;
    if (flags.includes('fail') || flags.includes('noaddr')) continue;
    if (flags.includes('master')) masters += 1;
    else if (flags.includes('slave')) replicas += 1;
  }
  return { nodes, masters, replicas };
}
