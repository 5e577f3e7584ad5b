import type { Migration } from './types.ts';

/** Figures of a window look at the patches whose time lies in it, and at nothing else. */
export const patchTimes: Migration = {
  id: '0041-patch-times',
  up(sql) {
    return sql`
      create index patch_validated on patch (validated_at) where validated_at is not null;
      create index patch_decided on patch (decided_at) where decided_at is not null;
      create index patch_merged on patch (merged_at) where merged_at is not null;
      create index patch_verified on patch (verified_at) where verified_at is not null;
      create index patch_history_at on patch_history (at);
      create index evidence_sealed on evidence (sealed_at);
    `;
  },
};
