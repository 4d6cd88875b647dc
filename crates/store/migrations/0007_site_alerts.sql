-- Whom a site tells of calls for help, beside its safety team.

CREATE TABLE site_alerts (
    site_id TEXT NOT NULL CONSTRAINT site_alerts_pk PRIMARY KEY
        CONSTRAINT site_alerts_site REFERENCES sites (id) ON DELETE CASCADE,
    -- E-mail addresses, as JSON.
    emails TEXT NOT NULL,
    webhook_url TEXT,
    -- Signs what is sent there.
    webhook_secret TEXT,
    version BIGINT NOT NULL
);

CREATE TABLE webhook_deliveries (
    id TEXT NOT NULL CONSTRAINT webhook_deliveries_pk PRIMARY KEY,
    site_id TEXT NOT NULL
        CONSTRAINT webhook_deliveries_site REFERENCES site_alerts (site_id) ON DELETE CASCADE,
    body TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_attempt_at BIGINT NOT NULL
);
CREATE INDEX webhook_deliveries_by_turn ON webhook_deliveries (next_attempt_at);
