/** Images that runs start in, from the operator's configuration and never from a repository. */
export interface ContainerImages {
  /** OSV ecosystem → `name@sha256:…`; the image holds the runtime, the package manager and the test tools. */
  readonly byEcosystem: ReadonlyMap<string, string>;
}
