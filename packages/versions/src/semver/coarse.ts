import type { SemverVersion } from './parse.ts';

const most = 0x3ff;

/**
 * The three numbers in 32 bits, 12 for the first and 10 for each other, which stop at their greatest. Pre-releases have the
 * number of their release. None from a first number of 4,095 on, and for a doubtful version.
 */
export function coarseSemver({ numbers, doubt }: SemverVersion): number | undefined {
  const [major, minor, patch] = numbers;
  if (doubt !== undefined || major === undefined || major > 0xffe) return undefined;
  if (minor === undefined || minor >= most) return Number(major) * 2 ** 20 + most * 2 ** 10 + most;
  return (
    Number(major) * 2 ** 20 + Number(minor) * 2 ** 10 + (patch === undefined || patch > most ? most : Number(patch))
  );
}
