-- Common area phones, extensions, phone numbers, monitoring groups.

CREATE TABLE phones (
    id TEXT NOT NULL CONSTRAINT phones_pk PRIMARY KEY,
    name TEXT NOT NULL,
    site_id TEXT NOT NULL CONSTRAINT phones_site REFERENCES sites (id),
    mac TEXT NOT NULL CONSTRAINT phones_mac_unique UNIQUE,
    search TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX phones_by_site ON phones (site_id);

-- One table for both holders, so that an extension is unique in the account.
CREATE TABLE extensions (
    extension TEXT NOT NULL CONSTRAINT extensions_pk PRIMARY KEY,
    user_id TEXT CONSTRAINT extensions_user_unique UNIQUE CONSTRAINT extensions_user REFERENCES users (id),
    phone_id TEXT CONSTRAINT extensions_phone_unique UNIQUE CONSTRAINT extensions_phone REFERENCES phones (id),
    CONSTRAINT extensions_one_holder CHECK ((user_id IS NULL) <> (phone_id IS NULL))
);

CREATE TABLE phone_numbers (
    -- E.164 with its plus sign.
    number TEXT NOT NULL CONSTRAINT phone_numbers_pk PRIMARY KEY,
    user_id TEXT CONSTRAINT phone_numbers_user REFERENCES users (id),
    phone_id TEXT CONSTRAINT phone_numbers_phone REFERENCES phones (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT phone_numbers_one_holder CHECK (user_id IS NULL OR phone_id IS NULL)
);
CREATE INDEX phone_numbers_by_user ON phone_numbers (user_id);
CREATE INDEX phone_numbers_by_phone ON phone_numbers (phone_id);

CREATE TABLE monitoring_groups (
    id TEXT NOT NULL CONSTRAINT monitoring_groups_pk PRIMARY KEY,
    name TEXT NOT NULL,
    -- Lower case, so that a name is one group however it is typed.
    name_key TEXT NOT NULL CONSTRAINT monitoring_groups_name_unique UNIQUE,
    settings TEXT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE monitoring_group_members (
    group_id TEXT NOT NULL
        CONSTRAINT monitoring_group_members_group REFERENCES monitoring_groups (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL CONSTRAINT monitoring_group_members_user REFERENCES users (id),
    CONSTRAINT monitoring_group_members_pk PRIMARY KEY (group_id, user_id)
);
CREATE INDEX monitoring_group_members_by_user ON monitoring_group_members (user_id);

CREATE INDEX audit_by_actor ON audit (actor_id, seq);

-- Everybody who can be a party to a delegation: users and common area phones, which are always licensed and active.
CREATE VIEW parties AS
    SELECT 'user' AS kind, u.id AS id, u.name AS name, u.site_id AS site_id, s.name AS site_name,
        e.extension AS extension,
        (SELECT string_agg(n.number, ' ' ORDER BY n.number) FROM phone_numbers n WHERE n.user_id = u.id) AS numbers,
        u.licensed AS licensed, u.active AS active, u.search AS search
    FROM users u JOIN sites s ON s.id = u.site_id LEFT JOIN extensions e ON e.user_id = u.id
    UNION ALL
    SELECT 'phone', p.id, p.name, p.site_id, s.name, e.extension,
        (SELECT string_agg(n.number, ' ' ORDER BY n.number) FROM phone_numbers n WHERE n.phone_id = p.id),
        CAST(1 AS BIGINT), CAST(1 AS BIGINT), p.search
    FROM phones p JOIN sites s ON s.id = p.site_id LEFT JOIN extensions e ON e.phone_id = p.id;
