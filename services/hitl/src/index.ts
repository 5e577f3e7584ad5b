/**
 * Review: people decide about patches and risks, by rules that are data, and every step is told. Read parts.ts first.
 */
export {};
