import { sql } from '@payloadcms/db-postgres';

/** What a page of `/v1/blog` shows: posts, their pictures and authors, and the cards of products in their texts. */
const SHOWN = ['blogs', 'media', 'product_cards'];

const triggers = SHOWN.map(
  (table) => `
  CREATE TRIGGER ${table}_blog_cache AFTER INSERT OR UPDATE OR DELETE ON ${table}
    FOR EACH STATEMENT EXECUTE FUNCTION blog_changed();`,
);

/** Ends what is cached of the blog with the commit of whatever changes it; after `cacheGenerations` and the cards. */
export const blogCache = sql.raw(`
  CREATE FUNCTION blog_changed() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM cache_changed('blog');
    RETURN NULL;
  END $$;
  ${triggers.join('')}
  -- Payload writes every column, also when somebody signs in.
  CREATE TRIGGER users_blog_cache AFTER UPDATE ON users
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION blog_changed();
`);

/** Undoes {@link blogCache}, triggers with their function. */
export const dropBlogCache = sql`DROP FUNCTION blog_changed() CASCADE`;
