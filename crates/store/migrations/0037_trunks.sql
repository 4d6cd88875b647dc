-- Ways to the public network that administrators have set up.

CREATE TABLE trunks (
    id TEXT NOT NULL CONSTRAINT trunks_pk PRIMARY KEY,
    -- By which a name is one trunk however it is typed.
    name_key TEXT NOT NULL CONSTRAINT trunks_name UNIQUE,
    -- All that is no secret, as JSON.
    settings TEXT NOT NULL,
    -- The password, and the key of the certificate: sealed with a key that no database has.
    secret TEXT,
    tls_key TEXT,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
