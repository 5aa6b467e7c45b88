CREATE UNIQUE INDEX IF NOT EXISTS installation_one_row ON installation ((true));
INSERT INTO installation (id) SELECT gen_random_uuid() WHERE NOT EXISTS (SELECT FROM installation);
