-- Desk phones, and shared lines as they are used.

CREATE TABLE desk_phones (
    id TEXT NOT NULL CONSTRAINT desk_phones_pk PRIMARY KEY,
    user_id TEXT CONSTRAINT desk_phones_user REFERENCES users (id),
    phone_id TEXT CONSTRAINT desk_phones_phone REFERENCES phones (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    username TEXT NOT NULL CONSTRAINT desk_phones_username_unique UNIQUE,
    -- Hashes of username, realm and password (RFC 7616); the password is kept nowhere.
    ha1_md5 TEXT NOT NULL,
    ha1_sha256 TEXT NOT NULL,
    rings BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT desk_phones_one_owner CHECK ((user_id IS NULL) <> (phone_id IS NULL))
);
CREATE INDEX desk_phones_by_user ON desk_phones (user_id);
CREATE INDEX desk_phones_by_phone ON desk_phones (phone_id);

-- Where desk phones are registered now; emptied at each start.
CREATE TABLE desk_phone_places (
    contact_id TEXT NOT NULL CONSTRAINT desk_phone_places_pk PRIMARY KEY,
    desk_phone_id TEXT NOT NULL
        CONSTRAINT desk_phone_places_phone REFERENCES desk_phones (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    encrypted BIGINT NOT NULL,
    software TEXT NOT NULL,
    since BIGINT NOT NULL
);
CREATE INDEX desk_phone_places_by_phone ON desk_phone_places (desk_phone_id);

-- One for each number that is a user's.
CREATE TABLE lines (
    id TEXT NOT NULL CONSTRAINT lines_pk PRIMARY KEY,
    number TEXT NOT NULL CONSTRAINT lines_number_unique UNIQUE,
    user_id TEXT NOT NULL CONSTRAINT lines_user REFERENCES users (id),
    -- The line with its calls as JSON, as it was at `at`.
    state TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- Names of its people as JSON, as they were then: so what is shown of a line is in its row alone.
    people TEXT NOT NULL,
    no_answer TEXT NOT NULL,
    no_answer_version BIGINT NOT NULL
);
CREATE INDEX lines_by_user ON lines (user_id);

-- In whose view a line is.
CREATE TABLE line_viewers (
    line_id TEXT NOT NULL CONSTRAINT line_viewers_line REFERENCES lines (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL CONSTRAINT line_viewers_user REFERENCES users (id),
    CONSTRAINT line_viewers_pk PRIMARY KEY (line_id, user_id)
);
CREATE INDEX line_viewers_by_user ON line_viewers (user_id);

-- Calls that are over. They stay when the line goes.
CREATE TABLE line_history (
    line_id TEXT NOT NULL,
    call_id TEXT NOT NULL,
    ended_at BIGINT NOT NULL,
    entry TEXT NOT NULL,
    CONSTRAINT line_history_pk PRIMARY KEY (line_id, call_id)
);
CREATE INDEX line_history_by_end ON line_history (line_id, ended_at);
