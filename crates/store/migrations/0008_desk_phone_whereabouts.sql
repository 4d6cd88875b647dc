-- Where desk phones are: each is a device as a computer is, at the network by which the server sees it.

-- 'computer' or 'desk_phone', which then has the identifier of the desk phone.
ALTER TABLE devices ADD COLUMN kind TEXT NOT NULL DEFAULT 'computer';

-- Networks about which the owner of a desk phone was asked.
CREATE TABLE desk_phone_asked (
    desk_phone_id TEXT NOT NULL
        CONSTRAINT desk_phone_asked_phone REFERENCES desk_phones (id) ON DELETE CASCADE,
    network_key TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    CONSTRAINT desk_phone_asked_pk PRIMARY KEY (desk_phone_id, network_key)
);
