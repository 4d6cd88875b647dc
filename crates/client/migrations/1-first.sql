CREATE TABLE single_values (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    json TEXT NOT NULL
) STRICT;

CREATE TABLE entities (
    entity_key TEXT PRIMARY KEY,
    json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE identified (
    network_key TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX identified_by_age ON identified (at, network_key);

CREATE TABLE outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    report TEXT NOT NULL UNIQUE,
    json TEXT NOT NULL,
    refused TEXT
) STRICT;
