import { relative } from 'node:path';

/** What a person should know once the server is ready. */
export interface Summary {
  readonly version: string;
  readonly tookMs: number;
  readonly publicUrl: string;
  readonly metricsPort: number | undefined;
  readonly dataDir: string;
  readonly workingFolder: string;
  readonly database: string;
  /** Absent when there is an account already. */
  readonly adminLink?: string | undefined;
  readonly estate?: string | undefined;
  readonly warnings: readonly string[];
}

/** At most 12 lines; `colour` only on a terminal. */
export function summaryText(summary: Summary, colour: boolean): string {
  const paint = (code: string) => (text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const [bold, dim, green, yellow] = [paint('1'), paint('2'), paint('32'), paint('33')];
  const row = (name: string, text: string) => `  ${dim(name.padEnd(12))}${text}`;
  const folder = relative(summary.workingFolder, summary.dataDir);
  const data = folder === '' || folder.startsWith('..') ? summary.dataDir : `./${folder}`;
  const seconds = (summary.tookMs / 1_000).toFixed(1);
  const lines = [
    '',
    `  ${green('●')} ${bold(`Maximus ${summary.version}`)} is ready ${dim(`(${seconds} s)`)}`,
    '',
    ...(summary.adminLink === undefined
      ? []
      : [
          row('First login', bold(summary.adminLink)),
          row('', dim('for the first administrator; once, within 30 minutes')),
        ]),
    row('Dashboard', `${summary.publicUrl}/`),
    row('API', `${summary.publicUrl}/api/docs`),
    ...(summary.estate === undefined ? [] : [row('Estate', summary.estate)]),
    row('Data', `${data} ${dim(`(${summary.database})`)}`),
    ...(summary.metricsPort === undefined ? [] : [row('Metrics', `http://127.0.0.1:${summary.metricsPort}/metrics`)]),
    ...summary.warnings.slice(0, 2).map((text) => `  ${yellow('!')} ${text}`),
    '',
  ];
  return `${lines.slice(0, 12).join('\n')}\n`;
}
