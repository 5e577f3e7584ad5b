import type { Migration } from './types.ts';

/**
 * Images that people attached to decisions (platform.md §9). What was sent is not kept: only what was made of it, under the
 * digest of what was sent. A decision has ten places, so that two people at once cannot pass the limit either.
 */
export const images: Migration = {
  id: '0053-images',
  up(sql) {
    return sql`
      create table image (
        -- SHA-256 of what was sent.
        digest bytea primary key check (length(digest) = 32),
        width integer not null,
        height integer not null,
        created_at timestamptz(3) not null
      );
      create table image_rendition (
        digest bytea not null references image (digest) on delete cascade,
        -- Side of the square that it fits into; there is none past the first that holds the whole image.
        bound smallint not null,
        format text not null check (format in ('webp', 'avif', 'jpeg', 'png', 'gif')),
        size_bytes integer not null,
        -- Of its bytes, for ETag.
        tag text not null,
        bytes bytea not null check (length(bytes) = size_bytes),
        primary key (digest, bound, format)
      );
      -- It is compressed already.
      alter table image_rendition alter column bytes set storage external;
      create table decision_attachment (
        decision_id uuid not null references decision (id),
        place smallint not null check (place between 1 and 10),
        digest bytea not null references image (digest),
        user_id text not null,
        user_name text not null,
        caption text,
        created_at timestamptz(3) not null,
        primary key (decision_id, place),
        unique (decision_id, digest)
      );
      create index decision_attachment_of_image on decision_attachment (digest);
    `;
  },
};
