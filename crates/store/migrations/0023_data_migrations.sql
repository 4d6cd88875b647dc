-- What an older version stored in another form and the server has brought into the present one, at its start.
CREATE TABLE data_migrations (
    name TEXT NOT NULL CONSTRAINT data_migrations_pk PRIMARY KEY,
    done_at BIGINT NOT NULL
);
