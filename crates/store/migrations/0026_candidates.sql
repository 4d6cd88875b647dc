-- The locations between which the wiremap had left the choice when a report was made, as a JSON list. What was said before this
-- was kept answers no such choice, so that whoever meets one is asked once more.
ALTER TABLE reports ADD COLUMN candidates TEXT NOT NULL DEFAULT '[]';
