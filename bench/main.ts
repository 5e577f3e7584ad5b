/** Runs one benchmark by name: `npm run bench -- scan`. Without a name it runs all of them. */
const benches = [
  'scan',
  'index-build',
  'bus',
  'api',
  'ratelimit',
  'stream',
  'live',
  'estate',
  'lists',
  'fix',
  'loop',
  'reachability',
  'web',
] as const;
const wanted = process.argv.slice(2);
const names = wanted.length === 0 ? benches : wanted;
for (const name of names) {
  if (!(benches as readonly string[]).includes(name)) {
    process.stderr.write(`no benchmark "${name}"; there are: ${benches.join(', ')}\n`);
    process.exit(3);
  }
  await import(`./${name}.ts`);
}
