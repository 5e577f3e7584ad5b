interface ImportMetaEnv {
  /** Address of the API for a page that is served from elsewhere; empty for the page's own origin. */
  readonly VITE_MAXIMUS_API?: string;
}
