/** Images that runs start in, from the operator's configuration and never from a repository. */
export interface ContainerImages {
  /** OSV ecosystem → `name@sha256:…`; the image holds the runtime, the package manager and the test tools. */
  readonly byEcosystem: ReadonlyMap<string, string>;
  /** What the images hold, by the manager's id: version, and how it is started in there. */
  readonly tools: ReadonlyMap<string, readonly { readonly version: string; readonly argv: readonly string[] }[]>;
}
