ALTER TABLE invoices
  DROP CONSTRAINT IF EXISTS invoices_amounts,
  ADD CONSTRAINT invoices_amounts
    CHECK (subtotal >= 0 AND vat >= 0 AND total > 0 AND subtotal + vat = total);
