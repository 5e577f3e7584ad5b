import { type ConsumerTask, consumeToFile } from './consumer-process.ts';

/** The text of a program that does a task in a process of its own, for `node --input-type=module -e`. */
export function consumerProgram(task: ConsumerTask): string {
  const module = JSON.stringify(new URL('consumer-process.ts', import.meta.url).href);
  return `import { ${consumeToFile.name} } from ${module};\nawait ${consumeToFile.name}(${JSON.stringify(task)});`;
}
