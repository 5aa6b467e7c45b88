-- Logs changes of the price. Changes of other fields are stored as versions.
CREATE OR REPLACE TRIGGER products_log_change AFTER UPDATE OF price ON products
  FOR EACH ROW EXECUTE FUNCTION log_change('{price}', '{*}', 'title');
