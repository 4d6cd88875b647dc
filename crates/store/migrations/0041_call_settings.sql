-- What a person sets for all their calls, as JSON. Whoever has no row has what everybody has from the beginning.

CREATE TABLE call_settings (
    user_id TEXT NOT NULL CONSTRAINT call_settings_pk PRIMARY KEY
        CONSTRAINT call_settings_user REFERENCES users (id),
    settings TEXT NOT NULL,
    version BIGINT NOT NULL
);

-- A line either has settings of its own or follows its delegator. Lines that were set keep what they were set to.
ALTER TABLE lines ADD COLUMN own_forwarding TEXT;
UPDATE lines SET own_forwarding = forwarding WHERE forwarding <> '{"after_seconds":30,"then":{"kind":"busy"}}';
ALTER TABLE lines DROP COLUMN forwarding;
