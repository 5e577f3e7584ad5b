import { packageGraph } from '../../house/import-graph.ts';
import { type Room, roomOf } from '../../house/layers.ts';
import type { Tree } from '../../house/tree.ts';
import type { GeneratedPage } from '../page.ts';

const ROOMS: ReadonlyArray<readonly [Room, string]> = [
  ['app', 'apps'],
  ['service', 'services'],
  ['client', 'client'],
  ['domain', 'domain packages'],
  ['platform', 'platform packages'],
  ['foundation', 'foundation'],
];

/** The picture of the house, drawn from what the sources import. Edges that a longer path implies are left out. */
export const architectureDiagram: GeneratedPage = {
  path: 'ARCHITECTURE.md',
  region: 'import-graph',
  async render(tree) {
    const graph = packageGraph(tree);
    const slim = withoutImplied(graph);
    return `\`\`\`mermaid\n${mermaid(slim)}\`\`\`\n\n\`\`\`text\n${plain(graph, tree)}\`\`\`\n`;
  },
};

function mermaid(graph: ReadonlyMap<string, readonly string[]>): string {
  const lines = ['flowchart TD'];
  for (const [room, title] of ROOMS) {
    const members = [...graph.keys()].filter((folder) => roomOf(folder) === room);
    if (members.length === 0) continue;
    lines.push(`  subgraph ${room}["${title}"]`, ...members.map((folder) => `    ${short(folder)}`), '  end');
  }
  for (const [from, targets] of graph) lines.push(...targets.map((to) => `  ${short(from)} --> ${short(to)}`));
  return `${lines.join('\n')}\n`;
}

function plain(graph: ReadonlyMap<string, readonly string[]>, tree: Tree): string {
  const width = Math.max(...tree.workspaces.map((workspace) => workspace.folder.length));
  const rows = ROOMS.flatMap(([room]) => [...graph].filter(([folder]) => roomOf(folder) === room));
  return rows
    .map(([folder, to]) => `${folder.padEnd(width)}  → ${to.map(short).join(' ') || '(nothing of ours)'}\n`)
    .join('');
}

function short(folder: string): string {
  return folder.split('/')[1] ?? folder;
}

function withoutImplied(graph: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const reachable = (from: string, skip: string): Set<string> => {
    const seen = new Set<string>();
    const waiting = (graph.get(from) ?? []).filter((to) => to !== skip);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(...(graph.get(next) ?? []));
    }
    return seen;
  };
  return new Map([...graph].map(([from, targets]) => [from, targets.filter((to) => !reachable(from, to).has(to))]));
}
