-- The same view, in what SQLite 3.40 reads as well: whoever reads numbers puts them in order.
DROP VIEW parties;
CREATE VIEW parties AS
    SELECT 'user' AS kind, u.id AS id, u.name AS name, u.site_id AS site_id, s.name AS site_name,
        e.extension AS extension,
        (SELECT string_agg(n.number, ' ') FROM phone_numbers n WHERE n.user_id = u.id) AS numbers,
        u.licensed AS licensed, u.active AS active, u.search AS search
    FROM users u JOIN sites s ON s.id = u.site_id LEFT JOIN extensions e ON e.user_id = u.id
    UNION ALL
    SELECT 'phone', p.id, p.name, p.site_id, s.name, e.extension,
        (SELECT string_agg(n.number, ' ') FROM phone_numbers n WHERE n.phone_id = p.id),
        CAST(1 AS BIGINT), CAST(1 AS BIGINT), p.search
    FROM phones p JOIN sites s ON s.id = p.site_id LEFT JOIN extensions e ON e.phone_id = p.id;
