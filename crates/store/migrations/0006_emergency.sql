-- What people dial for help, and the calls for help.

ALTER TABLE accounts ADD COLUMN emergency TEXT NOT NULL
    DEFAULT '{"numbers":["000","112","911","999"],"test":"933"}';

-- Calls for help and tests of one. An address is here because it was sent; it is deleted with the reports.
CREATE TABLE emergency_calls (
    id TEXT NOT NULL CONSTRAINT emergency_calls_pk PRIMARY KEY,
    -- Of the caller; none for a telephone that nobody owns.
    site_id TEXT CONSTRAINT emergency_calls_site REFERENCES sites (id) ON DELETE SET NULL,
    -- The user who owns the telephone.
    user_id TEXT CONSTRAINT emergency_calls_user REFERENCES users (id) ON DELETE SET NULL,
    is_test BIGINT NOT NULL,
    -- What went with it, as JSON.
    sent TEXT NOT NULL,
    -- What became of it, as JSON.
    state TEXT NOT NULL,
    acknowledged_by TEXT CONSTRAINT emergency_calls_acknowledged_by REFERENCES users (id) ON DELETE SET NULL,
    acknowledged_at BIGINT,
    -- The last change of any of this.
    changed_at BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE TABLE emergency_call_viewers (
    call_id TEXT NOT NULL
        CONSTRAINT emergency_call_viewers_call REFERENCES emergency_calls (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL CONSTRAINT emergency_call_viewers_user REFERENCES users (id) ON DELETE CASCADE,
    -- 1: was alerted; 0: called themselves.
    is_alerted BIGINT NOT NULL,
    CONSTRAINT emergency_call_viewers_pk PRIMARY KEY (call_id, user_id)
);
CREATE INDEX emergency_call_viewers_by_user ON emergency_call_viewers (user_id);
CREATE INDEX emergency_calls_by_time ON emergency_calls (at);
