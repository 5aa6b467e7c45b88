CREATE OR REPLACE TRIGGER customers_name BEFORE INSERT OR UPDATE OF first_name, last_name, name ON customers
  FOR EACH ROW EXECUTE FUNCTION name_person();
