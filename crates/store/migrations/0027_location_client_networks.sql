-- The private networks that a location client may ask about by IP address, as a JSON array of prefixes. Whoever was made
-- before may ask about none: one private address is in many networks, and most of them are homes.

ALTER TABLE location_clients ADD COLUMN networks TEXT NOT NULL DEFAULT '[]';
ALTER TABLE location_clients ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
