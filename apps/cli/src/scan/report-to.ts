import { basename, resolve } from 'node:path';
import { type Inventory, type InventoryFile, type Problem, takeInventory } from '@maximus/inventory';
import type { ScanSettings } from '@maximus/scanning';
import type { Args } from '../args/command.ts';
import { errors } from '../errors.ts';
import type { CommandIo } from '../terminal/io.ts';
import { plain } from '../terminal/style.ts';
import { version } from '../version.ts';

const timeoutMs = 120_000;

/**
 * Sends the inventory of what was scanned to a server, which judges it with its own index and from then on finds every
 * advisory that comes later. The project is named by `--report-as`, else by its folder. Throws `cli.report_failed`.
 */
export async function reportTo(server: string, args: Args, settings: ScanSettings, io: CommandIo): Promise<void> {
  const roots = args.positionals.length === 0 ? ['.'] : args.positionals;
  const [root = '.'] = roots;
  if (roots.length > 1) throw errors.report_failed('name one folder: a project at the server is one folder');
  const folder = resolve(io.workingFolder, root);
  const { include, exclude } = settings;
  const taken = await takeInventory(folder, { include, exclude, clock: io.clock, signal: io.signal });
  if (!taken.ok) throw taken.error;
  const url = addressOf(server, args.text('report-as') ?? basename(folder));
  const token = io.environment['MAXIMUS_TOKEN'] || undefined;
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(postedOf(taken.value)),
      redirect: 'error',
      signal: AbortSignal.any([io.signal, AbortSignal.timeout(timeoutMs)]),
    });
  } catch (cause) {
    throw errors.report_failed(`${url.host} cannot be reached`, {}, cause);
  }
  const text = (await answer.text()).slice(0, 10_000);
  if (answer.status === 401 && token === undefined)
    throw errors.report_failed(`${url.host} asks for a token, and MAXIMUS_TOKEN is not set`);
  if (!answer.ok) throw errors.report_failed(`${url.host} answered ${answer.status}: ${plain(detailOf(text))}`);
  if (!args.flag('quiet')) io.err.write(`sent to ${url.host} as "${plain(url.searchParams.get('project') ?? '')}"\n`);
}

function addressOf(server: string, project: string): URL {
  const url = URL.parse('/api/estate/inventory', server);
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw errors.report_failed(
      `"${plain(server)}" is not the address of a server, such as https://maximus.example.test`,
    );
  url.searchParams.set('project', project);
  url.searchParams.set('create', 'true');
  return url;
}

function postedOf({ files, problems }: Inventory) {
  return {
    schema: 'maximus.inventory/1',
    tool: { name: 'maximus', version },
    files: files.map(fileOf),
    problems: problems.map(problemOf),
  };
}

function fileOf({ path, format, status, roots, components, problems }: InventoryFile) {
  return { path, format, status, roots, components, problems: problems.map(problemOf) };
}

function problemOf({ error }: Problem) {
  const { line } = error.details;
  return { code: error.code, message: error.message.slice(0, 2_000), ...(line === undefined ? {} : { line }) };
}

/** What a problem of the server says, or the beginning of whatever else answered. */
function detailOf(text: string): string {
  try {
    const { detail } = JSON.parse(text) as { readonly detail?: unknown };
    if (typeof detail === 'string') return detail;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return text.slice(0, 200);
}
