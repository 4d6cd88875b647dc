-- Addresses by which desk phones are set up: one for each phone at most.

CREATE TABLE provisioning (
    desk_phone_id TEXT NOT NULL CONSTRAINT provisioning_pk PRIMARY KEY
        CONSTRAINT provisioning_phone REFERENCES desk_phones (id) ON DELETE CASCADE,
    -- Of what is secret of the address. It stays when that is spent, so that a phone which comes back with it is no stranger.
    secret_hash TEXT NOT NULL CONSTRAINT provisioning_secret_unique UNIQUE,
    valid_until BIGINT NOT NULL,
    -- Who has got the settings, all three or none.
    fetched_at BIGINT,
    fetched_from TEXT,
    fetched_by TEXT,
    -- The password that was told, sealed with a key that no database has, while it may be told again.
    password TEXT
);
CREATE INDEX provisioning_by_fetch ON provisioning (fetched_at);
