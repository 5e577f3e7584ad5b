/**
 * `npm run build`: the command line into apps/cli/dist and the dashboard into apps/web/dist. `--page` builds the dashboard
 * only, `--if-changed` leaves it where its sources are those of the last build: `npm start` asks for both.
 */
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { page: { type: 'boolean' }, 'if-changed': { type: 'boolean' } } });
const say = (line: string) => process.stdout.write(`${line}\n`);

// Each is loaded when it is built: whoever starts a server from production packages alone has neither bundler.
if (values.page !== true) {
  const { buildCommandLine } = await import('./command-line.ts');
  say(await buildCommandLine());
}
const { buildPage } = await import('./page.ts');
const built = await buildPage({ ifChanged: values['if-changed'] === true });
if (built.said !== undefined) say(built.said);
process.exitCode = built.failed ? 1 : 0;
