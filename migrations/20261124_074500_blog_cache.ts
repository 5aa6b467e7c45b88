import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres';

export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
  CREATE FUNCTION blog_changed() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM cache_changed('blog');
    RETURN NULL;
  END $$;

  CREATE TRIGGER blogs_blog_cache AFTER INSERT OR UPDATE OR DELETE ON blogs
    FOR EACH STATEMENT EXECUTE FUNCTION blog_changed();
  CREATE TRIGGER media_blog_cache AFTER INSERT OR UPDATE OR DELETE ON media
    FOR EACH STATEMENT EXECUTE FUNCTION blog_changed();
  CREATE TRIGGER product_cards_blog_cache AFTER INSERT OR UPDATE OR DELETE ON product_cards
    FOR EACH STATEMENT EXECUTE FUNCTION blog_changed();
  -- Payload writes every column, also when somebody signs in.
  CREATE TRIGGER users_blog_cache AFTER UPDATE ON users
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION blog_changed();
  `);
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
DROP FUNCTION blog_changed() CASCADE
  `);
}
