import type { Family } from '../types.ts';
import { rubyFile } from './read-ruby.ts';

/** Gems whose files are called otherwise than the gem. */
const files = new Map([
  ['actionpack', ['action_controller', 'action_dispatch', 'rails']],
  ['actionview', ['action_view', 'rails']],
  ['activejob', ['active_job', 'rails']],
  ['activemodel', ['active_model', 'rails']],
  ['activerecord', ['active_record', 'rails']],
  ['activestorage', ['active_storage', 'rails']],
  ['activesupport', ['active_support', 'rails']],
  ['rubyzip', ['zip']],
  ['ruby-saml', ['onelogin/ruby-saml']],
]);
/** Templates run Ruby and are not read here. */
const opaque = /\.(?:erb|haml|slim|rhtml)$/;

/** Ruby at the level of imports, line by line: `require`, and the constant that a gem is called by. */
export const ruby: Family = {
  id: 'ruby',
  ecosystem: 'RubyGems',
  claims: (path) => (opaque.test(path) ? 'opaque' : /\.(?:rb|rake|ru)$/.test(path) ? 'source' : undefined),
  importedAs: () => [],
  resolve: () => undefined,
  searchFor(packages) {
    const wanted = packages.map(({ key, name }) => ({
      key,
      files: files.get(name) ?? [name, name.replaceAll('-', '/'), name.replaceAll('-', '_')],
      constant: constantOf(name),
    }));
    const owners = (module: string): readonly string[] =>
      wanted
        .filter((each) =>
          module.startsWith('::')
            ? module.slice(2) === each.constant
            : each.files.some((file) => module === file || module.startsWith(`${file}/`)),
        )
        .map(({ key }) => key);
    const constants = new Set(wanted.map(({ constant }) => constant));
    return {
      isImportLevel: true,
      look: () => ({ mentioned: new Set(packages.map(({ key }) => key)), mayBeDynamic: true }),
      parse: async (_path, text) => rubyFile(text, constants),
      owners,
      ownersOf: ({ module }) => owners(module),
      methods: [],
      isNear: () => false,
      symbol: (text) => ({ text, segments: [text] }),
      segments: ({ path }) => path,
      // The files of a gem with a dash, and its constant, are a matter of taste.
      isDecisive: ({ name }) => files.has(name) || /^[a-z0-9]+$/.test(name),
    };
  },
};

function constantOf(name: string): string {
  return name
    .split('-')
    .map((part) =>
      part
        .split('_')
        .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
        .join(''),
    )
    .join('::');
}
