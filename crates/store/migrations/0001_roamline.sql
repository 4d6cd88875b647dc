-- One text for SQLite and PostgreSQL. Identifiers are UUIDs as text, instants are microseconds since 1970 (UTC),
-- flags are 0 or 1, and structured values are JSON as text in the spelling of the API.

CREATE TABLE counters (
    name TEXT NOT NULL CONSTRAINT counters_pk PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('events', 0), ('events_pruned', 0), ('audit', 0);

CREATE TABLE accounts (
    id BIGINT NOT NULL CONSTRAINT accounts_single PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    policy TEXT NOT NULL,
    proposal_recipients TEXT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE sites (
    id TEXT NOT NULL CONSTRAINT sites_pk PRIMARY KEY,
    name TEXT NOT NULL CONSTRAINT sites_name_unique UNIQUE,
    policy TEXT NOT NULL,
    version BIGINT NOT NULL
);

-- The tree of a site. `search` holds the lower-case words of name and address, here and likewise below: the LOWER of
-- SQLite knows ASCII only.
CREATE TABLE company_locations (
    id TEXT NOT NULL CONSTRAINT company_locations_pk PRIMARY KEY,
    site_id TEXT NOT NULL CONSTRAINT company_locations_site REFERENCES sites (id),
    parent_id TEXT CONSTRAINT company_locations_parent REFERENCES company_locations (id),
    kind TEXT NOT NULL CONSTRAINT company_locations_kind CHECK (kind IN ('site', 'building', 'floor', 'zone')),
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    elin TEXT,
    public_ip_is_enough BIGINT NOT NULL,
    search TEXT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX company_locations_one_root ON company_locations (site_id) WHERE parent_id IS NULL;
CREATE UNIQUE INDEX company_locations_name_unique ON company_locations (parent_id, name);
CREATE INDEX company_locations_by_site ON company_locations (site_id);

CREATE TABLE users (
    id TEXT NOT NULL CONSTRAINT users_pk PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    -- Lower case, so that an address is one user however it is typed.
    email_key TEXT NOT NULL CONSTRAINT users_email_unique UNIQUE,
    site_id TEXT NOT NULL CONSTRAINT users_site REFERENCES sites (id),
    administers TEXT CONSTRAINT users_administers CHECK (administers IN ('account', 'site')),
    administers_site_id TEXT CONSTRAINT users_administers_site REFERENCES sites (id),
    safety_team BIGINT NOT NULL,
    licensed BIGINT NOT NULL,
    active BIGINT NOT NULL,
    password_hash TEXT NOT NULL,
    ask_again_since BIGINT,
    search TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX users_by_site ON users (site_id);
CREATE INDEX users_by_administration ON users (administers, administers_site_id);

CREATE TABLE personal_locations (
    id TEXT NOT NULL CONSTRAINT personal_locations_pk PRIMARY KEY,
    user_id TEXT NOT NULL CONSTRAINT personal_locations_user REFERENCES users (id),
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX personal_locations_by_user ON personal_locations (user_id);

CREATE TABLE default_addresses (
    user_id TEXT NOT NULL CONSTRAINT default_addresses_pk PRIMARY KEY
        CONSTRAINT default_addresses_user REFERENCES users (id),
    personal_location_id TEXT NOT NULL
        CONSTRAINT default_addresses_location REFERENCES personal_locations (id) ON DELETE CASCADE
);
CREATE INDEX default_addresses_by_location ON default_addresses (personal_location_id);

-- Signed-in browsers; the cookie's value is stored as its SHA-256 only, as are all tokens below.
CREATE TABLE sessions (
    hash TEXT NOT NULL CONSTRAINT sessions_pk PRIMARY KEY,
    user_id TEXT NOT NULL CONSTRAINT sessions_user REFERENCES users (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE devices (
    id TEXT NOT NULL CONSTRAINT devices_pk PRIMARY KEY,
    user_id TEXT NOT NULL CONSTRAINT devices_user REFERENCES users (id),
    name TEXT NOT NULL,
    signed_in_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    -- Set while the device is signed out; its reports keep naming it.
    signed_out_at BIGINT
);
CREATE INDEX devices_by_user ON devices (user_id);

-- A family is one sign-in of one device: every token that descends from it lives and dies with it.
CREATE TABLE token_families (
    id TEXT NOT NULL CONSTRAINT token_families_pk PRIMARY KEY,
    device_id TEXT NOT NULL CONSTRAINT token_families_device REFERENCES devices (id),
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX token_families_by_device ON token_families (device_id);

CREATE TABLE oauth_codes (
    hash TEXT NOT NULL CONSTRAINT oauth_codes_pk PRIMARY KEY,
    user_id TEXT NOT NULL CONSTRAINT oauth_codes_user REFERENCES users (id),
    redirect_uri TEXT NOT NULL,
    code_challenge TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- The family that the code was exchanged for; a second exchange revokes it.
    family_id TEXT CONSTRAINT oauth_codes_family REFERENCES token_families (id)
);
CREATE INDEX oauth_codes_by_expiry ON oauth_codes (expires_at);
CREATE INDEX oauth_codes_by_family ON oauth_codes (family_id);

CREATE TABLE refresh_tokens (
    hash TEXT NOT NULL CONSTRAINT refresh_tokens_pk PRIMARY KEY,
    family_id TEXT NOT NULL CONSTRAINT refresh_tokens_family REFERENCES token_families (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    successor TEXT
);
CREATE INDEX refresh_tokens_by_family ON refresh_tokens (family_id);
CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (expires_at);

CREATE TABLE access_tokens (
    hash TEXT NOT NULL CONSTRAINT access_tokens_pk PRIMARY KEY,
    family_id TEXT NOT NULL CONSTRAINT access_tokens_family REFERENCES token_families (id),
    -- The refresh token that was handed out with it.
    refresh_hash TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    first_used_at BIGINT
);
CREATE INDEX access_tokens_by_family ON access_tokens (family_id);
CREATE INDEX access_tokens_by_expiry ON access_tokens (expires_at);

-- What was reported and decided. A proposal outlives its report, which retention may delete.
CREATE TABLE proposals (
    id TEXT NOT NULL CONSTRAINT proposals_pk PRIMARY KEY,
    report_id TEXT NOT NULL CONSTRAINT proposals_report_unique UNIQUE,
    reporter_id TEXT NOT NULL CONSTRAINT proposals_reporter REFERENCES users (id),
    site_id TEXT NOT NULL CONSTRAINT proposals_site REFERENCES sites (id),
    -- The location that the request names: to bind to, or to create below.
    location_id TEXT NOT NULL,
    request TEXT NOT NULL,
    state TEXT NOT NULL
        CONSTRAINT proposals_state CHECK (state IN ('pending', 'approved', 'rejected', 'withdrawn')),
    -- The whole state as JSON.
    detail TEXT NOT NULL,
    decided_by TEXT CONSTRAINT proposals_decided_by REFERENCES users (id),
    -- Where an approval bound the network.
    approved_location_id TEXT,
    network_key TEXT NOT NULL,
    evidence TEXT NOT NULL,
    search TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX proposals_by_site ON proposals (site_id, state, made_at);
CREATE INDEX proposals_by_state ON proposals (state, made_at);
CREATE INDEX proposals_by_reporter ON proposals (reporter_id);
CREATE INDEX proposals_by_network ON proposals (network_key);
CREATE INDEX proposals_by_location ON proposals (location_id);
CREATE INDEX proposals_by_approved_location ON proposals (approved_location_id);

CREATE TABLE wiremap_rules (
    id TEXT NOT NULL CONSTRAINT wiremap_rules_pk PRIMARY KEY,
    location_id TEXT NOT NULL CONSTRAINT wiremap_rules_location REFERENCES company_locations (id),
    evidence TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    CONSTRAINT wiremap_rules_unique UNIQUE (evidence, location_id)
);
CREATE INDEX wiremap_rules_by_location ON wiremap_rules (location_id);

-- What a device measured and the server saw during one stay.
CREATE TABLE observations (
    device_id TEXT NOT NULL CONSTRAINT observations_device REFERENCES devices (id),
    stay_id TEXT NOT NULL,
    network_key TEXT NOT NULL,
    evidence TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    CONSTRAINT observations_pk PRIMARY KEY (device_id, stay_id, network_key)
);
CREATE INDEX observations_by_age ON observations (seen_at);

CREATE TABLE reports (
    id TEXT NOT NULL CONSTRAINT reports_pk PRIMARY KEY,
    user_id TEXT NOT NULL CONSTRAINT reports_user REFERENCES users (id),
    device_id TEXT NOT NULL CONSTRAINT reports_device REFERENCES devices (id),
    stay_id TEXT NOT NULL,
    network_key TEXT NOT NULL,
    -- As it was sent.
    body TEXT NOT NULL,
    evidence TEXT NOT NULL,
    place_kind TEXT NOT NULL
        CONSTRAINT reports_place_kind CHECK (place_kind IN ('company', 'personal', 'proposed')),
    place_id TEXT NOT NULL,
    answered TEXT,
    portable BIGINT NOT NULL,
    -- By the device's clock, but never later than received.
    said_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL
);
CREATE INDEX reports_by_network ON reports (user_id, network_key, said_at);
CREATE INDEX reports_by_user ON reports (user_id, received_at);
CREATE INDEX reports_by_place ON reports (place_kind, place_id);
CREATE INDEX reports_by_key ON reports (network_key, user_id);
CREATE INDEX reports_by_age ON reports (received_at);

CREATE TABLE device_locations (
    device_id TEXT NOT NULL CONSTRAINT device_locations_pk PRIMARY KEY
        CONSTRAINT device_locations_device REFERENCES devices (id),
    stay_id TEXT NOT NULL,
    network_key TEXT NOT NULL,
    evidence TEXT NOT NULL,
    identification TEXT NOT NULL,
    encounter TEXT NOT NULL,
    -- The place where the encounter settled, if it did.
    place_kind TEXT,
    place_id TEXT,
    identified_at BIGINT NOT NULL
);
CREATE INDEX device_locations_by_place ON device_locations (place_kind, place_id);

-- Every change of every user's view, in the order in which they were committed.
CREATE TABLE events (
    seq BIGINT NOT NULL CONSTRAINT events_pk PRIMARY KEY,
    user_id TEXT NOT NULL CONSTRAINT events_user REFERENCES users (id),
    entity TEXT NOT NULL,
    change TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX events_by_user ON events (user_id, seq);
CREATE INDEX events_by_entity ON events (user_id, entity, seq);
CREATE INDEX events_by_age ON events (at);

-- Append-only: nothing in the server updates or deletes here.
CREATE TABLE audit (
    seq BIGINT NOT NULL CONSTRAINT audit_pk PRIMARY KEY,
    at BIGINT NOT NULL,
    actor_id TEXT CONSTRAINT audit_actor REFERENCES users (id),
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- Absent for what concerns the account as a whole.
    site_id TEXT,
    summary TEXT NOT NULL,
    search TEXT NOT NULL
);
CREATE INDEX audit_by_site ON audit (site_id, seq);

CREATE TABLE outgoing_mail (
    id TEXT NOT NULL CONSTRAINT outgoing_mail_pk PRIMARY KEY,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    next_attempt_at BIGINT NOT NULL
);
CREATE INDEX outgoing_mail_by_turn ON outgoing_mail (next_attempt_at);
