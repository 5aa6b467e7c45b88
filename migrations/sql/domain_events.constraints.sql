-- For exporting and erasing the events of one customer.
CREATE INDEX IF NOT EXISTS domain_events_user_idx ON domain_events ((payload->>'userId'));

-- For exporting and erasing the events that contain a given e-mail address.
CREATE INDEX IF NOT EXISTS domain_events_email_idx ON domain_events ((payload->>'email'))
  WHERE payload->>'email' IS NOT NULL;

-- For exporting and erasing the events of one brochure request.
CREATE INDEX IF NOT EXISTS domain_events_brochure_request_idx ON domain_events ((payload->>'brochureRequestId'))
  WHERE payload->>'brochureRequestId' IS NOT NULL;

-- For the timeline of one order.
CREATE INDEX IF NOT EXISTS domain_events_order_idx ON domain_events ((payload->>'orderId'))
  WHERE payload->>'orderId' IS NOT NULL;

-- For the history of one booking.
CREATE INDEX IF NOT EXISTS domain_events_booking_idx ON domain_events ((payload->>'bookingId'))
  WHERE payload->>'bookingId' IS NOT NULL;
