import { formats } from '@maximus/inventory';
import { readers, sbomWriters, writers } from '@maximus/reports';
import { ecosystems, schemes } from '@maximus/versions';
import type { Args } from '../args/command.ts';
import { exitCode } from '../exit-code.ts';
import type { CommandIo } from '../terminal/io.ts';
import { createPaint, pad, wantsColour, wrap } from '../terminal/style.ts';

/** The one output format that is the command line's own. */
const tableWriter: Member = { id: 'table', description: 'For a person at a terminal; the default.' };

interface Member {
  readonly id: string;
  readonly description: string;
}

function described(registry: ReadonlyMap<string, Member>): readonly Member[] {
  return [...registry.values()].map(({ id, description }) => ({ id, description }));
}

function families(): readonly { readonly family: string; readonly members: readonly Member[] }[] {
  return [
    {
      family: 'inventory formats',
      members: formats.map(({ id, description, files }) => ({
        id,
        description: `${description} (${files.join(', ')})`,
      })),
    },
    {
      family: 'version schemes',
      members: [...schemes.keys()].map((id) => ({
        id,
        description: ecosystems
          .filter((ecosystem) => ecosystem.scheme === id)
          .map((ecosystem) => ecosystem.id)
          .join(', '),
      })),
    },
    { family: 'report writers', members: [tableWriter, ...described(writers)] },
    { family: 'report readers', members: described(readers) },
    { family: 'SBOM writers', members: described(sbomWriters) },
  ];
}

/** `maximus plugins`: derived from the registries. */
export async function runPlugins(args: Args, io: CommandIo): Promise<number> {
  const all = families();
  if (args.text('format') === 'json') {
    io.out.write(`${JSON.stringify(all, null, 2)}\n`);
    return exitCode.passed;
  }
  const paint = createPaint(wantsColour(io.out.isTerminal, io.environment));
  for (const { family, members } of all) {
    io.out.write(`${paint(family, 'bold')} (${members.length})\n`);
    for (const { id, description } of members) {
      const [first = '', ...rest] = wrap(description, 54);
      io.out.write(`  ${pad(id, 24)}${first}\n${rest.map((line) => `${' '.repeat(26)}${line}\n`).join('')}`);
    }
  }
  return exitCode.passed;
}
