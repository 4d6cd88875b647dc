-- Delegation: who acts on whose lines, and an administrator's settings of somebody's lines.

CREATE TABLE delegations (
    id TEXT NOT NULL CONSTRAINT delegations_pk PRIMARY KEY,
    delegator_id TEXT NOT NULL CONSTRAINT delegations_delegator REFERENCES users (id),
    delegate_user_id TEXT CONSTRAINT delegations_delegate_user REFERENCES users (id),
    -- What a phone was asked goes with it; the audit log remembers.
    delegate_phone_id TEXT CONSTRAINT delegations_delegate_phone REFERENCES phones (id) ON DELETE CASCADE,
    made_by TEXT NOT NULL CONSTRAINT delegations_made_by REFERENCES users (id),
    state TEXT NOT NULL
        CONSTRAINT delegations_state CHECK (state IN ('invited', 'active', 'declined', 'withdrawn', 'ended')),
    -- The whole state as JSON.
    detail TEXT NOT NULL,
    -- Invited or active.
    live BIGINT NOT NULL,
    suspended TEXT,
    terms TEXT NOT NULL,
    -- When its time has come, as the terms say.
    until_at BIGINT,
    rings BIGINT NOT NULL,
    -- Declined, and no longer in the delegator's view.
    dismissed BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT delegations_one_delegate CHECK ((delegate_user_id IS NULL) <> (delegate_phone_id IS NULL))
);
-- At most one live delegation of a pair, whoever is fast.
CREATE UNIQUE INDEX delegations_live_pair_user ON delegations (delegator_id, delegate_user_id) WHERE live = 1;
CREATE UNIQUE INDEX delegations_live_pair_phone ON delegations (delegator_id, delegate_phone_id) WHERE live = 1;
CREATE INDEX delegations_by_delegator ON delegations (delegator_id, live);
CREATE INDEX delegations_by_delegate_user ON delegations (delegate_user_id, live);
CREATE INDEX delegations_by_delegate_phone ON delegations (delegate_phone_id, live);
CREATE INDEX delegations_by_maker ON delegations (made_by);
CREATE INDEX delegations_by_end ON delegations (until_at) WHERE live = 1;

-- A user without a row has these settings as they were at first: not locked, not supervised, version 1.
CREATE TABLE shared_line_settings (
    user_id TEXT NOT NULL CONSTRAINT shared_line_settings_pk PRIMARY KEY
        CONSTRAINT shared_line_settings_user REFERENCES users (id),
    locked_at BIGINT,
    locked_by TEXT CONSTRAINT shared_line_settings_locked_by REFERENCES users (id),
    group_id TEXT CONSTRAINT shared_line_settings_group REFERENCES monitoring_groups (id),
    version BIGINT NOT NULL
);
CREATE INDEX shared_line_settings_by_group ON shared_line_settings (group_id);

-- Who made each version of something, and what they changed, to be told to whoever comes second.
CREATE TABLE changes (
    subject TEXT NOT NULL,
    version BIGINT NOT NULL,
    actor_id TEXT CONSTRAINT changes_actor REFERENCES users (id),
    words TEXT NOT NULL,
    CONSTRAINT changes_pk PRIMARY KEY (subject, version)
);

-- When something about the shared lines of a site last changed.
CREATE TABLE shared_lines_changed (
    site_id TEXT NOT NULL CONSTRAINT shared_lines_changed_pk PRIMARY KEY
        CONSTRAINT shared_lines_changed_site REFERENCES sites (id),
    at BIGINT NOT NULL
);
