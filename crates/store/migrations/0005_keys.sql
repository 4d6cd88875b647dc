-- Which line stands on which key of a desk phone.

-- Counts changes of a desk phone's keys.
ALTER TABLE desk_phones ADD COLUMN keys_version BIGINT NOT NULL DEFAULT 1;
-- 0: they follow the lines that its owner may use, and `desk_phone_keys` has none.
ALTER TABLE desk_phones ADD COLUMN keys_by_hand BIGINT NOT NULL DEFAULT 0;

CREATE TABLE desk_phone_keys (
    desk_phone_id TEXT NOT NULL
        CONSTRAINT desk_phone_keys_phone REFERENCES desk_phones (id) ON DELETE CASCADE,
    -- From 0, top to bottom.
    position BIGINT NOT NULL,
    line_id TEXT NOT NULL CONSTRAINT desk_phone_keys_line REFERENCES lines (id) ON DELETE CASCADE,
    -- Empty: whose line it is.
    label TEXT NOT NULL,
    CONSTRAINT desk_phone_keys_pk PRIMARY KEY (desk_phone_id, position),
    CONSTRAINT desk_phone_keys_line_once UNIQUE (desk_phone_id, line_id)
);
CREATE INDEX desk_phone_keys_by_line ON desk_phone_keys (line_id);
