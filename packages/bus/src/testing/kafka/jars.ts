import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The broker that the tests run against. */
const kafkaVersion = '4.1.0';

const dependencies = [
  ['org.apache.kafka', 'kafka_2.13', kafkaVersion],
  ['org.apache.logging.log4j', 'log4j-core', '2.24.3'],
  // Without a binding of slf4j 1.7, which this broker resolves, it starts without a word.
  ['org.apache.logging.log4j', 'log4j-slf4j-impl', '2.24.3'],
] as const;

/** Where the jars are kept between runs. */
export function defaultCache(): string {
  return join(homedir(), '.cache', 'maximus', 'kafka');
}

/**
 * The folder with the jars of the broker, fetched with Maven when they are not there yet (8 s, 43 MB). Where from is for
 * Maven's own settings to say. Two processes at once are safe: the first whole folder wins.
 */
export async function kafkaJars(cache: string): Promise<string> {
  const folder = join(cache, kafkaVersion);
  if (await holdsJars(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'fetch-'));
  try {
    await writeFile(join(work, 'pom.xml'), pom());
    const args = ['-q', '-B', 'dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=jars'];
    await run('mvn', args, { cwd: work, timeout: 600_000, maxBuffer: 64 * 1_048_576 });
    await rename(join(work, 'jars'), folder);
  } catch (error) {
    // Another process may have put the same folder there first.
    if (!(await holdsJars(folder))) throw error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

async function holdsJars(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).includes(`kafka_2.13-${kafkaVersion}.jar`);
  } catch {
    // No such folder yet.
    return false;
  }
}

function pom(): string {
  const items = dependencies.map(
    ([group, artifact, version]) =>
      `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`,
  );
  return (
    '<project><modelVersion>4.0.0</modelVersion><groupId>maximus</groupId><artifactId>kafka</artifactId>' +
    `<version>1</version><packaging>pom</packaging><dependencies>${items.join('')}</dependencies></project>\n`
  );
}
