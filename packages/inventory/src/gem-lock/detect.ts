/** Opens with one of the sections that hold gems; an empty project has only PLATFORMS and DEPENDENCIES. */
export function detect(_path: string, head: string): boolean {
  return /^(?:GEM|GIT|PATH|PLUGIN SOURCE|PLATFORMS|DEPENDENCIES|<{7})\b/m.test(head) || head.startsWith('<<<<<<<');
}
