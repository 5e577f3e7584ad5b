/** Rust's Cargo.lock. Scopes and requests come from the manifests in the tree. Read parse.ts first. */
import type { InventoryFormat } from '../types.ts';
import { detect } from './detect.ts';

/** Cargo.lock, versions 1 to 4, with the Cargo.toml of the workspace and its members. */
export const cargoLock: InventoryFormat = {
  id: 'cargo-lock',
  description: "Rust's Cargo.lock, versions 1 to 4",
  files: ['Cargo.lock'],
  kind: 'lock',
  ecosystems: ['crates.io'],
  capabilities: { network: false, runsForeignCode: false, writesProject: false },
  detect,
  parse: async (input) => (await import('./parse.ts')).parse(input),
};
