-- Where administrators say that desk phones of common areas are. It holds in the network in which the phone was then.
CREATE TABLE common_area_locations (
    desk_phone_id TEXT NOT NULL CONSTRAINT common_area_locations_pk PRIMARY KEY
        CONSTRAINT common_area_locations_phone REFERENCES desk_phones (id) ON DELETE CASCADE,
    network_key TEXT NOT NULL,
    location_id TEXT NOT NULL
        CONSTRAINT common_area_locations_location REFERENCES company_locations (id) ON DELETE CASCADE,
    said_at BIGINT NOT NULL
);
