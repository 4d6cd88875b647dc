-- Whether the media of a telephone's calls have to be encrypted: 0 or 1.

ALTER TABLE desk_phones ADD COLUMN requires_encryption BIGINT NOT NULL DEFAULT 0;
