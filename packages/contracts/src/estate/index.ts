/** The estate: projects, snapshots, components, scans and feeds (apv.md §3, oraculo.md §1, §3, §5). */
export * from './feed.ts';
export * from './project.ts';
export * from './scan.ts';
export * from './snapshot.ts';
