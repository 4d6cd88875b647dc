-- How people dial at a site: a numbering plan, as JSON. None where numbers are taken as they are dialled.

ALTER TABLE sites ADD COLUMN numbering TEXT;
