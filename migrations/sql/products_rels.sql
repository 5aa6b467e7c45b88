CREATE OR REPLACE TRIGGER products_rels_insert_cards AFTER INSERT ON products_rels
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('parent_id');

CREATE OR REPLACE TRIGGER products_rels_update_cards AFTER UPDATE ON products_rels
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('parent_id');

CREATE OR REPLACE TRIGGER products_rels_delete_cards AFTER DELETE ON products_rels
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('parent_id');
