-- Emergency calls that go on, and when they were last known to: what the switch loses is closed with that time.

ALTER TABLE emergency_calls ADD COLUMN last_known_at BIGINT;
ALTER TABLE emergency_calls ADD COLUMN is_open BIGINT NOT NULL DEFAULT 0;
UPDATE emergency_calls SET is_open = 1 WHERE state LIKE '%"leaving"%' OR state LIKE '%"answered"%';
CREATE INDEX emergency_calls_open ON emergency_calls (id) WHERE is_open = 1;
