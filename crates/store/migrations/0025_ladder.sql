-- Records of emergency calls say of each skipped rung why it was skipped. Until now a rung was only named, and only because
-- nothing stood on it; it is always the rungs from the top down to the one that was used.
UPDATE emergency_calls SET sent =
    REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(sent,
        '"passed_over":[]',
        '"skipped":[]'),
        '"passed_over":["confirmed_location"]',
        '"skipped":[{"rung":"confirmed_location","reason":"nothing_said"}]'),
        '"passed_over":["confirmed_location","pending_report"]',
        '"skipped":[{"rung":"confirmed_location","reason":"nothing_said"},{"rung":"pending_report","reason":"nothing_said"}]'),
        '"passed_over":["confirmed_location","pending_report","default_address"]',
        '"skipped":[{"rung":"confirmed_location","reason":"nothing_said"},{"rung":"pending_report","reason":"nothing_said"},{"rung":"default_address","reason":"nothing_said"}]'),
        '"passed_over":["confirmed_location","pending_report","default_address","site_default"]',
        '"skipped":[{"rung":"confirmed_location","reason":"nothing_said"},{"rung":"pending_report","reason":"nothing_said"},{"rung":"default_address","reason":"nothing_said"},{"rung":"site_default","reason":"nothing_said"}]');
