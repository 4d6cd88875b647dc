-- Emergencies have a lane of their own.

-- What leaves first: 0 what an emergency call has to tell, 1 everything else.
ALTER TABLE outgoing_mail ADD COLUMN priority BIGINT NOT NULL DEFAULT 1;
CREATE INDEX outgoing_mail_by_priority ON outgoing_mail (priority, next_attempt_at);

-- Work on many people, done in batches: begun with the change that it follows from, and resumed after a restart.
CREATE TABLE jobs (
    id TEXT NOT NULL CONSTRAINT jobs_pk PRIMARY KEY,
    -- What is to be done, as JSON. Asked for once more before it is through, it begins anew.
    kind TEXT NOT NULL CONSTRAINT jobs_kind_unique UNIQUE,
    -- The last that was worked on, in the order of the work; empty before the first.
    position TEXT NOT NULL,
    done BIGINT NOT NULL,
    -- Counted when the work begins.
    total BIGINT,
    -- What came of it so far, as JSON.
    tally TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Whom a job is yet to work on, where it is about people who have nothing else in common.
CREATE TABLE job_people (
    job_id TEXT NOT NULL CONSTRAINT job_people_job REFERENCES jobs (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL CONSTRAINT job_people_user REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT job_people_pk PRIMARY KEY (job_id, user_id)
);
CREATE INDEX job_people_by_user ON job_people (user_id);

-- What people are yet to be told by mail of what a job did: each in one mail.
CREATE TABLE job_notices (
    user_id TEXT NOT NULL CONSTRAINT job_notices_user REFERENCES users (id) ON DELETE CASCADE,
    delegation_id TEXT NOT NULL
        CONSTRAINT job_notices_delegation REFERENCES delegations (id) ON DELETE CASCADE,
    -- As JSON.
    notice TEXT NOT NULL,
    CONSTRAINT job_notices_pk PRIMARY KEY (user_id, delegation_id)
);
CREATE INDEX job_notices_by_delegation ON job_notices (delegation_id);
