/** A small installed tree for the contract test, by path. */
export const samples: Readonly<Record<string, string>> = {
  'node_modules/': '',
  'package.json': '{"dependencies":{"left":"^1.0.0"},"devDependencies":{"@s/tool":"*"}}',
  'node_modules/left/package.json': '{"name":"left","version":"1.2.0","license":"MIT","dependencies":{"right":"^1"}}',
  'node_modules/left/node_modules/right/package.json': '{"name":"right","version":"1.9.0"}',
  'node_modules/right/package.json': '{"name":"right","version":"2.0.0"}',
  'node_modules/@s/tool/package.json': '{"name":"@s/tool","version":"0.1.0","dependencies":{"right":"^2"}}',
  'node_modules/.bin/left': '#!/bin/sh',
};
