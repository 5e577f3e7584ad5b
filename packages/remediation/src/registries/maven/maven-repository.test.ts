import { expect, it } from 'vitest';
import { mavenFiles } from '../../testing/maven-universe.ts';
import { memoryAddress, memoryGet } from '../../testing/memory-get.ts';
import { createMavenRepository } from './maven-repository.ts';
import { readPom } from './pom-model.ts';

const managed = (name: string, version: string, more = '') => {
  const [group, artifact] = name.split(':');
  return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>${more}</dependency>`;
};
const universe = {
  'org.t:parent@1': {
    more: `<properties><v>2.0</v><w>\${v}</w></properties><dependencyManagement><dependencies>${managed('org.t:m', `\${w}`)}${managed('org.t:late', '1', '<scope>test</scope>')}${managed('org.t:bom', '1', '<type>pom</type><scope>import</scope>')}</dependencies></dependencyManagement>`,
  },
  'org.t:bom@1': {
    more: `<dependencyManagement><dependencies>${managed('org.t:n', '3.0')}</dependencies></dependencyManagement>`,
  },
};
const child =
  '<project><parent><groupId>org.t</groupId><artifactId>parent</artifactId><version>1</version></parent><artifactId>child</artifactId><version>1</version><dependencies>' +
  ['m', 'n', 'late']
    .map((each) => `<dependency><groupId>org.t</groupId><artifactId>${each}</artifactId></dependency>`)
    .join('') +
  managed('org.t:test', '1', '<scope>test</scope>') +
  managed('org.t:maybe', '1', '<optional>true</optional>') +
  managed(`\${project.groupId}:own`, `\${project.version}`) +
  '</dependencies></project>';
const files = new Map([...mavenFiles(universe), ['org/t/child/1/child-1.pom', { body: child }]]);
const repository = (address = memoryAddress) =>
  createMavenRepository({ repository: address, mayAsk: () => true, get: memoryGet(files) });

it('reads what a POM asks for through its parents, properties and BOMs', async () => {
  const answer = await repository().detailsOf?.('org.t:child', '1');
  if (answer?.state !== 'found') throw new RangeError('not found');
  expect([...answer.version.dependencies]).toEqual([
    ['org.t:m', '2.0'],
    ['org.t:n', '3.0'],
    ['org.t:own', '1'],
  ]);
});

it('lists versions, takes the time of the file, and says what it cannot ask', async () => {
  const answer = await repository().versionsOf('org.t:parent');
  expect(answer.state === 'found' && [...answer.package.versions.keys()]).toEqual(['1']);
  const details = await repository().detailsOf?.('org.t:parent', '1');
  expect(details?.state === 'found' && details.version.publishedAt).toBeLessThan(Date.parse('2026-11-30'));
  expect(await repository().versionsOf('org.t:none')).toEqual({ state: 'absent' });
  const undated = new Map(
    [...files].map(([path, { body }]) => [
      path,
      { body: `${body}`.replace('<versioning>', '<versioning><lastUpdated>20260102030405</lastUpdated>') },
    ]),
  );
  const silent = createMavenRepository({ repository: memoryAddress, mayAsk: () => true, get: memoryGet(undated) });
  const bound = await silent.detailsOf?.('org.t:parent', '1');
  expect(bound?.state === 'found' && bound.version.publishedAt).toBe(Date.parse('2026-01-02T03:04:05Z'));
  for (const name of ['a', 'a:b:c', '..:x', 'a:../b', '']) {
    expect(await repository().versionsOf(name), name).toEqual({ state: 'absent' });
  }
  expect(await repository('https://down.example.test').versionsOf('a:b')).toMatchObject({ state: 'unreachable' });
  expect(await repository().pomOf({ group: 'org.t', artifact: 'x', version: '../1' })).toBeUndefined();
});

it('sees every place of build extensions', () => {
  const build = (inner: string) => readPom(`<project>${inner}</project>`)?.hasExtensions;
  const plugin = '<plugins><plugin><artifactId>x</artifactId><extensions>true</extensions></plugin></plugins>';
  expect(build('<build><extensions><extension><artifactId>x</artifactId></extension></extensions></build>')).toBe(true);
  expect(build(`<build>${plugin}</build>`)).toBe(true);
  expect(build(`<build><pluginManagement>${plugin}</pluginManagement></build>`)).toBe(true);
  expect(build(`<profiles><profile><build>${plugin}</build></profile></profiles>`)).toBe(true);
  expect(build(`<build>${plugin.replace('true', `\${x}`)}</build>`)).toBe(true);
  expect(build('<build><plugins><plugin><artifactId>x</artifactId></plugin></plugins></build>')).toBe(false);
  expect(readPom('no XML')).toBeUndefined();
});
