import { expect, test } from 'vitest';
import { memoryTree } from '../house/tree.ts';
import { propertyFiles } from './property-files.ts';

test('tests with properties are those that import fast-check themselves or through another file', () => {
  const tree = memoryTree({
    'packages/a/src/own.test.ts': "import fc from 'fast-check';\nfc.nat();\n",
    'packages/a/src/testing/contract.ts': "import * as fc from 'fast-check';\nexport const law = fc.nat();\n",
    'packages/a/src/testing/index.ts': "export { law } from './contract.ts';\n",
    'packages/a/src/shared.test.ts': "import { law } from './testing/index.ts';\nlaw;\n",
    'packages/a/src/none.test.ts': "import { thing } from './thing.ts';\nthing;\n",
    'packages/a/src/thing.ts': 'export const thing = 1;\n',
  });
  expect(propertyFiles(tree)).toEqual(['packages/a/src/own.test.ts', 'packages/a/src/shared.test.ts']);
});
