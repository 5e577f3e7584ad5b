import { afterAll, describe, expect, it } from 'vitest';
import { createMavenRepository, httpGet } from '../../registries/index.ts';
import { type MavenUniverse, mavenFiles } from '../../testing/maven-universe.ts';
import { planPinned } from '../../testing/pinned-plan.ts';
import { mavenParts } from '../../testing/provision.ts';
import { canShutIn, writeShutIn } from '../../testing/shut-in.ts';
import { staticRegistry } from '../../testing/static-registry.ts';

const parts = mavenParts(process.env);

const universe: MavenUniverse = {
  'org.test:bad@1.0.0': {},
  'org.test:bad@1.0.1': {},
  'org.test:bad@1.1.0': {},
  'org.test:twin@1.0.0': {},
  'org.test:twin@1.1.0': {},
  'org.test:top@2.0.0': { requires: { 'org.test:bad': '1.0.0' } },
  'org.test:armed@1': {
    more: '<packaging>pom</packaging><build><extensions><extension><groupId>evil</groupId><artifactId>evil</artifactId><version>1</version></extension></extensions></build>',
  },
};
const registry = await staticRegistry(() => mavenFiles(universe));
const settings = new Map([['maven.plugins', 'file:///opt/plugins']]);
afterAll(() => registry[Symbol.asyncDispose]());

const dependency = (name: string, version: string) =>
  `    <dependency>\n      <groupId>org.test</groupId>\n      <artifactId>${name}</artifactId>\n      <version>${version}</version> <!-- why -->\n    </dependency>\n`;
const pom = (dependencies: string, before = '', after = '') =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<!-- The app. -->\n<project xmlns="http://maven.apache.org/POM/4.0.0">\n  <modelVersion>4.0.0</modelVersion>\n${before}  <groupId>org.test</groupId>\n  <artifactId>app</artifactId>\n  <version>1</version>\n  <dependencies>\n${dependencies}  </dependencies>\n${after}</project>\n`;

async function remedied(text: string, fixed = '1.0.1', more: Readonly<Record<string, string>> = {}) {
  const files = { 'pom.xml': text, ...more };
  const { address } = registry;
  const source = createMavenRepository({ repository: address, mayAsk: () => true, get: httpGet });
  const flaws = [{ id: 'T-1', name: 'org.test:bad', fixed }];
  const locked = ['org.test:bad@1.0.0'];
  const [remedy] = await planPinned({
    ecosystem: 'Maven',
    files,
    lockFile: 'pom.xml',
    flaws,
    locked,
    registry: source,
  });
  const written =
    remedy?.change === undefined
      ? undefined
      : await writeShutIn({ remedy, files, manager: 'maven', tool: parts?.tool, address, access: { settings } });
  return { remedy, written };
}

describe.skipIf(!(await canShutIn()) || parts === undefined)('Maven itself, shut in', () => {
  it('changes a version where it is written and not one byte beside, and sees no .mvn and no repository of a POM', async () => {
    const own =
      '  <repositories><repository><id>evil</id><url>http://evil.example.test/</url></repository></repositories>\n';
    const more = {
      '.mvn/jvm.config': '-javaagent:evil.jar\n',
      '.mvn/extensions.xml':
        '<extensions><extension><groupId>evil</groupId><artifactId>evil</artifactId><version>1</version></extension></extensions>',
    };
    const text = pom(dependency('bad', '1.0.0'), '', own);
    const { remedy, written } = await remedied(text, '1.0.1', more);
    expect(remedy?.plan.rung).toBe('direct-upgrade');
    expect(written).toMatchObject({ state: 'as-planned', lockText: text.replace('<version>1.0.0', '<version>1.0.1') });
    expect(registry.asked.filter((path) => path.includes('evil'))).toEqual([]);
    if (written !== undefined && 'run' in written) {
      expect(written.run?.result.contacts.filter(({ allowed }) => !allowed)).toEqual([]);
    }
  });

  it('changes a property, and moves what shares it along', async () => {
    const properties = '  <properties>\n    <own.version>1.0.0</own.version>\n  </properties>\n';
    const text = pom(dependency('bad', `\${own.version}`) + dependency('twin', `\${own.version}`), '', properties);
    const { remedy, written } = await remedied(text);
    expect(remedy?.plan.package_changes.map(({ purl_to }) => purl_to)).toEqual([
      'pkg:maven/org.test/bad@1.1.0',
      'pkg:maven/org.test/twin@1.1.0',
    ]);
    expect(written).toMatchObject({ state: 'as-planned', lockText: text.replace('>1.0.0<', '>1.1.0<') });
  });

  it('manages the version of what a parent brings, in the indentation of the file', async () => {
    const text = pom(dependency('top', '2.0.0'));
    const { remedy, written } = await remedied(text);
    expect(remedy?.plan.rung).toBe('override');
    expect(remedy?.plan.attempts[0]).toMatchObject({
      why_not: 'blocked-by-parent',
      sentence: 'org.test:top@2.0.0 asks for org.test:bad 1.0.0; 1.0.1 is needed.',
    });
    const managed = `  <dependencyManagement>\n    <dependencies>\n      <dependency>\n        <groupId>org.test</groupId>\n        <artifactId>bad</artifactId>\n        <version>1.0.1</version>\n      </dependency>\n    </dependencies>\n  </dependencyManagement>\n`;
    expect(written).toMatchObject({
      state: 'as-planned',
      lockText: text.replace('</project>', `${managed}</project>`),
    });
  });

  it('starts nothing for a POM with build extensions, its own or a parent’s', async () => {
    const extension =
      '  <build><plugins><plugin><groupId>evil</groupId><artifactId>evil</artifactId><extensions>true</extensions></plugin></plugins></build>\n';
    const parent =
      '  <parent><groupId>org.test</groupId><artifactId>armed</artifactId><version>1</version><relativePath/></parent>\n';
    for (const text of [pom(dependency('bad', '1.0.0'), '', extension), pom(dependency('bad', '1.0.0'), parent)]) {
      const { remedy, written } = await remedied(text);
      expect(written).toBeUndefined();
      expect(remedy?.plan.attempts[0]).toMatchObject({ why_not: 'lock-unparsed' });
      expect(remedy?.plan.unproven_because).toContain('build extensions');
    }
  });
});
