-- For the export and erasure of one customer's data.
CREATE INDEX IF NOT EXISTS domain_events_user_idx ON domain_events ((payload->>'userId'));

-- For the export and erasure of what hangs on an address.
CREATE INDEX IF NOT EXISTS domain_events_email_idx ON domain_events ((payload->>'email'))
  WHERE payload->>'email' IS NOT NULL;

-- For the export and erasure of one request for a brochure.
CREATE INDEX IF NOT EXISTS domain_events_brochure_request_idx ON domain_events ((payload->>'brochureRequestId'))
  WHERE payload->>'brochureRequestId' IS NOT NULL;

-- For the timeline of one order.
CREATE INDEX IF NOT EXISTS domain_events_order_idx ON domain_events ((payload->>'orderId'))
  WHERE payload->>'orderId' IS NOT NULL;

-- For the history of one booking.
CREATE INDEX IF NOT EXISTS domain_events_booking_idx ON domain_events ((payload->>'bookingId'))
  WHERE payload->>'bookingId' IS NOT NULL;
