-- Who may ask the location service where devices are, and what its location URIs are sealed with.

CREATE TABLE location_clients (
    id TEXT NOT NULL CONSTRAINT location_clients_pk PRIMARY KEY,
    name TEXT NOT NULL,
    -- By which a name is one client however it is typed.
    name_key TEXT NOT NULL CONSTRAINT location_clients_name UNIQUE,
    -- BASE64URL(SHA-256(token)).
    token_hash TEXT NOT NULL CONSTRAINT location_clients_token UNIQUE,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
);
-- One row, made at the first start.
CREATE TABLE location_reference_keys (
    id BIGINT NOT NULL CONSTRAINT location_reference_keys_pk PRIMARY KEY,
    -- BASE64URL of 256 random bits.
    secret TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
