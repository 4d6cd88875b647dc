-- What the operating system of a computer last said to reading what tells the place, as JSON.
ALTER TABLE devices ADD COLUMN location_permission TEXT;
