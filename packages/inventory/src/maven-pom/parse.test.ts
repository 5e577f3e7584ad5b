import { unwrap } from '@maximus/kernel';
import { expect, test } from 'vitest';
import { memoryFiles } from '../testing/memory-files.ts';
import type { ParsedFile } from '../types.ts';
import { mavenPom } from './index.ts';
import { modulePom, parentPom } from './samples.ts';

async function read(tree: Record<string, string>, path = 'pom.xml'): Promise<ParsedFile> {
  return unwrap(await mavenPom.parse({ path, text: tree[path] ?? '', files: memoryFiles(tree) }));
}

const pom = (body: string, artifact = 'a') =>
  `<project>\n<groupId>own</groupId><artifactId>${artifact}</artifactId><version>1</version>\n${body}\n</project>\n`;
const dependency = (name: string, rest = '') =>
  `<dependency><groupId>lib</groupId><artifactId>${name}</artifactId>${rest}</dependency>`;
const dependencies = (...entries: string[]) => `<dependencies>\n${entries.join('\n')}\n</dependencies>`;
const version = (text: string) => `<version>${text}</version>`;
const parent = (artifact: string, rest = '') =>
  `<parent><groupId>own</groupId><artifactId>${artifact}</artifactId><version>1</version>${rest}</parent>`;
const bom = (artifact: string) =>
  `<dependency><groupId>own</groupId><artifactId>${artifact}</artifactId><version>1</version><type>pom</type><scope>import</scope></dependency>`;
const managed = (...entries: string[]) => `<dependencyManagement>${dependencies(...entries)}</dependencyManagement>`;
const component = (parsed: ParsedFile, name: string) => parsed.components.find((each) => each.name === name);
const keys = (parsed: ParsedFile) => parsed.components.map(({ key }) => key);
const messages = (parsed: ParsedFile) => parsed.problems.map(({ error }) => error.message);

const tree = {
  'pom.xml': parentPom,
  'app/pom.xml': modulePom,
  'core/pom.xml': modulePom.replace('<artifactId>app<', '<artifactId>core<'),
};

test('direct dependencies are components, inherited ones too, modules of the build are not', async () => {
  const parsed = await read(tree, 'app/pom.xml');
  expect(keys(parsed)).toEqual([
    'org.web:web:5.3',
    'org.test:test:4.12',
    'org.api:api:3',
    'org.extra:extra:1.0',
    'org.range:range',
    'org.tool:tool:1:zip:linux',
    'org.log:log:2.14.1',
    'org.web:web:6.0',
    'org.cloud:cloud:7',
  ]);
  expect(parsed.roots).toEqual(keys(parsed));
  expect(component(parsed, 'org.log:log')?.line).toBeUndefined();
});

test('a managed version names the place that states it', async () => {
  expect(component(await read(tree, 'app/pom.xml'), 'org.web:web')).toMatchObject({
    version: '5.3',
    override: 'dependencyManagement in pom.xml:16',
    line: 10,
  });
});

test("Maven's scopes become ours", async () => {
  const parsed = await read(tree, 'app/pom.xml');
  const scope = (name: string) => component(parsed, name)?.scope;
  expect(scope('org.web:web')).toBe('prod');
  expect(scope('org.test:test')).toBe('dev');
  expect(scope('org.api:api')).toBe('peer');
  expect(scope('org.extra:extra')).toBe('optional');
});

test('type and classifier are qualifiers of the purl', async () => {
  expect(component(await read(tree, 'app/pom.xml'), 'org.tool:tool')?.purl).toBe(
    'pkg:maven/org.tool/tool@1?classifier=linux&type=zip',
  );
});

test('what only a profile brings is optional and names the profile', async () => {
  const parsed = await read(tree, 'app/pom.xml');
  expect(component(parsed, 'org.cloud:cloud')).toMatchObject({ scope: 'optional', override: 'profile cloud' });
  expect(parsed.components.filter(({ name }) => name === 'org.web:web')).toMatchObject([
    { version: '5.3', scope: 'prod' },
    { version: '6.0', scope: 'optional', override: 'profile cloud' },
  ]);
});

test('a default profile is in force', async () => {
  const profile = `<profiles><profile><id>on</id><activation><activeByDefault>true</activeByDefault></activation>${dependencies(dependency('x', `${version('1')}<scope>test</scope>`))}</profile></profiles>`;
  expect((await read({ 'pom.xml': pom(profile) })).components).toMatchObject([{ key: 'lib:x:1', scope: 'dev' }]);
});

test('profiles beyond the bound of work are reported', async () => {
  const profiles = Array.from(
    { length: 300 },
    (_, at) => `<profile><id>p${at}</id><properties><x>1</x></properties></profile>`,
  );
  const many = Array.from({ length: 999 }, (_, at) => dependency(`d${at}`, version('1')));
  const parsed = await read({ 'pom.xml': pom(`<profiles>${profiles.join('')}</profiles>${dependencies(...many)}`) });
  expect(parsed.problems[0]).toMatchObject({ count: 200, error: { code: 'inventory.limit_reached' } });
});

test('a range has no version and keeps what is requested', async () => {
  const parsed = await read(tree, 'app/pom.xml');
  expect(component(parsed, 'org.range:range')).toMatchObject({ requested: '[1.0,2.0)', line: 15 });
  expect(component(parsed, 'org.range:range')?.version).toBeUndefined();
  expect(parsed.problems[0]?.error).toMatchObject({
    code: 'inventory.unresolved',
    details: { file: 'app/pom.xml', line: 15 },
  });
});

test('exactly one problem says that transitive dependencies are unknown', async () => {
  const parsed = await read({
    'pom.xml': pom(dependencies(dependency('x', version('1')), dependency('y', version('2')))),
  });
  expect(messages(parsed)).toEqual([
    'a pom.xml does not name transitive dependencies: those of 2 direct ones are unknown',
  ]);
  expect(parsed.problems[0]?.error.details).toMatchObject({ file: 'pom.xml', line: 1 });
  expect((await read({ 'pom.xml': pom('') })).problems).toEqual([]);
});

test('a parent outside the tree is reported, and a version that it may manage stays open', async () => {
  const text = pom(`${parent('boot', '<relativePath/>')}\n${dependencies(dependency('x'))}`);
  const parsed = await read({ 'pom.xml': text });
  expect(keys(parsed)).toEqual(['lib:x']);
  expect(messages(parsed)[0]).toBe(
    'lib:x: no version is stated or managed in the tree; parent own:boot:1 is not in the tree',
  );
  expect(parsed.problems[1]?.error).toMatchObject({ details: { file: 'pom.xml', line: 3 } });
});

test('a file at the relative path with other coordinates is not the parent', async () => {
  const parsed = await read(
    { 'pom.xml': pom('', 'other'), 'm/pom.xml': pom(parent('boot')), 'boot/pom.xml': pom('', 'boot') },
    'm/pom.xml',
  );
  expect(messages(parsed)[0]).toContain('parent own:boot:1 is not in the tree');
});

test('a parent elsewhere in the build, or named by its folder, is found', async () => {
  const modules = '<modules><module>p</module><module>m/pom.xml</module></modules>';
  const inherited = pom(dependencies(dependency('x', version('1'))), 'p');
  const build = { 'pom.xml': pom(modules, 'root'), 'p/pom.xml': inherited };
  const byModule = await read({ ...build, 'm/pom.xml': pom(parent('p', '<relativePath/>'), 'm') }, 'm/pom.xml');
  expect(keys(byModule)).toEqual(['lib:x:1']);
  const byFolder = await read(
    { ...build, 'm/pom.xml': pom(parent('p', '<relativePath>../p</relativePath>'), 'm') },
    'm/pom.xml',
  );
  expect(keys(byFolder)).toEqual(['lib:x:1']);
  const outside = await read(
    { 'm/pom.xml': pom(parent('p', '<relativePath>../../p</relativePath>'), 'm') },
    'm/pom.xml',
  );
  expect(messages(outside)[0]).toContain('not in the tree');
});

test('parents that name each other end', async () => {
  const parsed = await read({
    'pom.xml': pom(parent('b', '<relativePath>b/pom.xml</relativePath>'), 'a'),
    'b/pom.xml': pom(parent('a'), 'b'),
  });
  expect(messages(parsed)[0]).toContain('not in the tree');
});

test('BOMs in the tree manage versions, the first import and own entries win', async () => {
  const modules = '<modules><module>b1</module><module>b2</module></modules>';
  const entries = (at: string) => managed(dependency('x', version(at)), dependency('y', version(at)));
  const parsed = await read({
    'pom.xml': pom(
      `${modules}${managed(bom('b1'), bom('b2'), dependency('y', version('9')))}${dependencies(dependency('x'), dependency('y'), dependency('z'))}`,
    ),
    'b1/pom.xml': pom(`<properties><v>1</v></properties>${entries(`\${v}`)}`, 'b1'),
    'b2/pom.xml': pom(managed(dependency('x', version('2')), dependency('z', version('2'))), 'b2'),
  });
  expect(keys(parsed)).toEqual(['lib:x:1', 'lib:y:9', 'lib:z:2']);
});

test('a BOM outside the tree is reported', async () => {
  const parsed = await read({ 'pom.xml': pom(`${managed(bom('boot'))}\n${dependencies(dependency('x'))}`) });
  expect(messages(parsed).slice(0, 2)).toEqual([
    'lib:x: no version is stated or managed in the tree; BOM own:boot:1 is not in the tree',
    'BOM own:boot:1 is not in the tree: the versions that it manages are unknown',
  ]);
});

test('BOMs that import each other end', async () => {
  const modules = '<modules><module>b1</module><module>b2</module></modules>';
  const parsed = await read({
    'pom.xml': pom(`${modules}${managed(bom('b1'))}`),
    'b1/pom.xml': pom(managed(bom('b2')), 'b1'),
    'b2/pom.xml': pom(managed(bom('b1')), 'b2'),
  });
  expect(parsed.components).toEqual([]);
});

test('properties that are missing, circular or explosive leave the version open', async () => {
  const bombs = Array.from({ length: 20 }, (_, at) => `<p${at + 1}>\${p${at}}\${p${at}}</p${at + 1}>`).join('');
  const parsed = await read({
    'pom.xml': pom(
      `<properties><a>\${b}</a><b>\${a}</b><p0>x</p0>${bombs}</properties>${dependencies(
        ...['gone', 'a', 'p20', 'env.HOME', 'unclosed'].map((name) =>
          dependency(name, version(name === 'unclosed' ? `1\${` : `\${${name}}`)),
        ),
      )}`,
    ),
  });
  expect(keys(parsed)).toEqual(['lib:gone', 'lib:a', 'lib:p20', 'lib:env.HOME', `lib:unclosed:1\${`]);
  expect(messages(parsed)[0]).toBe(`lib:gone: \${gone} is not set in the tree`);
});

test('words and ranges that a repository resolves are not versions, a pin is', async () => {
  const all = ['LATEST', 'RELEASE', '(,1.0]', '[1.0],[2.0]', '[1.0]', '[]', ''];
  const parsed = await read({
    'pom.xml': pom(dependencies(...all.map((text, at) => dependency(`x${at}`, version(text))))),
  });
  expect(parsed.components.map((each) => each.version)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    '1.0',
    undefined,
    undefined,
  ]);
});

test('inherited dependencies without a version are one problem with their number', async () => {
  const parsed = await read(
    { 'pom.xml': pom(dependencies(dependency('x'), dependency('y')), 'p'), 'm/pom.xml': pom(parent('p'), 'm') },
    'm/pom.xml',
  );
  expect(parsed.problems[0]).toMatchObject({ count: 2, error: { details: { file: 'pom.xml', line: 4 } } });
});

test('a module that is not there is a problem', async () => {
  const parsed = await read({
    'pom.xml': pom('<modules>\n<module>gone</module><module>../../out</module><module/></modules>'),
  });
  expect(parsed.problems.map(({ error }) => error.details.line)).toEqual([4, 4, 4]);
});

test('another version of a module is a component', async () => {
  const parsed = await read({
    'pom.xml': pom(
      `<modules><module>core</module></modules>${dependencies('<dependency><groupId>own</groupId><artifactId>core</artifactId><version>0.9</version></dependency>')}`,
    ),
    'core/pom.xml': pom('', 'core'),
  });
  expect(keys(parsed)).toEqual(['own:core:0.9']);
});

test('names like __proto__ and entries without coordinates do no harm', async () => {
  const text = pom(
    `<properties><__proto__>1</__proto__></properties>${dependencies(dependency('__proto__', version(`\${__proto__}`)), dependency('x', version(`\${constructor}`)), '<dependency/>')}`,
  );
  expect(keys(await read({ 'pom.xml': text }))).toEqual(['lib:__proto__:1', 'lib:x']);
});

test('a file that is no pom fails with its line', async () => {
  const code = async (text: string) => {
    const result = await mavenPom.parse({ path: 'pom.xml', text, files: memoryFiles({}) });
    return result.ok ? undefined : [result.error.code, result.error.details.line];
  };
  expect(await code('<html/>')).toEqual(['inventory.malformed', 1]);
  expect(await code('<project>\n<dependencies>')).toEqual(['inventory.malformed', 2]);
  expect(await code('<!DOCTYPE x>\n<project/>')).toEqual(['inventory.malformed', 1]);
});
