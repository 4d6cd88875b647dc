-- A telephone may be registered from several networks at a time. Each has where it is there, and what a call from there carries;
-- of a computer there is one.
CREATE TABLE device_networks (
    device_id TEXT NOT NULL CONSTRAINT device_networks_device REFERENCES devices (id),
    network_key TEXT NOT NULL,
    -- Where it was seen last: 1. Registered there before, and still: 0.
    newest BIGINT NOT NULL DEFAULT 1,
    stay_id TEXT NOT NULL,
    evidence TEXT NOT NULL,
    identification TEXT NOT NULL,
    encounter TEXT NOT NULL,
    -- The place where the encounter settled, if it did.
    place_kind TEXT,
    place_id TEXT,
    identified_at BIGINT NOT NULL,
    CONSTRAINT device_networks_pk PRIMARY KEY (device_id, network_key)
);
INSERT INTO device_networks (device_id, network_key, stay_id, evidence, identification, encounter, place_kind, place_id, identified_at)
    SELECT device_id, network_key, stay_id, evidence, identification, encounter, place_kind, place_id, identified_at
    FROM device_locations;
DROP TABLE device_locations;
ALTER TABLE device_networks RENAME TO device_locations;
CREATE INDEX device_locations_by_place ON device_locations (place_kind, place_id);

-- The same of telephones in common areas: what was said of each network is kept, so that one that comes back is known there.
CREATE TABLE common_area_networks (
    desk_phone_id TEXT NOT NULL
        CONSTRAINT common_area_networks_phone REFERENCES desk_phones (id) ON DELETE CASCADE,
    network_key TEXT NOT NULL,
    location_id TEXT NOT NULL
        CONSTRAINT common_area_networks_location REFERENCES company_locations (id) ON DELETE CASCADE,
    said_at BIGINT NOT NULL,
    CONSTRAINT common_area_networks_pk PRIMARY KEY (desk_phone_id, network_key)
);
INSERT INTO common_area_networks (desk_phone_id, network_key, location_id, said_at)
    SELECT desk_phone_id, network_key, location_id, said_at FROM common_area_locations;
DROP TABLE common_area_locations;
ALTER TABLE common_area_networks RENAME TO common_area_locations;
