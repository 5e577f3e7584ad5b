import minimist from 'minimist';

/** Options of the command line; `port` is a number. */
export function readOptions(args) {
  const given = minimist(args, { default: { port: 8080 }, string: ['secret'] });
  return { port: Number(given.port), secret: given.secret ?? 'local-only' };
}
