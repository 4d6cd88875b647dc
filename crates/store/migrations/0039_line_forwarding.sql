-- Calls of a line are sent on for more reasons than that nobody answers.

ALTER TABLE lines RENAME COLUMN no_answer TO forwarding;
ALTER TABLE lines RENAME COLUMN no_answer_version TO forwarding_version;
UPDATE audit SET action = 'line.forwarding' WHERE action = 'line.no_answer';
