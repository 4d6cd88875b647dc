-- When the server was last alive, by the clock that it trusts: one row. What expires is compared with a clock that has leapt
-- only when an administrator has said that it is right.
CREATE TABLE signs_of_life (
    id BIGINT NOT NULL CONSTRAINT signs_of_life_pk PRIMARY KEY CONSTRAINT signs_of_life_one CHECK (id = 1),
    at BIGINT NOT NULL
);
