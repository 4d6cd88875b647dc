-- At which number people of a site are called back, where neither the place nor the caller has one: E.164.

ALTER TABLE sites ADD COLUMN callback_number TEXT;

-- Numbers that went with emergency calls, and the telephones that made them, so that a call back finds them after a restart.
CREATE TABLE emergency_callbacks (
    call_id TEXT NOT NULL CONSTRAINT emergency_callbacks_pk PRIMARY KEY
        CONSTRAINT emergency_callbacks_call REFERENCES emergency_calls (id) ON DELETE CASCADE,
    number TEXT NOT NULL,
    -- A desk phone. It may be gone before this is written, and that is no reason not to write the call.
    device_id TEXT NOT NULL,
    bound_at BIGINT NOT NULL
);
CREATE INDEX emergency_callbacks_by_time ON emergency_callbacks (bound_at);
