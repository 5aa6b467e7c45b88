CREATE OR REPLACE TRIGGER brochure_requests_name BEFORE INSERT OR UPDATE OF first_name, last_name, name ON brochure_requests
  FOR EACH ROW EXECUTE FUNCTION name_person();

CREATE OR REPLACE TRIGGER brochure_requests_keep_erased BEFORE UPDATE ON brochure_requests
  FOR EACH ROW WHEN (OLD.email = 'erased@lomashwood.invalid')
  EXECUTE FUNCTION keep_erased('{first_name,last_name,email,phone,postcode,address}');
