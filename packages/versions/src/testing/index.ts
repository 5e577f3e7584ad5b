/** For tests of version schemes, here and elsewhere: the behaviour suite and texts that look like versions. */
export { describeScheme, type SchemeExamples } from './contract.ts';
export { anyText, hostile, plausible } from './versions.ts';
