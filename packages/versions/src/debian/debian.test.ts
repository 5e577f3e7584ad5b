import { describeScheme } from '../testing/contract.ts';
import { debian } from './index.ts';

describeScheme(debian, {
  ascending: [
    '1.0~rc1-1',
    '1.0',
    '1.0-1~deb7u1',
    '1.0-1',
    '1.0-1ubuntu1',
    '1.0-1+deb9u1',
    '1.0a-1',
    '1.0+dfsg-1',
    '1.2-1',
    '1:0.1-1',
  ],
  equal: [
    ['1.0', '1.0-0'],
    ['0:1.0', '1.00'],
    ['1:1:2-1', '01:1:2-1'],
    [' 1.0 ', '1.0'],
  ],
  invalid: ['a:1', ':1', '1:', '1.0 1', '1.0_1', '1.0-', '1.0-1:2', '-1'],
  prereleases: ['1.0~rc1-1'],
  releases: ['snapshot', '1.0-1', '1.0-1~deb7u1'],
  distances: [
    ['1.2-1', '1:1.2-1', 'major'],
    ['1.2-1', '1.3-1', 'minor'],
    ['1.2-1', '1.2-2', 'patch'],
    ['1.2-1', '2.2-1', 'major'],
    ['1.2', '1.2-0', 'none'],
  ],
});
