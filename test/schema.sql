-- extensions
CREATE EXTENSION btree_gist;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION unaccent;

-- types
CREATE TYPE enum__blogs_v_version_status AS ENUM ('draft', 'published');
CREATE TYPE enum__products_v_version_category AS ENUM ('KITCHEN', 'BEDROOM');
CREATE TYPE enum__products_v_version_currency AS ENUM ('GBP');
CREATE TYPE enum__products_v_version_status AS ENUM ('draft', 'published');
CREATE TYPE enum_availability_schedules_hours_day AS ENUM ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday');
CREATE TYPE enum_availability_schedules_type AS ENUM ('HOME_MEASUREMENT', 'SHOWROOM', 'ONLINE');
CREATE TYPE enum_blogs_status AS ENUM ('draft', 'published');
CREATE TYPE enum_bookings_status AS ENUM ('PENDING', 'CONFIRMED', 'COMPLETED', 'NO_SHOW', 'CANCELLED');
CREATE TYPE enum_bookings_type AS ENUM ('HOME_MEASUREMENT', 'SHOWROOM', 'ONLINE');
CREATE TYPE enum_brochure_requests_problem AS ENUM ('NO_DEFAULT', 'FILE_MISSING', 'FAILED', 'REFUSED');
CREATE TYPE enum_invoices_currency AS ENUM ('GBP');
CREATE TYPE enum_invoices_kind AS ENUM ('INVOICE', 'CREDIT_NOTE', 'DEBIT_NOTE');
CREATE TYPE enum_loyalty_entries_reason AS ENUM ('EARNED', 'CLAWED_BACK', 'RESTORED');
CREATE TYPE enum_orders_currency AS ENUM ('GBP');
CREATE TYPE enum_orders_status AS ENUM ('PENDING', 'CONFIRMED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'CANCELLED');
CREATE TYPE enum_payload_jobs_log_state AS ENUM ('failed', 'succeeded');
CREATE TYPE enum_payload_jobs_log_task_slug AS ENUM ('inline', 'schedulePublish');
CREATE TYPE enum_payload_jobs_task_slug AS ENUM ('inline', 'schedulePublish');
CREATE TYPE enum_payments_currency AS ENUM ('GBP');
CREATE TYPE enum_payments_status AS ENUM ('PENDING', 'PROCESSING', 'FAILED', 'SUCCEEDED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'DISPUTED', 'CANCELLED');
CREATE TYPE enum_products_category AS ENUM ('KITCHEN', 'BEDROOM');
CREATE TYPE enum_products_currency AS ENUM ('GBP');
CREATE TYPE enum_products_status AS ENUM ('draft', 'published');
CREATE TYPE enum_redirects_to_type AS ENUM ('reference', 'custom');
CREATE TYPE enum_redirects_type AS ENUM ('301', '302');
CREATE TYPE enum_showrooms_opening_hours_day AS ENUM ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday');
CREATE TYPE enum_time_slots_type AS ENUM ('HOME_MEASUREMENT', 'SHOWROOM', 'ONLINE');
CREATE TYPE enum_users_role AS ENUM ('admin', 'content-manager', 'sales', 'analyst');

-- sequences
CREATE SEQUENCE _products_v_rels_id_seq AS integer START 1 INCREMENT 1;
CREATE SEQUENCE analytics_funnel_queue_id_seq AS bigint START 1 INCREMENT 1;
CREATE SEQUENCE cache_changes_id_seq AS bigint START 1 INCREMENT 1;
CREATE SEQUENCE order_numbers AS bigint START 1000001 INCREMENT 1;
CREATE SEQUENCE payload_locked_documents_rels_id_seq AS integer START 1 INCREMENT 1;
CREATE SEQUENCE payload_preferences_rels_id_seq AS integer START 1 INCREMENT 1;
CREATE SEQUENCE products_rels_id_seq AS integer START 1 INCREMENT 1;
CREATE SEQUENCE redirects_rels_id_seq AS integer START 1 INCREMENT 1;
CREATE SEQUENCE status_changes_id_seq AS integer START 1 INCREMENT 1;

-- tables

CREATE TABLE _blogs_v (
  id uuid NOT NULL,
  parent_id uuid,
  version_title character varying,
  version_excerpt character varying,
  version_cover_image_id uuid,
  version_content jsonb,
  version_seo_title character varying,
  version_seo_description character varying,
  version_seo_image_id uuid,
  version_slug character varying,
  version_author_id uuid,
  version_published_at timestamp(3) with time zone,
  version_updated_at timestamp(3) with time zone,
  version_created_at timestamp(3) with time zone,
  version__status enum__blogs_v_version_status DEFAULT 'draft'::enum__blogs_v_version_status,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  latest boolean,
  autosave boolean,
  version_saved_by character varying,
  version_author_name character varying
);

CREATE TABLE _products_v (
  id uuid NOT NULL,
  parent_id uuid,
  version_title character varying,
  version_summary character varying,
  version_description jsonb,
  version_seo_title character varying,
  version_seo_description character varying,
  version_seo_image_id uuid,
  version_slug character varying,
  version_category enum__products_v_version_category,
  version_price numeric,
  version_currency enum__products_v_version_currency DEFAULT 'GBP'::enum__products_v_version_currency,
  version_stock numeric DEFAULT 0,
  version_range_id uuid,
  version_style_id uuid,
  version_finish_id uuid,
  version_updated_at timestamp(3) with time zone,
  version_created_at timestamp(3) with time zone,
  version_deleted_at timestamp(3) with time zone,
  version__status enum__products_v_version_status DEFAULT 'draft'::enum__products_v_version_status,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  latest boolean,
  version_saved_by character varying
);

CREATE TABLE _products_v_rels (
  id integer NOT NULL DEFAULT nextval('_products_v_rels_id_seq'::regclass),
  "order" integer,
  parent_id uuid NOT NULL,
  path character varying NOT NULL,
  media_id uuid,
  colours_id uuid
);

CREATE TABLE abandoned_files (
  key text NOT NULL,
  since timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE analytics_counts (
  metric text NOT NULL,
  day date NOT NULL,
  key text NOT NULL,
  count bigint NOT NULL,
  amount bigint NOT NULL
);

CREATE TABLE analytics_deltas (
  metric text NOT NULL,
  day date NOT NULL,
  key text NOT NULL,
  count bigint NOT NULL,
  amount bigint NOT NULL
);

CREATE TABLE analytics_funnel_progress (
  funnel text NOT NULL,
  session_id text NOT NULL,
  day date NOT NULL,
  reached integer NOT NULL
);

CREATE TABLE analytics_funnel_queue (
  id bigint NOT NULL DEFAULT nextval('analytics_funnel_queue_id_seq'::regclass),
  sessions text[] NOT NULL,
  users uuid[] NOT NULL
);

CREATE TABLE analytics_funnel_steps (
  funnel text NOT NULL,
  "position" integer NOT NULL,
  event text NOT NULL,
  page text NOT NULL,
  window_minutes integer NOT NULL,
  begins boolean NOT NULL
);

CREATE TABLE analytics_identities (
  user_id uuid NOT NULL,
  session_id text NOT NULL,
  day date NOT NULL
);

CREATE TABLE analytics_retention (
  single boolean NOT NULL DEFAULT true,
  retained_from date NOT NULL
);

CREATE TABLE analytics_seen (
  day date NOT NULL,
  kind text NOT NULL,
  id bigint NOT NULL
);

CREATE TABLE analytics_settings (
  id uuid NOT NULL,
  retention_months numeric NOT NULL DEFAULT 25,
  updated_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone
);

CREATE TABLE analytics_settings_funnels (
  _order integer NOT NULL,
  _parent_id uuid NOT NULL,
  id character varying NOT NULL,
  key character varying NOT NULL,
  name character varying NOT NULL,
  window_hours numeric NOT NULL DEFAULT 24
);

CREATE TABLE analytics_settings_funnels_steps (
  _order integer NOT NULL,
  _parent_id character varying NOT NULL,
  id character varying NOT NULL,
  label character varying NOT NULL,
  event character varying NOT NULL,
  page character varying
);

CREATE TABLE analytics_stale_days (
  day date NOT NULL
);

CREATE TABLE analytics_step_events (
  event_id uuid NOT NULL,
  type text NOT NULL,
  page text NOT NULL,
  session_id text,
  user_id uuid,
  occurred_at timestamp(3) with time zone NOT NULL
);

CREATE TABLE availability (
  id uuid NOT NULL,
  horizon_days numeric NOT NULL DEFAULT 21,
  notice_hours numeric NOT NULL DEFAULT 24,
  updated_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone,
  change_deadline_hours numeric NOT NULL DEFAULT 2
);

CREATE TABLE availability_closed_days (
  _order integer NOT NULL,
  _parent_id uuid NOT NULL,
  id character varying NOT NULL,
  date character varying NOT NULL,
  reason character varying,
  showroom_id uuid,
  "from" character varying,
  "to" character varying
);

CREATE TABLE availability_schedules (
  _order integer NOT NULL,
  _parent_id uuid NOT NULL,
  id character varying NOT NULL,
  type enum_availability_schedules_type NOT NULL,
  showroom_id uuid,
  slot_minutes numeric NOT NULL DEFAULT 60,
  buffer_minutes numeric NOT NULL DEFAULT 0,
  lanes numeric NOT NULL DEFAULT 1
);

CREATE TABLE availability_schedules_hours (
  _order integer NOT NULL,
  _parent_id character varying NOT NULL,
  id character varying NOT NULL,
  day enum_availability_schedules_hours_day NOT NULL,
  opens character varying NOT NULL,
  closes character varying NOT NULL
);

CREATE TABLE blogs (
  id uuid NOT NULL,
  title character varying,
  excerpt character varying,
  cover_image_id uuid,
  content jsonb,
  seo_title character varying,
  seo_description character varying,
  seo_image_id uuid,
  slug character varying,
  author_id uuid,
  published_at timestamp(3) with time zone,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  _status enum_blogs_status DEFAULT 'draft'::enum_blogs_status,
  saved_by character varying,
  author_name character varying
);

CREATE TABLE bookings (
  id uuid NOT NULL,
  reference_code character varying,
  status enum_bookings_status NOT NULL DEFAULT 'PENDING'::enum_bookings_status,
  customer_id uuid,
  type enum_bookings_type NOT NULL,
  slot_id uuid NOT NULL,
  for_kitchen boolean DEFAULT false,
  for_bedroom boolean DEFAULT false,
  first_name character varying NOT NULL,
  last_name character varying NOT NULL,
  email character varying,
  phone character varying NOT NULL,
  address character varying,
  postcode character varying,
  notes character varying,
  sequence numeric NOT NULL DEFAULT 0,
  reminder_due_at timestamp(3) with time zone,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  cancel_reason character varying,
  title character varying
);

CREATE TABLE brochure_requests (
  id uuid NOT NULL,
  first_name character varying NOT NULL,
  last_name character varying NOT NULL,
  email character varying NOT NULL,
  phone character varying,
  address character varying,
  postcode character varying,
  brochure_id uuid,
  delivered_at timestamp(3) with time zone,
  problem enum_brochure_requests_problem,
  resending_since timestamp(3) with time zone,
  sent_again_at timestamp(3) with time zone,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  name character varying
);

CREATE TABLE brochures (
  id uuid NOT NULL,
  title character varying NOT NULL,
  cover_id uuid,
  is_default boolean DEFAULT false,
  archived_at timestamp(3) with time zone,
  original_name character varying,
  key character varying,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  url character varying,
  thumbnail_u_r_l character varying,
  filename character varying,
  mime_type character varying,
  filesize numeric,
  width numeric,
  height numeric
);

CREATE TABLE cache_changes (
  id bigint NOT NULL DEFAULT nextval('cache_changes_id_seq'::regclass),
  cache text NOT NULL
);

CREATE TABLE cache_generations (
  cache text NOT NULL,
  generation bigint NOT NULL
);

CREATE TABLE changes (
  id uuid NOT NULL,
  at timestamp(3) with time zone NOT NULL,
  entity character varying NOT NULL,
  document character varying,
  label character varying,
  action character varying NOT NULL,
  actor character varying NOT NULL,
  actor_id character varying,
  correlation_id character varying,
  fields jsonb NOT NULL
);

CREATE TABLE colours (
  id uuid NOT NULL,
  name character varying NOT NULL,
  slug character varying,
  hex character varying NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE content_task_requests (
  id uuid NOT NULL,
  task text NOT NULL,
  detail text NOT NULL,
  requested_at timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE content_task_runs (
  id uuid NOT NULL,
  task text NOT NULL,
  details text[] NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamp(3) with time zone NOT NULL,
  claim_token uuid,
  error text,
  done_at timestamp(3) with time zone,
  result jsonb
);

CREATE TABLE customer_credentials (
  customer_id uuid NOT NULL,
  password_hash text NOT NULL,
  changed_at timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE customers (
  id uuid NOT NULL,
  email character varying NOT NULL,
  first_name character varying NOT NULL,
  last_name character varying NOT NULL,
  phone character varying,
  email_verified boolean DEFAULT false,
  marketing_consent boolean DEFAULT false,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  name character varying,
  staff_notes character varying,
  staff_notes_at timestamp(3) with time zone
);

CREATE TABLE disputes (
  id text NOT NULL,
  payment_id uuid NOT NULL,
  amount integer NOT NULL,
  reason text NOT NULL,
  status text NOT NULL,
  opened_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  closed_at timestamp(3) with time zone,
  status_at timestamp(3) with time zone NOT NULL DEFAULT '1970-01-01 00:00:00+00'::timestamp with time zone,
  holds_money boolean NOT NULL DEFAULT true,
  lost boolean NOT NULL DEFAULT false
);

CREATE TABLE domain_events (
  id uuid NOT NULL,
  topic character varying NOT NULL,
  version numeric NOT NULL,
  "timestamp" timestamp(3) with time zone NOT NULL,
  producer_id character varying NOT NULL,
  correlation_id character varying NOT NULL,
  payload jsonb NOT NULL,
  dispatched_at timestamp(3) with time zone,
  checked_at timestamp(3) with time zone,
  settled_at timestamp(3) with time zone,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  traceparent character varying
);

CREATE TABLE event_receipts (
  event_id uuid NOT NULL,
  subscriber text NOT NULL,
  claim_token uuid,
  claimed_until timestamp(3) with time zone,
  done_at timestamp(3) with time zone,
  given_up_at timestamp(3) with time zone,
  skipped boolean NOT NULL DEFAULT false
);

CREATE TABLE finishes (
  id uuid NOT NULL,
  name character varying NOT NULL,
  slug character varying,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE former_emails (
  customer_id uuid NOT NULL,
  email text NOT NULL,
  until timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE idempotency_keys (
  scope text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  status integer,
  body jsonb,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  claimed_until timestamp(3) with time zone
);

CREATE TABLE installation (
  id uuid NOT NULL
);

CREATE TABLE intent_cancellations (
  intent_id text NOT NULL,
  payment_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE invoice_counters (
  series text NOT NULL,
  year integer NOT NULL,
  last integer NOT NULL
);

CREATE TABLE invoices (
  id uuid NOT NULL,
  number character varying NOT NULL,
  kind enum_invoices_kind NOT NULL,
  order_id uuid NOT NULL,
  payment_id uuid NOT NULL,
  customer_id uuid,
  issued_at timestamp(3) with time zone NOT NULL,
  subtotal numeric NOT NULL,
  vat numeric NOT NULL,
  total numeric NOT NULL,
  vat_rate numeric NOT NULL,
  currency enum_invoices_currency NOT NULL DEFAULT 'GBP'::enum_invoices_currency,
  billing_name character varying NOT NULL,
  billing_address character varying,
  reference character varying,
  seller jsonb NOT NULL,
  lines jsonb NOT NULL,
  pdf character varying,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE loyalty_accounts (
  id uuid NOT NULL,
  customer_id uuid NOT NULL,
  balance numeric NOT NULL DEFAULT 0,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE loyalty_entries (
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  points numeric NOT NULL,
  reason enum_loyalty_entries_reason NOT NULL,
  order_id uuid,
  event_id character varying NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE media (
  id uuid NOT NULL,
  alt character varying,
  key character varying,
  placeholder character varying,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  url character varying,
  thumbnail_u_r_l character varying,
  filename character varying,
  mime_type character varying,
  filesize numeric,
  width numeric,
  height numeric,
  focal_x numeric,
  focal_y numeric,
  sizes_large_url character varying,
  sizes_large_width numeric,
  sizes_large_height numeric,
  sizes_large_mime_type character varying,
  sizes_large_filesize numeric,
  sizes_large_filename character varying,
  sizes_medium_url character varying,
  sizes_medium_width numeric,
  sizes_medium_height numeric,
  sizes_medium_mime_type character varying,
  sizes_medium_filesize numeric,
  sizes_medium_filename character varying,
  sizes_thumb_url character varying,
  sizes_thumb_width numeric,
  sizes_thumb_height numeric,
  sizes_thumb_mime_type character varying,
  sizes_thumb_filesize numeric,
  sizes_thumb_filename character varying,
  original_name character varying
);

CREATE TABLE orders (
  id uuid NOT NULL,
  order_number character varying NOT NULL,
  status enum_orders_status NOT NULL DEFAULT 'PENDING'::enum_orders_status,
  customer_id uuid,
  payment_due_at timestamp(3) with time zone NOT NULL,
  subtotal numeric NOT NULL,
  vat numeric NOT NULL,
  total numeric NOT NULL,
  vat_rate numeric NOT NULL,
  currency enum_orders_currency NOT NULL DEFAULT 'GBP'::enum_orders_currency,
  billing_name character varying NOT NULL,
  billing_address character varying,
  notes character varying,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  title character varying,
  staff_notes character varying,
  staff_notes_at timestamp(3) with time zone
);

CREATE TABLE orders_items (
  _order integer NOT NULL,
  _parent_id uuid NOT NULL,
  id character varying NOT NULL,
  product_id uuid,
  title character varying NOT NULL,
  quantity numeric NOT NULL,
  unit_price numeric NOT NULL
);

CREATE TABLE payload_jobs (
  id uuid NOT NULL,
  input jsonb,
  completed_at timestamp(3) with time zone,
  total_tried numeric DEFAULT 0,
  has_error boolean DEFAULT false,
  error jsonb,
  task_slug enum_payload_jobs_task_slug,
  queue character varying DEFAULT 'default'::character varying,
  wait_until timestamp(3) with time zone,
  processing boolean DEFAULT false,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE payload_jobs_log (
  _order integer NOT NULL,
  _parent_id uuid NOT NULL,
  id character varying NOT NULL,
  executed_at timestamp(3) with time zone NOT NULL,
  completed_at timestamp(3) with time zone NOT NULL,
  task_slug enum_payload_jobs_log_task_slug NOT NULL,
  task_i_d character varying NOT NULL,
  input jsonb,
  output jsonb,
  state enum_payload_jobs_log_state NOT NULL,
  error jsonb
);

CREATE TABLE payload_kv (
  id uuid NOT NULL,
  key character varying NOT NULL,
  data jsonb NOT NULL
);

CREATE TABLE payload_locked_documents (
  id uuid NOT NULL,
  global_slug character varying,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE payload_locked_documents_rels (
  id integer NOT NULL DEFAULT nextval('payload_locked_documents_rels_id_seq'::regclass),
  "order" integer,
  parent_id uuid NOT NULL,
  path character varying NOT NULL,
  bookings_id uuid,
  time_slots_id uuid,
  showrooms_id uuid,
  customers_id uuid,
  users_id uuid,
  domain_events_id uuid,
  products_id uuid,
  ranges_id uuid,
  styles_id uuid,
  finishes_id uuid,
  colours_id uuid,
  blogs_id uuid,
  media_id uuid,
  redirects_id uuid,
  orders_id uuid,
  payments_id uuid,
  invoices_id uuid,
  loyalty_accounts_id uuid,
  loyalty_entries_id uuid,
  brochures_id uuid,
  brochure_requests_id uuid,
  refused_events_id uuid,
  changes_id uuid
);

CREATE TABLE payload_migrations (
  id uuid NOT NULL,
  name character varying,
  batch numeric,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE payload_preferences (
  id uuid NOT NULL,
  key character varying,
  value jsonb,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE payload_preferences_rels (
  id integer NOT NULL DEFAULT nextval('payload_preferences_rels_id_seq'::regclass),
  "order" integer,
  parent_id uuid NOT NULL,
  path character varying NOT NULL,
  customers_id uuid,
  users_id uuid
);

CREATE TABLE payment_failures (
  payment_id uuid NOT NULL,
  attempt text NOT NULL,
  code text,
  decline_code text,
  message text,
  at timestamp(3) with time zone NOT NULL
);

CREATE TABLE payments (
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  status enum_payments_status NOT NULL DEFAULT 'PENDING'::enum_payments_status,
  amount numeric NOT NULL,
  refunded_amount numeric NOT NULL DEFAULT 0,
  currency enum_payments_currency NOT NULL DEFAULT 'GBP'::enum_payments_currency,
  stripe_payment_intent_id character varying,
  failure_code character varying,
  failure_message character varying,
  paid_at timestamp(3) with time zone,
  client_secret character varying,
  claimed_until timestamp(3) with time zone,
  checked_at timestamp(3) with time zone,
  event_at timestamp(3) with time zone,
  points_per_pound numeric,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE pending_registrations (
  customer_id uuid NOT NULL,
  network text NOT NULL,
  password_hash text NOT NULL,
  first_name text NOT NULL,
  last_name text NOT NULL,
  registered_at timestamp(3) with time zone NOT NULL
);

CREATE TABLE price_list_changes (
  list_id uuid NOT NULL,
  product_id uuid NOT NULL,
  from_price integer NOT NULL,
  to_price integer NOT NULL,
  applied_by uuid NOT NULL,
  applied_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  undone_at timestamp(3) with time zone
);

CREATE TABLE product_cards (
  product_id uuid NOT NULL,
  live boolean NOT NULL,
  slug text NOT NULL,
  title_key text NOT NULL,
  category text NOT NULL,
  style text,
  range text,
  finish text,
  colours text[] NOT NULL,
  price integer NOT NULL,
  in_stock boolean NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  card text NOT NULL,
  search tsvector NOT NULL,
  search_text text NOT NULL,
  is_news boolean NOT NULL,
  announced_live boolean NOT NULL DEFAULT false
);

CREATE TABLE products (
  id uuid NOT NULL,
  title character varying,
  summary character varying,
  description jsonb,
  seo_title character varying,
  seo_description character varying,
  seo_image_id uuid,
  slug character varying,
  category enum_products_category,
  price numeric,
  currency enum_products_currency DEFAULT 'GBP'::enum_products_currency,
  stock numeric DEFAULT 0,
  range_id uuid,
  style_id uuid,
  finish_id uuid,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  deleted_at timestamp(3) with time zone,
  _status enum_products_status DEFAULT 'draft'::enum_products_status,
  saved_by character varying
);

CREATE TABLE products_rels (
  id integer NOT NULL DEFAULT nextval('products_rels_id_seq'::regclass),
  "order" integer,
  parent_id uuid NOT NULL,
  path character varying NOT NULL,
  media_id uuid,
  colours_id uuid
);

CREATE TABLE ranges (
  id uuid NOT NULL,
  name character varying NOT NULL,
  slug character varying,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE redirects (
  id uuid NOT NULL,
  "from" character varying NOT NULL,
  to_type enum_redirects_to_type DEFAULT 'reference'::enum_redirects_to_type,
  to_url character varying,
  type enum_redirects_type NOT NULL DEFAULT '301'::enum_redirects_type,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE redirects_rels (
  id integer NOT NULL DEFAULT nextval('redirects_rels_id_seq'::regclass),
  "order" integer,
  parent_id uuid NOT NULL,
  path character varying NOT NULL,
  products_id uuid,
  blogs_id uuid
);

CREATE TABLE refresh_tokens (
  token_hash text NOT NULL,
  family uuid NOT NULL,
  customer_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  expires_at timestamp(3) with time zone NOT NULL,
  spent_at timestamp(3) with time zone,
  revoked_at timestamp(3) with time zone
);

CREATE TABLE refunds (
  id uuid NOT NULL,
  payment_id uuid NOT NULL,
  stripe_refund_id text,
  amount integer NOT NULL,
  reason text,
  status text NOT NULL,
  requested_by uuid,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  request_key text
);

CREATE TABLE refused_events (
  id uuid NOT NULL,
  reason character varying NOT NULL,
  entry character varying NOT NULL,
  event jsonb NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE settings (
  id uuid NOT NULL,
  team_emails_kitchen character varying,
  team_emails_bedroom character varying,
  team_emails_sales character varying,
  company_name character varying NOT NULL DEFAULT 'Lomash Wood'::character varying,
  company_address character varying,
  company_phone character varying,
  company_vat_number character varying,
  updated_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone,
  company_registration_number character varying,
  sales_vat_rate numeric NOT NULL DEFAULT 20,
  sales_payment_window_hours numeric NOT NULL DEFAULT 24,
  sales_points_per_pound numeric NOT NULL DEFAULT 1,
  brand_line character varying,
  brand_colour character varying,
  brand_logo_id uuid,
  brand_logo_on_dark_id uuid,
  brand_icon_id uuid,
  brand_email_logo_id uuid,
  website_origin character varying,
  website_kitchen character varying DEFAULT '/kitchen/{slug}'::character varying,
  website_bedroom character varying DEFAULT '/bedroom/{slug}'::character varying,
  website_showroom character varying DEFAULT '/showrooms/{slug}'::character varying,
  website_post character varying DEFAULT '/blog/{slug}'::character varying,
  retention_booking_months numeric NOT NULL DEFAULT 72,
  retention_brochure_request_months numeric NOT NULL DEFAULT 24,
  retention_event_months numeric NOT NULL DEFAULT 24,
  retention_unverified_account_days numeric NOT NULL DEFAULT 7,
  website_order character varying,
  website_booking character varying,
  website_book character varying
);

CREATE TABLE showrooms (
  id uuid NOT NULL,
  name character varying NOT NULL,
  slug character varying,
  address character varying NOT NULL,
  postcode character varying NOT NULL,
  phone character varying,
  latitude numeric,
  longitude numeric,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE showrooms_opening_hours (
  _order integer NOT NULL,
  _parent_id uuid NOT NULL,
  id character varying NOT NULL,
  day enum_showrooms_opening_hours_day NOT NULL,
  opens character varying NOT NULL,
  closes character varying NOT NULL
);

CREATE TABLE sitemap_parts (
  generation uuid NOT NULL,
  part integer NOT NULL,
  begun_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  urls integer,
  etag text
);

CREATE TABLE staff_invitations (
  staff_id uuid NOT NULL,
  id uuid NOT NULL,
  token_hash text,
  invited_at timestamp(3) with time zone NOT NULL,
  expires_at timestamp(3) with time zone NOT NULL
);

CREATE TABLE staff_reset_tokens (
  token_hash text NOT NULL,
  staff_id uuid NOT NULL,
  expires_at timestamp(3) with time zone NOT NULL
);

CREATE TABLE staff_sessions (
  id text NOT NULL,
  staff_id uuid NOT NULL,
  device text NOT NULL,
  network text NOT NULL,
  signed_in_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  last_used_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  ended_at timestamp(3) with time zone
);

CREATE TABLE status_changes (
  id integer NOT NULL,
  entity text NOT NULL,
  row_id uuid NOT NULL,
  from_status text,
  to_status text NOT NULL,
  at timestamp(3) with time zone NOT NULL
);

CREATE TABLE stripe_events (
  id text NOT NULL,
  type text NOT NULL,
  object_id text,
  created_at timestamp(3) with time zone NOT NULL,
  received_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  payment_id uuid,
  outcome text NOT NULL
);

CREATE TABLE styles (
  id uuid NOT NULL,
  name character varying NOT NULL,
  slug character varying,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE time_slots (
  id uuid NOT NULL,
  type enum_time_slots_type NOT NULL,
  showroom_id uuid,
  starts_at timestamp(3) with time zone NOT NULL,
  ends_at timestamp(3) with time zone NOT NULL,
  lane numeric NOT NULL DEFAULT 1,
  is_closed boolean DEFAULT false,
  is_generated boolean DEFAULT false,
  is_booked boolean DEFAULT false,
  held_by_id uuid,
  held_until timestamp(3) with time zone,
  hold_id character varying,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE tracking_events (
  id uuid NOT NULL,
  type text NOT NULL,
  category text,
  properties jsonb NOT NULL DEFAULT '{}'::jsonb,
  session_id text,
  user_id uuid,
  page_url text,
  referrer text,
  utm jsonb NOT NULL DEFAULT '{}'::jsonb,
  is_bot boolean NOT NULL DEFAULT false,
  ip_prefix text,
  occurred_at timestamp(3) with time zone NOT NULL,
  received_at timestamp(3) with time zone NOT NULL DEFAULT now()
) PARTITION BY RANGE (id);

CREATE TABLE tracking_events_default (
  id uuid NOT NULL,
  type text NOT NULL,
  category text,
  properties jsonb NOT NULL DEFAULT '{}'::jsonb,
  session_id text,
  user_id uuid,
  page_url text,
  referrer text,
  utm jsonb NOT NULL DEFAULT '{}'::jsonb,
  is_bot boolean NOT NULL DEFAULT false,
  ip_prefix text,
  occurred_at timestamp(3) with time zone NOT NULL,
  received_at timestamp(3) with time zone NOT NULL DEFAULT now()
)
-- partition DEFAULT;

CREATE TABLE used_codes (
  id uuid NOT NULL,
  customer_id uuid NOT NULL,
  used_at timestamp(3) with time zone NOT NULL DEFAULT now()
);

CREATE TABLE users (
  id uuid NOT NULL,
  name character varying NOT NULL,
  role enum_users_role NOT NULL DEFAULT 'sales'::enum_users_role,
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  email character varying NOT NULL,
  reset_password_token character varying,
  reset_password_expiration timestamp(3) with time zone,
  salt character varying,
  hash character varying,
  reset_password_requested_at timestamp(3) with time zone,
  login_attempts numeric DEFAULT 0,
  lock_until timestamp(3) with time zone,
  deactivated_at timestamp(3) with time zone
);

CREATE TABLE users_sessions (
  _order integer NOT NULL,
  _parent_id uuid NOT NULL,
  id character varying NOT NULL,
  created_at timestamp(3) with time zone,
  expires_at timestamp(3) with time zone NOT NULL
);

-- constraints
ALTER TABLE _blogs_v ADD CONSTRAINT _blogs_v_parent_id_blogs_id_fk FOREIGN KEY (parent_id) REFERENCES blogs(id) ON DELETE SET NULL;
ALTER TABLE _blogs_v ADD CONSTRAINT _blogs_v_pkey PRIMARY KEY (id);
ALTER TABLE _blogs_v ADD CONSTRAINT _blogs_v_version_author_id_users_id_fk FOREIGN KEY (version_author_id) REFERENCES users(id) ON DELETE SET NULL;
ALTER TABLE _blogs_v ADD CONSTRAINT _blogs_v_version_cover_image_id_media_id_fk FOREIGN KEY (version_cover_image_id) REFERENCES media(id) ON DELETE SET NULL;
ALTER TABLE _blogs_v ADD CONSTRAINT _blogs_v_version_seo_image_id_media_id_fk FOREIGN KEY (version_seo_image_id) REFERENCES media(id) ON DELETE SET NULL;
ALTER TABLE _products_v ADD CONSTRAINT _products_v_parent_id_products_id_fk FOREIGN KEY (parent_id) REFERENCES products(id) ON DELETE SET NULL;
ALTER TABLE _products_v ADD CONSTRAINT _products_v_pkey PRIMARY KEY (id);
ALTER TABLE _products_v ADD CONSTRAINT _products_v_version_finish_id_finishes_id_fk FOREIGN KEY (version_finish_id) REFERENCES finishes(id) ON DELETE SET NULL;
ALTER TABLE _products_v ADD CONSTRAINT _products_v_version_range_id_ranges_id_fk FOREIGN KEY (version_range_id) REFERENCES ranges(id) ON DELETE SET NULL;
ALTER TABLE _products_v ADD CONSTRAINT _products_v_version_seo_image_id_media_id_fk FOREIGN KEY (version_seo_image_id) REFERENCES media(id) ON DELETE SET NULL;
ALTER TABLE _products_v ADD CONSTRAINT _products_v_version_style_id_styles_id_fk FOREIGN KEY (version_style_id) REFERENCES styles(id) ON DELETE SET NULL;
ALTER TABLE _products_v_rels ADD CONSTRAINT _products_v_rels_colours_fk FOREIGN KEY (colours_id) REFERENCES colours(id) ON DELETE CASCADE;
ALTER TABLE _products_v_rels ADD CONSTRAINT _products_v_rels_media_fk FOREIGN KEY (media_id) REFERENCES media(id) ON DELETE CASCADE;
ALTER TABLE _products_v_rels ADD CONSTRAINT _products_v_rels_parent_fk FOREIGN KEY (parent_id) REFERENCES _products_v(id) ON DELETE CASCADE;
ALTER TABLE _products_v_rels ADD CONSTRAINT _products_v_rels_pkey PRIMARY KEY (id);
ALTER TABLE abandoned_files ADD CONSTRAINT abandoned_files_pkey PRIMARY KEY (key);
ALTER TABLE analytics_counts ADD CONSTRAINT analytics_counts_metric_day_key_pk PRIMARY KEY (metric, day, key);
ALTER TABLE analytics_funnel_progress ADD CONSTRAINT analytics_funnel_progress_session_id_funnel_pk PRIMARY KEY (session_id, funnel);
ALTER TABLE analytics_funnel_queue ADD CONSTRAINT analytics_funnel_queue_pkey PRIMARY KEY (id);
ALTER TABLE analytics_funnel_steps ADD CONSTRAINT analytics_funnel_steps_funnel_position_pk PRIMARY KEY (funnel, "position");
ALTER TABLE analytics_identities ADD CONSTRAINT analytics_identities_user_id_session_id_pk PRIMARY KEY (user_id, session_id);
ALTER TABLE analytics_retention ADD CONSTRAINT analytics_retention_pkey PRIMARY KEY (single);
ALTER TABLE analytics_seen ADD CONSTRAINT analytics_seen_day_kind_id_pk PRIMARY KEY (day, kind, id);
ALTER TABLE analytics_settings ADD CONSTRAINT analytics_settings_pkey PRIMARY KEY (id);
ALTER TABLE analytics_settings_funnels ADD CONSTRAINT analytics_settings_funnels_parent_id_fk FOREIGN KEY (_parent_id) REFERENCES analytics_settings(id) ON DELETE CASCADE;
ALTER TABLE analytics_settings_funnels ADD CONSTRAINT analytics_settings_funnels_pkey PRIMARY KEY (id);
ALTER TABLE analytics_settings_funnels_steps ADD CONSTRAINT analytics_settings_funnels_steps_parent_id_fk FOREIGN KEY (_parent_id) REFERENCES analytics_settings_funnels(id) ON DELETE CASCADE;
ALTER TABLE analytics_settings_funnels_steps ADD CONSTRAINT analytics_settings_funnels_steps_pkey PRIMARY KEY (id);
ALTER TABLE analytics_stale_days ADD CONSTRAINT analytics_stale_days_pkey PRIMARY KEY (day);
ALTER TABLE availability ADD CONSTRAINT availability_pkey PRIMARY KEY (id);
ALTER TABLE availability_closed_days ADD CONSTRAINT availability_closed_days_hours CHECK ((
CASE
    WHEN (((COALESCE("from", ''::character varying))::text = ''::text) AND ((COALESCE("to", ''::character varying))::text = ''::text)) THEN true
    ELSE ((("from")::text ~ '^\d\d:\d\d$'::text) AND (("to")::text ~ '^\d\d:\d\d$'::text) AND (("from")::text < ("to")::text))
END IS TRUE));
ALTER TABLE availability_closed_days ADD CONSTRAINT availability_closed_days_parent_id_fk FOREIGN KEY (_parent_id) REFERENCES availability(id) ON DELETE CASCADE;
ALTER TABLE availability_closed_days ADD CONSTRAINT availability_closed_days_pkey PRIMARY KEY (id);
ALTER TABLE availability_closed_days ADD CONSTRAINT availability_closed_days_showroom_id_showrooms_id_fk FOREIGN KEY (showroom_id) REFERENCES showrooms(id) ON DELETE SET NULL;
ALTER TABLE availability_schedules ADD CONSTRAINT availability_schedules_parent_id_fk FOREIGN KEY (_parent_id) REFERENCES availability(id) ON DELETE CASCADE;
ALTER TABLE availability_schedules ADD CONSTRAINT availability_schedules_pkey PRIMARY KEY (id);
ALTER TABLE availability_schedules ADD CONSTRAINT availability_schedules_showroom_id_showrooms_id_fk FOREIGN KEY (showroom_id) REFERENCES showrooms(id) ON DELETE SET NULL;
ALTER TABLE availability_schedules_hours ADD CONSTRAINT availability_schedules_hours_parent_id_fk FOREIGN KEY (_parent_id) REFERENCES availability_schedules(id) ON DELETE CASCADE;
ALTER TABLE availability_schedules_hours ADD CONSTRAINT availability_schedules_hours_pkey PRIMARY KEY (id);
ALTER TABLE blogs ADD CONSTRAINT blogs_author_id_users_id_fk FOREIGN KEY (author_id) REFERENCES users(id) ON DELETE SET NULL;
ALTER TABLE blogs ADD CONSTRAINT blogs_cover_image_id_media_id_fk FOREIGN KEY (cover_image_id) REFERENCES media(id) ON DELETE RESTRICT;
ALTER TABLE blogs ADD CONSTRAINT blogs_pkey PRIMARY KEY (id);
ALTER TABLE blogs ADD CONSTRAINT blogs_seo_image_id_media_id_fk FOREIGN KEY (seo_image_id) REFERENCES media(id) ON DELETE SET NULL;
ALTER TABLE bookings ADD CONSTRAINT bookings_can_be_reached CHECK (((type = 'SHOWROOM'::enum_bookings_type) OR ((email IS NOT NULL) AND (address IS NOT NULL) AND (postcode IS NOT NULL))));
ALTER TABLE bookings ADD CONSTRAINT bookings_customer_id_customers_id_fk FOREIGN KEY (customer_id) REFERENCES customers(id) ON DELETE SET NULL;
ALTER TABLE bookings ADD CONSTRAINT bookings_for_a_room CHECK (((for_kitchen IS TRUE) OR (for_bedroom IS TRUE)));
ALTER TABLE bookings ADD CONSTRAINT bookings_pkey PRIMARY KEY (id);
ALTER TABLE bookings ADD CONSTRAINT bookings_slot_id_time_slots_id_fk FOREIGN KEY (slot_id) REFERENCES time_slots(id) ON DELETE SET NULL;
ALTER TABLE brochure_requests ADD CONSTRAINT brochure_requests_brochure_id_brochures_id_fk FOREIGN KEY (brochure_id) REFERENCES brochures(id) ON DELETE SET NULL;
ALTER TABLE brochure_requests ADD CONSTRAINT brochure_requests_pkey PRIMARY KEY (id);
ALTER TABLE brochures ADD CONSTRAINT brochures_cover_id_media_id_fk FOREIGN KEY (cover_id) REFERENCES media(id) ON DELETE RESTRICT;
ALTER TABLE brochures ADD CONSTRAINT brochures_default_is_offered CHECK (((is_default IS NOT TRUE) OR (archived_at IS NULL)));
ALTER TABLE brochures ADD CONSTRAINT brochures_pkey PRIMARY KEY (id);
ALTER TABLE cache_changes ADD CONSTRAINT cache_changes_pkey PRIMARY KEY (id);
ALTER TABLE cache_generations ADD CONSTRAINT cache_generations_pkey PRIMARY KEY (cache);
ALTER TABLE changes ADD CONSTRAINT changes_pkey PRIMARY KEY (id);
ALTER TABLE colours ADD CONSTRAINT colours_pkey PRIMARY KEY (id);
ALTER TABLE content_task_requests ADD CONSTRAINT content_task_requests_pkey PRIMARY KEY (id);
ALTER TABLE content_task_runs ADD CONSTRAINT content_task_runs_pkey PRIMARY KEY (id);
ALTER TABLE customer_credentials ADD CONSTRAINT customer_credentials_customer_fk FOREIGN KEY (customer_id) REFERENCES customers(id) ON DELETE CASCADE;
ALTER TABLE customer_credentials ADD CONSTRAINT customer_credentials_pkey PRIMARY KEY (customer_id);
ALTER TABLE customers ADD CONSTRAINT customers_pkey PRIMARY KEY (id);
ALTER TABLE disputes ADD CONSTRAINT disputes_payment_fk FOREIGN KEY (payment_id) REFERENCES payments(id);
ALTER TABLE disputes ADD CONSTRAINT disputes_pkey PRIMARY KEY (id);
ALTER TABLE domain_events ADD CONSTRAINT domain_events_pkey PRIMARY KEY (id);
ALTER TABLE event_receipts ADD CONSTRAINT event_receipts_event_id_subscriber_pk PRIMARY KEY (event_id, subscriber);
ALTER TABLE finishes ADD CONSTRAINT finishes_pkey PRIMARY KEY (id);
ALTER TABLE former_emails ADD CONSTRAINT former_emails_customer_fk FOREIGN KEY (customer_id) REFERENCES customers(id) ON DELETE CASCADE;
ALTER TABLE former_emails ADD CONSTRAINT former_emails_customer_id_email_pk PRIMARY KEY (customer_id, email);
ALTER TABLE idempotency_keys ADD CONSTRAINT idempotency_keys_scope_key_pk PRIMARY KEY (scope, key);
ALTER TABLE installation ADD CONSTRAINT installation_pkey PRIMARY KEY (id);
ALTER TABLE intent_cancellations ADD CONSTRAINT intent_cancellations_payment_fk FOREIGN KEY (payment_id) REFERENCES payments(id);
ALTER TABLE intent_cancellations ADD CONSTRAINT intent_cancellations_pkey PRIMARY KEY (intent_id);
ALTER TABLE invoice_counters ADD CONSTRAINT invoice_counters_series_year_pk PRIMARY KEY (series, year);
ALTER TABLE invoices ADD CONSTRAINT invoices_amounts CHECK (((subtotal >= (0)::numeric) AND (vat >= (0)::numeric) AND (total > (0)::numeric) AND ((subtotal + vat) = total)));
ALTER TABLE invoices ADD CONSTRAINT invoices_customer_id_customers_id_fk FOREIGN KEY (customer_id) REFERENCES customers(id) ON DELETE SET NULL;
ALTER TABLE invoices ADD CONSTRAINT invoices_order_id_orders_id_fk FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE SET NULL;
ALTER TABLE invoices ADD CONSTRAINT invoices_payment_id_payments_id_fk FOREIGN KEY (payment_id) REFERENCES payments(id) ON DELETE SET NULL;
ALTER TABLE invoices ADD CONSTRAINT invoices_pkey PRIMARY KEY (id);
ALTER TABLE loyalty_accounts ADD CONSTRAINT loyalty_accounts_balance CHECK ((balance >= (0)::numeric));
ALTER TABLE loyalty_accounts ADD CONSTRAINT loyalty_accounts_customer_id_customers_id_fk FOREIGN KEY (customer_id) REFERENCES customers(id) ON DELETE SET NULL;
ALTER TABLE loyalty_accounts ADD CONSTRAINT loyalty_accounts_pkey PRIMARY KEY (id);
ALTER TABLE loyalty_entries ADD CONSTRAINT loyalty_entries_account_id_loyalty_accounts_id_fk FOREIGN KEY (account_id) REFERENCES loyalty_accounts(id) ON DELETE SET NULL;
ALTER TABLE loyalty_entries ADD CONSTRAINT loyalty_entries_order_id_orders_id_fk FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE SET NULL;
ALTER TABLE loyalty_entries ADD CONSTRAINT loyalty_entries_pkey PRIMARY KEY (id);
ALTER TABLE media ADD CONSTRAINT media_pkey PRIMARY KEY (id);
ALTER TABLE orders ADD CONSTRAINT orders_amounts CHECK (((subtotal >= (0)::numeric) AND (vat >= (0)::numeric) AND (total > (0)::numeric) AND ((subtotal + vat) = total)));
ALTER TABLE orders ADD CONSTRAINT orders_customer_id_customers_id_fk FOREIGN KEY (customer_id) REFERENCES customers(id) ON DELETE SET NULL;
ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
ALTER TABLE orders_items ADD CONSTRAINT orders_items_amounts CHECK (((unit_price >= (0)::numeric) AND (quantity >= (1)::numeric)));
ALTER TABLE orders_items ADD CONSTRAINT orders_items_parent_id_fk FOREIGN KEY (_parent_id) REFERENCES orders(id) ON DELETE CASCADE;
ALTER TABLE orders_items ADD CONSTRAINT orders_items_pkey PRIMARY KEY (id);
ALTER TABLE orders_items ADD CONSTRAINT orders_items_product_id_products_id_fk FOREIGN KEY (product_id) REFERENCES products(id) ON DELETE SET NULL;
ALTER TABLE payload_jobs ADD CONSTRAINT payload_jobs_pkey PRIMARY KEY (id);
ALTER TABLE payload_jobs_log ADD CONSTRAINT payload_jobs_log_parent_id_fk FOREIGN KEY (_parent_id) REFERENCES payload_jobs(id) ON DELETE CASCADE;
ALTER TABLE payload_jobs_log ADD CONSTRAINT payload_jobs_log_pkey PRIMARY KEY (id);
ALTER TABLE payload_kv ADD CONSTRAINT payload_kv_pkey PRIMARY KEY (id);
ALTER TABLE payload_locked_documents ADD CONSTRAINT payload_locked_documents_pkey PRIMARY KEY (id);
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_blogs_fk FOREIGN KEY (blogs_id) REFERENCES blogs(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_bookings_fk FOREIGN KEY (bookings_id) REFERENCES bookings(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_brochure_requests_fk FOREIGN KEY (brochure_requests_id) REFERENCES brochure_requests(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_brochures_fk FOREIGN KEY (brochures_id) REFERENCES brochures(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_changes_fk FOREIGN KEY (changes_id) REFERENCES changes(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_colours_fk FOREIGN KEY (colours_id) REFERENCES colours(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_customers_fk FOREIGN KEY (customers_id) REFERENCES customers(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_domain_events_fk FOREIGN KEY (domain_events_id) REFERENCES domain_events(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_finishes_fk FOREIGN KEY (finishes_id) REFERENCES finishes(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_invoices_fk FOREIGN KEY (invoices_id) REFERENCES invoices(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_loyalty_accounts_fk FOREIGN KEY (loyalty_accounts_id) REFERENCES loyalty_accounts(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_loyalty_entries_fk FOREIGN KEY (loyalty_entries_id) REFERENCES loyalty_entries(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_media_fk FOREIGN KEY (media_id) REFERENCES media(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_orders_fk FOREIGN KEY (orders_id) REFERENCES orders(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_parent_fk FOREIGN KEY (parent_id) REFERENCES payload_locked_documents(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_payments_fk FOREIGN KEY (payments_id) REFERENCES payments(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_pkey PRIMARY KEY (id);
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_products_fk FOREIGN KEY (products_id) REFERENCES products(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_ranges_fk FOREIGN KEY (ranges_id) REFERENCES ranges(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_redirects_fk FOREIGN KEY (redirects_id) REFERENCES redirects(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_refused_events_fk FOREIGN KEY (refused_events_id) REFERENCES refused_events(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_showrooms_fk FOREIGN KEY (showrooms_id) REFERENCES showrooms(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_styles_fk FOREIGN KEY (styles_id) REFERENCES styles(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_time_slots_fk FOREIGN KEY (time_slots_id) REFERENCES time_slots(id) ON DELETE CASCADE;
ALTER TABLE payload_locked_documents_rels ADD CONSTRAINT payload_locked_documents_rels_users_fk FOREIGN KEY (users_id) REFERENCES users(id) ON DELETE CASCADE;
ALTER TABLE payload_migrations ADD CONSTRAINT payload_migrations_pkey PRIMARY KEY (id);
ALTER TABLE payload_preferences ADD CONSTRAINT payload_preferences_pkey PRIMARY KEY (id);
ALTER TABLE payload_preferences_rels ADD CONSTRAINT payload_preferences_rels_customers_fk FOREIGN KEY (customers_id) REFERENCES customers(id) ON DELETE CASCADE;
ALTER TABLE payload_preferences_rels ADD CONSTRAINT payload_preferences_rels_parent_fk FOREIGN KEY (parent_id) REFERENCES payload_preferences(id) ON DELETE CASCADE;
ALTER TABLE payload_preferences_rels ADD CONSTRAINT payload_preferences_rels_pkey PRIMARY KEY (id);
ALTER TABLE payload_preferences_rels ADD CONSTRAINT payload_preferences_rels_users_fk FOREIGN KEY (users_id) REFERENCES users(id) ON DELETE CASCADE;
ALTER TABLE payment_failures ADD CONSTRAINT payment_failures_payment_fk FOREIGN KEY (payment_id) REFERENCES payments(id);
ALTER TABLE payment_failures ADD CONSTRAINT payment_failures_payment_id_attempt_pk PRIMARY KEY (payment_id, attempt);
ALTER TABLE payments ADD CONSTRAINT payments_amounts CHECK (((amount > (0)::numeric) AND (refunded_amount >= (0)::numeric) AND (refunded_amount <= amount)));
ALTER TABLE payments ADD CONSTRAINT payments_order_id_orders_id_fk FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE SET NULL;
ALTER TABLE payments ADD CONSTRAINT payments_pkey PRIMARY KEY (id);
ALTER TABLE pending_registrations ADD CONSTRAINT pending_registrations_customer_fk FOREIGN KEY (customer_id) REFERENCES customers(id) ON DELETE CASCADE;
ALTER TABLE pending_registrations ADD CONSTRAINT pending_registrations_customer_id_network_pk PRIMARY KEY (customer_id, network);
ALTER TABLE price_list_changes ADD CONSTRAINT price_list_changes_list_id_product_id_pk PRIMARY KEY (list_id, product_id);
ALTER TABLE product_cards ADD CONSTRAINT product_cards_pkey PRIMARY KEY (product_id);
ALTER TABLE products ADD CONSTRAINT products_finish_id_finishes_id_fk FOREIGN KEY (finish_id) REFERENCES finishes(id) ON DELETE SET NULL;
ALTER TABLE products ADD CONSTRAINT products_pkey PRIMARY KEY (id);
ALTER TABLE products ADD CONSTRAINT products_range_id_ranges_id_fk FOREIGN KEY (range_id) REFERENCES ranges(id) ON DELETE SET NULL;
ALTER TABLE products ADD CONSTRAINT products_seo_image_id_media_id_fk FOREIGN KEY (seo_image_id) REFERENCES media(id) ON DELETE SET NULL;
ALTER TABLE products ADD CONSTRAINT products_stock_not_negative CHECK ((stock >= (0)::numeric));
ALTER TABLE products ADD CONSTRAINT products_style_id_styles_id_fk FOREIGN KEY (style_id) REFERENCES styles(id) ON DELETE SET NULL;
ALTER TABLE products_rels ADD CONSTRAINT products_rels_colours_fk FOREIGN KEY (colours_id) REFERENCES colours(id) ON DELETE CASCADE;
ALTER TABLE products_rels ADD CONSTRAINT products_rels_media_fk FOREIGN KEY (media_id) REFERENCES media(id) ON DELETE RESTRICT;
ALTER TABLE products_rels ADD CONSTRAINT products_rels_parent_fk FOREIGN KEY (parent_id) REFERENCES products(id) ON DELETE CASCADE;
ALTER TABLE products_rels ADD CONSTRAINT products_rels_pkey PRIMARY KEY (id);
ALTER TABLE ranges ADD CONSTRAINT ranges_pkey PRIMARY KEY (id);
ALTER TABLE redirects ADD CONSTRAINT redirects_pkey PRIMARY KEY (id);
ALTER TABLE redirects_rels ADD CONSTRAINT redirects_rels_blogs_fk FOREIGN KEY (blogs_id) REFERENCES blogs(id) ON DELETE CASCADE;
ALTER TABLE redirects_rels ADD CONSTRAINT redirects_rels_parent_fk FOREIGN KEY (parent_id) REFERENCES redirects(id) ON DELETE CASCADE;
ALTER TABLE redirects_rels ADD CONSTRAINT redirects_rels_pkey PRIMARY KEY (id);
ALTER TABLE redirects_rels ADD CONSTRAINT redirects_rels_products_fk FOREIGN KEY (products_id) REFERENCES products(id) ON DELETE CASCADE;
ALTER TABLE refresh_tokens ADD CONSTRAINT refresh_tokens_customer_fk FOREIGN KEY (customer_id) REFERENCES customers(id) ON DELETE CASCADE;
ALTER TABLE refresh_tokens ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (token_hash);
ALTER TABLE refunds ADD CONSTRAINT refunds_amount CHECK ((amount > 0));
ALTER TABLE refunds ADD CONSTRAINT refunds_payment_fk FOREIGN KEY (payment_id) REFERENCES payments(id);
ALTER TABLE refunds ADD CONSTRAINT refunds_pkey PRIMARY KEY (id);
ALTER TABLE refunds ADD CONSTRAINT refunds_request_key_key UNIQUE (request_key);
ALTER TABLE refunds ADD CONSTRAINT refunds_status CHECK ((status = ANY (ARRAY['requested'::text, 'requires_action'::text, 'pending'::text, 'succeeded'::text, 'failed'::text, 'canceled'::text])));
ALTER TABLE refunds ADD CONSTRAINT refunds_stripe_refund_id_key UNIQUE (stripe_refund_id);
ALTER TABLE refused_events ADD CONSTRAINT refused_events_pkey PRIMARY KEY (id);
ALTER TABLE settings ADD CONSTRAINT settings_brand_colour_is_hex CHECK (((brand_colour)::text ~ '^#[0-9a-f]{6}$'::text));
ALTER TABLE settings ADD CONSTRAINT settings_brand_email_logo_id_media_id_fk FOREIGN KEY (brand_email_logo_id) REFERENCES media(id) ON DELETE SET NULL;
ALTER TABLE settings ADD CONSTRAINT settings_brand_icon_id_media_id_fk FOREIGN KEY (brand_icon_id) REFERENCES media(id) ON DELETE SET NULL;
ALTER TABLE settings ADD CONSTRAINT settings_brand_logo_id_media_id_fk FOREIGN KEY (brand_logo_id) REFERENCES media(id) ON DELETE SET NULL;
ALTER TABLE settings ADD CONSTRAINT settings_brand_logo_on_dark_id_media_id_fk FOREIGN KEY (brand_logo_on_dark_id) REFERENCES media(id) ON DELETE SET NULL;
ALTER TABLE settings ADD CONSTRAINT settings_pkey PRIMARY KEY (id);
ALTER TABLE showrooms ADD CONSTRAINT showrooms_pkey PRIMARY KEY (id);
ALTER TABLE showrooms_opening_hours ADD CONSTRAINT showrooms_opening_hours_parent_id_fk FOREIGN KEY (_parent_id) REFERENCES showrooms(id) ON DELETE CASCADE;
ALTER TABLE showrooms_opening_hours ADD CONSTRAINT showrooms_opening_hours_pkey PRIMARY KEY (id);
ALTER TABLE sitemap_parts ADD CONSTRAINT sitemap_parts_generation_part_pk PRIMARY KEY (generation, part);
ALTER TABLE staff_invitations ADD CONSTRAINT staff_invitations_pkey PRIMARY KEY (staff_id);
ALTER TABLE staff_invitations ADD CONSTRAINT staff_invitations_staff_fk FOREIGN KEY (staff_id) REFERENCES users(id) ON DELETE CASCADE;
ALTER TABLE staff_invitations ADD CONSTRAINT staff_invitations_token_hash_key UNIQUE (token_hash);
ALTER TABLE staff_reset_tokens ADD CONSTRAINT staff_reset_tokens_pkey PRIMARY KEY (token_hash);
ALTER TABLE staff_reset_tokens ADD CONSTRAINT staff_reset_tokens_staff_fk FOREIGN KEY (staff_id) REFERENCES users(id) ON DELETE CASCADE;
ALTER TABLE staff_sessions ADD CONSTRAINT staff_sessions_pkey PRIMARY KEY (id);
ALTER TABLE staff_sessions ADD CONSTRAINT staff_sessions_staff_fk FOREIGN KEY (staff_id) REFERENCES users(id) ON DELETE CASCADE;
ALTER TABLE status_changes ADD CONSTRAINT status_changes_pkey PRIMARY KEY (id);
ALTER TABLE stripe_events ADD CONSTRAINT stripe_events_pkey PRIMARY KEY (id);
ALTER TABLE styles ADD CONSTRAINT styles_pkey PRIMARY KEY (id);
ALTER TABLE time_slots ADD CONSTRAINT time_slots_has_length CHECK ((ends_at > starts_at));
ALTER TABLE time_slots ADD CONSTRAINT time_slots_held_by_id_customers_id_fk FOREIGN KEY (held_by_id) REFERENCES customers(id) ON DELETE SET NULL;
ALTER TABLE time_slots ADD CONSTRAINT time_slots_no_overlap EXCLUDE USING gist (type WITH =, COALESCE(showroom_id, '00000000-0000-0000-0000-000000000000'::uuid) WITH =, lane WITH =, tstzrange(starts_at, ends_at) WITH &&);
ALTER TABLE time_slots ADD CONSTRAINT time_slots_pkey PRIMARY KEY (id);
ALTER TABLE time_slots ADD CONSTRAINT time_slots_showroom_by_type CHECK (((type = 'SHOWROOM'::enum_time_slots_type) = (showroom_id IS NOT NULL)));
ALTER TABLE time_slots ADD CONSTRAINT time_slots_showroom_id_showrooms_id_fk FOREIGN KEY (showroom_id) REFERENCES showrooms(id) ON DELETE SET NULL;
ALTER TABLE tracking_events ADD CONSTRAINT tracking_events_pkey PRIMARY KEY (id);
ALTER TABLE tracking_events_default ADD CONSTRAINT tracking_events_default_pkey PRIMARY KEY (id);
ALTER TABLE used_codes ADD CONSTRAINT used_codes_customer_fk FOREIGN KEY (customer_id) REFERENCES customers(id) ON DELETE CASCADE;
ALTER TABLE used_codes ADD CONSTRAINT used_codes_pkey PRIMARY KEY (id);
ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY (id);
ALTER TABLE users_sessions ADD CONSTRAINT users_sessions_parent_id_fk FOREIGN KEY (_parent_id) REFERENCES users(id) ON DELETE CASCADE;
ALTER TABLE users_sessions ADD CONSTRAINT users_sessions_pkey PRIMARY KEY (id);

-- indexes
CREATE INDEX _blogs_v_autosave_idx ON public._blogs_v USING btree (autosave);
CREATE INDEX _blogs_v_created_at_idx ON public._blogs_v USING btree (created_at);
CREATE INDEX _blogs_v_latest_idx ON public._blogs_v USING btree (latest);
CREATE INDEX _blogs_v_mentions_idx ON public._blogs_v USING gin (mentioned_ids(version_content)) WHERE latest;
CREATE INDEX _blogs_v_parent_idx ON public._blogs_v USING btree (parent_id);
CREATE UNIQUE INDEX _blogs_v_pkey ON public._blogs_v USING btree (id);
CREATE INDEX _blogs_v_updated_at_idx ON public._blogs_v USING btree (updated_at);
CREATE INDEX _blogs_v_version_seo_version_seo_image_idx ON public._blogs_v USING btree (version_seo_image_id);
CREATE INDEX _blogs_v_version_version__status_idx ON public._blogs_v USING btree (version__status);
CREATE INDEX _blogs_v_version_version_author_idx ON public._blogs_v USING btree (version_author_id);
CREATE INDEX _blogs_v_version_version_cover_image_idx ON public._blogs_v USING btree (version_cover_image_id);
CREATE INDEX _blogs_v_version_version_created_at_idx ON public._blogs_v USING btree (version_created_at);
CREATE INDEX _blogs_v_version_version_published_at_idx ON public._blogs_v USING btree (version_published_at);
CREATE INDEX _blogs_v_version_version_slug_idx ON public._blogs_v USING btree (version_slug);
CREATE INDEX _blogs_v_version_version_updated_at_idx ON public._blogs_v USING btree (version_updated_at);
CREATE INDEX _products_v_created_at_idx ON public._products_v USING btree (created_at);
CREATE INDEX _products_v_latest_idx ON public._products_v USING btree (latest);
CREATE INDEX _products_v_mentions_idx ON public._products_v USING gin (mentioned_ids(version_description)) WHERE latest;
CREATE INDEX _products_v_parent_idx ON public._products_v USING btree (parent_id);
CREATE UNIQUE INDEX _products_v_pkey ON public._products_v USING btree (id);
CREATE INDEX _products_v_updated_at_idx ON public._products_v USING btree (updated_at);
CREATE INDEX _products_v_version_seo_version_seo_image_idx ON public._products_v USING btree (version_seo_image_id);
CREATE INDEX _products_v_version_version__status_idx ON public._products_v USING btree (version__status);
CREATE INDEX _products_v_version_version_category_idx ON public._products_v USING btree (version_category);
CREATE INDEX _products_v_version_version_created_at_idx ON public._products_v USING btree (version_created_at);
CREATE INDEX _products_v_version_version_deleted_at_idx ON public._products_v USING btree (version_deleted_at);
CREATE INDEX _products_v_version_version_finish_idx ON public._products_v USING btree (version_finish_id);
CREATE INDEX _products_v_version_version_price_idx ON public._products_v USING btree (version_price);
CREATE INDEX _products_v_version_version_range_idx ON public._products_v USING btree (version_range_id);
CREATE INDEX _products_v_version_version_slug_idx ON public._products_v USING btree (version_slug);
CREATE INDEX _products_v_version_version_style_idx ON public._products_v USING btree (version_style_id);
CREATE INDEX _products_v_version_version_updated_at_idx ON public._products_v USING btree (version_updated_at);
CREATE INDEX _products_v_rels_colours_id_idx ON public._products_v_rels USING btree (colours_id);
CREATE INDEX _products_v_rels_media_id_idx ON public._products_v_rels USING btree (media_id);
CREATE INDEX _products_v_rels_order_idx ON public._products_v_rels USING btree ("order");
CREATE INDEX _products_v_rels_parent_idx ON public._products_v_rels USING btree (parent_id);
CREATE INDEX _products_v_rels_path_idx ON public._products_v_rels USING btree (path);
CREATE UNIQUE INDEX _products_v_rels_pkey ON public._products_v_rels USING btree (id);
CREATE UNIQUE INDEX abandoned_files_pkey ON public.abandoned_files USING btree (key);
CREATE INDEX abandoned_files_since_idx ON public.abandoned_files USING btree (since);
CREATE UNIQUE INDEX analytics_counts_metric_day_key_pk ON public.analytics_counts USING btree (metric, day, key);
CREATE UNIQUE INDEX analytics_funnel_progress_session_id_funnel_pk ON public.analytics_funnel_progress USING btree (session_id, funnel);
CREATE UNIQUE INDEX analytics_funnel_queue_pkey ON public.analytics_funnel_queue USING btree (id);
CREATE UNIQUE INDEX analytics_funnel_steps_funnel_position_pk ON public.analytics_funnel_steps USING btree (funnel, "position");
CREATE INDEX analytics_identities_session_idx ON public.analytics_identities USING btree (session_id);
CREATE UNIQUE INDEX analytics_identities_user_id_session_id_pk ON public.analytics_identities USING btree (user_id, session_id);
CREATE UNIQUE INDEX analytics_retention_pkey ON public.analytics_retention USING btree (single);
CREATE UNIQUE INDEX analytics_seen_day_kind_id_pk ON public.analytics_seen USING btree (day, kind, id);
CREATE UNIQUE INDEX analytics_settings_pkey ON public.analytics_settings USING btree (id);
CREATE INDEX analytics_settings_funnels_order_idx ON public.analytics_settings_funnels USING btree (_order);
CREATE INDEX analytics_settings_funnels_parent_id_idx ON public.analytics_settings_funnels USING btree (_parent_id);
CREATE UNIQUE INDEX analytics_settings_funnels_pkey ON public.analytics_settings_funnels USING btree (id);
CREATE INDEX analytics_settings_funnels_steps_order_idx ON public.analytics_settings_funnels_steps USING btree (_order);
CREATE INDEX analytics_settings_funnels_steps_parent_id_idx ON public.analytics_settings_funnels_steps USING btree (_parent_id);
CREATE UNIQUE INDEX analytics_settings_funnels_steps_pkey ON public.analytics_settings_funnels_steps USING btree (id);
CREATE UNIQUE INDEX analytics_stale_days_pkey ON public.analytics_stale_days USING btree (day);
CREATE INDEX analytics_step_events_occurred_brin ON public.analytics_step_events USING brin (occurred_at);
CREATE INDEX analytics_step_events_session_idx ON public.analytics_step_events USING btree (session_id) WHERE (session_id IS NOT NULL);
CREATE INDEX analytics_step_events_user_idx ON public.analytics_step_events USING btree (user_id) WHERE ((session_id IS NULL) AND (user_id IS NOT NULL));
CREATE UNIQUE INDEX availability_pkey ON public.availability USING btree (id);
CREATE INDEX availability_closed_days_order_idx ON public.availability_closed_days USING btree (_order);
CREATE INDEX availability_closed_days_parent_id_idx ON public.availability_closed_days USING btree (_parent_id);
CREATE UNIQUE INDEX availability_closed_days_pkey ON public.availability_closed_days USING btree (id);
CREATE INDEX availability_closed_days_showroom_idx ON public.availability_closed_days USING btree (showroom_id);
CREATE INDEX availability_schedules_order_idx ON public.availability_schedules USING btree (_order);
CREATE INDEX availability_schedules_parent_id_idx ON public.availability_schedules USING btree (_parent_id);
CREATE UNIQUE INDEX availability_schedules_pkey ON public.availability_schedules USING btree (id);
CREATE INDEX availability_schedules_showroom_idx ON public.availability_schedules USING btree (showroom_id);
CREATE INDEX availability_schedules_hours_order_idx ON public.availability_schedules_hours USING btree (_order);
CREATE INDEX availability_schedules_hours_parent_id_idx ON public.availability_schedules_hours USING btree (_parent_id);
CREATE UNIQUE INDEX availability_schedules_hours_pkey ON public.availability_schedules_hours USING btree (id);
CREATE INDEX blogs__status_idx ON public.blogs USING btree (_status);
CREATE INDEX blogs_author_idx ON public.blogs USING btree (author_id);
CREATE INDEX blogs_cover_image_idx ON public.blogs USING btree (cover_image_id);
CREATE INDEX blogs_created_at_idx ON public.blogs USING btree (created_at);
CREATE INDEX blogs_mentions_idx ON public.blogs USING gin (mentioned_ids(content));
CREATE UNIQUE INDEX blogs_pkey ON public.blogs USING btree (id);
CREATE INDEX blogs_public_page_idx ON public.blogs USING btree (published_at, id) WHERE (_status = 'published'::enum_blogs_status);
CREATE INDEX blogs_published_at_idx ON public.blogs USING btree (published_at);
CREATE INDEX blogs_seo_seo_image_idx ON public.blogs USING btree (seo_image_id);
CREATE UNIQUE INDEX blogs_slug_idx ON public.blogs USING btree (slug);
CREATE INDEX blogs_updated_at_idx ON public.blogs USING btree (updated_at);
CREATE INDEX bookings_created_at_idx ON public.bookings USING btree (created_at);
CREATE INDEX bookings_customer_idx ON public.bookings USING btree (customer_id);
CREATE INDEX bookings_customer_page_idx ON public.bookings USING btree (customer_id, id);
CREATE INDEX bookings_email_idx ON public.bookings USING btree (email);
CREATE UNIQUE INDEX bookings_live_slot_idx ON public.bookings USING btree (slot_id) WHERE (status <> 'CANCELLED'::enum_bookings_status);
CREATE UNIQUE INDEX bookings_pkey ON public.bookings USING btree (id);
CREATE UNIQUE INDEX bookings_reference_code_idx ON public.bookings USING btree (reference_code);
CREATE INDEX bookings_reminder_due_idx ON public.bookings USING btree (reminder_due_at) WHERE (reminder_due_at IS NOT NULL);
CREATE INDEX bookings_slot_idx ON public.bookings USING btree (slot_id);
CREATE INDEX bookings_status_idx ON public.bookings USING btree (status);
CREATE INDEX bookings_updated_at_idx ON public.bookings USING btree (updated_at);
CREATE INDEX brochure_requests_brochure_idx ON public.brochure_requests USING btree (brochure_id);
CREATE INDEX brochure_requests_created_at_idx ON public.brochure_requests USING btree (created_at);
CREATE INDEX brochure_requests_delivered_at_idx ON public.brochure_requests USING btree (delivered_at);
CREATE INDEX brochure_requests_email_idx ON public.brochure_requests USING btree (email);
CREATE UNIQUE INDEX brochure_requests_pkey ON public.brochure_requests USING btree (id);
CREATE INDEX brochure_requests_problem_idx ON public.brochure_requests USING btree (problem);
CREATE INDEX brochure_requests_undelivered_idx ON public.brochure_requests USING btree (created_at) WHERE (delivered_at IS NULL);
CREATE INDEX brochure_requests_updated_at_idx ON public.brochure_requests USING btree (updated_at);
CREATE INDEX brochures_cover_idx ON public.brochures USING btree (cover_id);
CREATE INDEX brochures_created_at_idx ON public.brochures USING btree (created_at);
CREATE UNIQUE INDEX brochures_filename_idx ON public.brochures USING btree (filename);
CREATE UNIQUE INDEX brochures_key_idx ON public.brochures USING btree (key);
CREATE UNIQUE INDEX brochures_one_default_idx ON public.brochures USING btree ((true)) WHERE is_default;
CREATE UNIQUE INDEX brochures_pkey ON public.brochures USING btree (id);
CREATE INDEX brochures_updated_at_idx ON public.brochures USING btree (updated_at);
CREATE UNIQUE INDEX cache_changes_pkey ON public.cache_changes USING btree (id);
CREATE UNIQUE INDEX cache_generations_pkey ON public.cache_generations USING btree (cache);
CREATE INDEX changes_actor_id_idx ON public.changes USING btree (actor_id);
CREATE INDEX changes_at_idx ON public.changes USING btree (at);
CREATE INDEX changes_document_idx ON public.changes USING btree (document);
CREATE UNIQUE INDEX changes_pkey ON public.changes USING btree (id);
CREATE INDEX colours_created_at_idx ON public.colours USING btree (created_at);
CREATE UNIQUE INDEX colours_pkey ON public.colours USING btree (id);
CREATE UNIQUE INDEX colours_slug_idx ON public.colours USING btree (slug);
CREATE INDEX colours_updated_at_idx ON public.colours USING btree (updated_at);
CREATE INDEX content_task_requests_due_idx ON public.content_task_requests USING btree (task, requested_at);
CREATE UNIQUE INDEX content_task_requests_pkey ON public.content_task_requests USING btree (id);
CREATE INDEX content_task_runs_done_idx ON public.content_task_runs USING btree (task, done_at);
CREATE UNIQUE INDEX content_task_runs_open_idx ON public.content_task_runs USING btree (task) WHERE (done_at IS NULL);
CREATE UNIQUE INDEX content_task_runs_pkey ON public.content_task_runs USING btree (id);
CREATE UNIQUE INDEX customer_credentials_pkey ON public.customer_credentials USING btree (customer_id);
CREATE INDEX customers_created_at_idx ON public.customers USING btree (created_at);
CREATE UNIQUE INDEX customers_email_idx ON public.customers USING btree (email);
CREATE UNIQUE INDEX customers_pkey ON public.customers USING btree (id);
CREATE INDEX customers_updated_at_idx ON public.customers USING btree (updated_at);
CREATE INDEX disputes_payment_idx ON public.disputes USING btree (payment_id);
CREATE UNIQUE INDEX disputes_pkey ON public.disputes USING btree (id);
CREATE INDEX domain_events_booking_idx ON public.domain_events USING btree (((payload ->> 'bookingId'::text))) WHERE ((payload ->> 'bookingId'::text) IS NOT NULL);
CREATE INDEX domain_events_brochure_request_idx ON public.domain_events USING btree (((payload ->> 'brochureRequestId'::text))) WHERE ((payload ->> 'brochureRequestId'::text) IS NOT NULL);
CREATE INDEX domain_events_correlation_id_idx ON public.domain_events USING btree (correlation_id);
CREATE INDEX domain_events_created_at_idx ON public.domain_events USING btree (created_at);
CREATE INDEX domain_events_email_idx ON public.domain_events USING btree (((payload ->> 'email'::text))) WHERE ((payload ->> 'email'::text) IS NOT NULL);
CREATE INDEX domain_events_order_idx ON public.domain_events USING btree (((payload ->> 'orderId'::text))) WHERE ((payload ->> 'orderId'::text) IS NOT NULL);
CREATE UNIQUE INDEX domain_events_pkey ON public.domain_events USING btree (id);
CREATE INDEX domain_events_timestamp_idx ON public.domain_events USING btree ("timestamp");
CREATE INDEX domain_events_topic_idx ON public.domain_events USING btree (topic);
CREATE INDEX domain_events_undispatched_idx ON public.domain_events USING btree (id) WHERE (dispatched_at IS NULL);
CREATE INDEX domain_events_unsettled_idx ON public.domain_events USING btree (checked_at) WHERE (settled_at IS NULL);
CREATE INDEX domain_events_updated_at_idx ON public.domain_events USING btree (updated_at);
CREATE INDEX domain_events_user_idx ON public.domain_events USING btree (((payload ->> 'userId'::text)));
CREATE UNIQUE INDEX event_receipts_event_id_subscriber_pk ON public.event_receipts USING btree (event_id, subscriber);
CREATE INDEX finishes_created_at_idx ON public.finishes USING btree (created_at);
CREATE UNIQUE INDEX finishes_pkey ON public.finishes USING btree (id);
CREATE UNIQUE INDEX finishes_slug_idx ON public.finishes USING btree (slug);
CREATE INDEX finishes_updated_at_idx ON public.finishes USING btree (updated_at);
CREATE UNIQUE INDEX former_emails_customer_id_email_pk ON public.former_emails USING btree (customer_id, email);
CREATE INDEX former_emails_email_idx ON public.former_emails USING btree (email);
CREATE INDEX idempotency_keys_created_idx ON public.idempotency_keys USING btree (created_at);
CREATE UNIQUE INDEX idempotency_keys_scope_key_pk ON public.idempotency_keys USING btree (scope, key);
CREATE UNIQUE INDEX installation_one_row ON public.installation USING btree ((true));
CREATE UNIQUE INDEX installation_pkey ON public.installation USING btree (id);
CREATE UNIQUE INDEX intent_cancellations_pkey ON public.intent_cancellations USING btree (intent_id);
CREATE UNIQUE INDEX invoice_counters_series_year_pk ON public.invoice_counters USING btree (series, year);
CREATE INDEX invoices_created_at_idx ON public.invoices USING btree (created_at);
CREATE INDEX invoices_customer_idx ON public.invoices USING btree (customer_id);
CREATE INDEX invoices_issued_at_idx ON public.invoices USING btree (issued_at);
CREATE UNIQUE INDEX invoices_number_idx ON public.invoices USING btree (number);
CREATE UNIQUE INDEX invoices_one_a_payment_idx ON public.invoices USING btree (payment_id) WHERE (kind = 'INVOICE'::enum_invoices_kind);
CREATE INDEX invoices_order_idx ON public.invoices USING btree (order_id);
CREATE INDEX invoices_payment_idx ON public.invoices USING btree (payment_id);
CREATE UNIQUE INDEX invoices_pkey ON public.invoices USING btree (id);
CREATE INDEX invoices_updated_at_idx ON public.invoices USING btree (updated_at);
CREATE INDEX invoices_without_pdf_idx ON public.invoices USING btree (id) WHERE (pdf IS NULL);
CREATE INDEX loyalty_accounts_created_at_idx ON public.loyalty_accounts USING btree (created_at);
CREATE INDEX loyalty_accounts_customer_idx ON public.loyalty_accounts USING btree (customer_id);
CREATE UNIQUE INDEX loyalty_accounts_customer_key ON public.loyalty_accounts USING btree (customer_id);
CREATE UNIQUE INDEX loyalty_accounts_pkey ON public.loyalty_accounts USING btree (id);
CREATE INDEX loyalty_accounts_updated_at_idx ON public.loyalty_accounts USING btree (updated_at);
CREATE INDEX loyalty_entries_account_idx ON public.loyalty_entries USING btree (account_id);
CREATE INDEX loyalty_entries_created_at_idx ON public.loyalty_entries USING btree (created_at);
CREATE UNIQUE INDEX loyalty_entries_event_reason_key ON public.loyalty_entries USING btree (event_id, reason);
CREATE INDEX loyalty_entries_order_idx ON public.loyalty_entries USING btree (order_id);
CREATE UNIQUE INDEX loyalty_entries_pkey ON public.loyalty_entries USING btree (id);
CREATE INDEX loyalty_entries_updated_at_idx ON public.loyalty_entries USING btree (updated_at);
CREATE INDEX media_created_at_idx ON public.media USING btree (created_at);
CREATE UNIQUE INDEX media_filename_idx ON public.media USING btree (filename);
CREATE UNIQUE INDEX media_key_idx ON public.media USING btree (key);
CREATE UNIQUE INDEX media_pkey ON public.media USING btree (id);
CREATE INDEX media_sizes_large_sizes_large_filename_idx ON public.media USING btree (sizes_large_filename);
CREATE INDEX media_sizes_medium_sizes_medium_filename_idx ON public.media USING btree (sizes_medium_filename);
CREATE INDEX media_sizes_thumb_sizes_thumb_filename_idx ON public.media USING btree (sizes_thumb_filename);
CREATE INDEX media_updated_at_idx ON public.media USING btree (updated_at);
CREATE INDEX orders_created_at_idx ON public.orders USING btree (created_at);
CREATE INDEX orders_customer_idx ON public.orders USING btree (customer_id);
CREATE INDEX orders_customer_page_idx ON public.orders USING btree (customer_id, id);
CREATE UNIQUE INDEX orders_order_number_idx ON public.orders USING btree (order_number);
CREATE INDEX orders_payment_due_idx ON public.orders USING btree (payment_due_at) WHERE (status = 'PENDING'::enum_orders_status);
CREATE UNIQUE INDEX orders_pkey ON public.orders USING btree (id);
CREATE INDEX orders_status_idx ON public.orders USING btree (status);
CREATE INDEX orders_total_idx ON public.orders USING btree (total);
CREATE INDEX orders_updated_at_idx ON public.orders USING btree (updated_at);
CREATE INDEX orders_items_order_idx ON public.orders_items USING btree (_order);
CREATE INDEX orders_items_parent_id_idx ON public.orders_items USING btree (_parent_id);
CREATE UNIQUE INDEX orders_items_pkey ON public.orders_items USING btree (id);
CREATE INDEX orders_items_product_idx ON public.orders_items USING btree (product_id);
CREATE INDEX payload_jobs_completed_at_idx ON public.payload_jobs USING btree (completed_at);
CREATE INDEX payload_jobs_created_at_idx ON public.payload_jobs USING btree (created_at);
CREATE INDEX payload_jobs_has_error_idx ON public.payload_jobs USING btree (has_error);
CREATE UNIQUE INDEX payload_jobs_pkey ON public.payload_jobs USING btree (id);
CREATE INDEX payload_jobs_processing_idx ON public.payload_jobs USING btree (processing);
CREATE INDEX payload_jobs_queue_idx ON public.payload_jobs USING btree (queue);
CREATE INDEX payload_jobs_task_slug_idx ON public.payload_jobs USING btree (task_slug);
CREATE INDEX payload_jobs_total_tried_idx ON public.payload_jobs USING btree (total_tried);
CREATE INDEX payload_jobs_updated_at_idx ON public.payload_jobs USING btree (updated_at);
CREATE INDEX payload_jobs_wait_until_idx ON public.payload_jobs USING btree (wait_until);
CREATE INDEX payload_jobs_log_order_idx ON public.payload_jobs_log USING btree (_order);
CREATE INDEX payload_jobs_log_parent_id_idx ON public.payload_jobs_log USING btree (_parent_id);
CREATE UNIQUE INDEX payload_jobs_log_pkey ON public.payload_jobs_log USING btree (id);
CREATE UNIQUE INDEX payload_kv_key_idx ON public.payload_kv USING btree (key);
CREATE UNIQUE INDEX payload_kv_pkey ON public.payload_kv USING btree (id);
CREATE INDEX payload_locked_documents_created_at_idx ON public.payload_locked_documents USING btree (created_at);
CREATE INDEX payload_locked_documents_global_slug_idx ON public.payload_locked_documents USING btree (global_slug);
CREATE UNIQUE INDEX payload_locked_documents_pkey ON public.payload_locked_documents USING btree (id);
CREATE INDEX payload_locked_documents_updated_at_idx ON public.payload_locked_documents USING btree (updated_at);
CREATE INDEX payload_locked_documents_rels_blogs_id_idx ON public.payload_locked_documents_rels USING btree (blogs_id);
CREATE INDEX payload_locked_documents_rels_bookings_id_idx ON public.payload_locked_documents_rels USING btree (bookings_id);
CREATE INDEX payload_locked_documents_rels_brochure_requests_id_idx ON public.payload_locked_documents_rels USING btree (brochure_requests_id);
CREATE INDEX payload_locked_documents_rels_brochures_id_idx ON public.payload_locked_documents_rels USING btree (brochures_id);
CREATE INDEX payload_locked_documents_rels_changes_id_idx ON public.payload_locked_documents_rels USING btree (changes_id);
CREATE INDEX payload_locked_documents_rels_colours_id_idx ON public.payload_locked_documents_rels USING btree (colours_id);
CREATE INDEX payload_locked_documents_rels_customers_id_idx ON public.payload_locked_documents_rels USING btree (customers_id);
CREATE INDEX payload_locked_documents_rels_domain_events_id_idx ON public.payload_locked_documents_rels USING btree (domain_events_id);
CREATE INDEX payload_locked_documents_rels_finishes_id_idx ON public.payload_locked_documents_rels USING btree (finishes_id);
CREATE INDEX payload_locked_documents_rels_invoices_id_idx ON public.payload_locked_documents_rels USING btree (invoices_id);
CREATE INDEX payload_locked_documents_rels_loyalty_accounts_id_idx ON public.payload_locked_documents_rels USING btree (loyalty_accounts_id);
CREATE INDEX payload_locked_documents_rels_loyalty_entries_id_idx ON public.payload_locked_documents_rels USING btree (loyalty_entries_id);
CREATE INDEX payload_locked_documents_rels_media_id_idx ON public.payload_locked_documents_rels USING btree (media_id);
CREATE INDEX payload_locked_documents_rels_order_idx ON public.payload_locked_documents_rels USING btree ("order");
CREATE INDEX payload_locked_documents_rels_orders_id_idx ON public.payload_locked_documents_rels USING btree (orders_id);
CREATE INDEX payload_locked_documents_rels_parent_idx ON public.payload_locked_documents_rels USING btree (parent_id);
CREATE INDEX payload_locked_documents_rels_path_idx ON public.payload_locked_documents_rels USING btree (path);
CREATE INDEX payload_locked_documents_rels_payments_id_idx ON public.payload_locked_documents_rels USING btree (payments_id);
CREATE UNIQUE INDEX payload_locked_documents_rels_pkey ON public.payload_locked_documents_rels USING btree (id);
CREATE INDEX payload_locked_documents_rels_products_id_idx ON public.payload_locked_documents_rels USING btree (products_id);
CREATE INDEX payload_locked_documents_rels_ranges_id_idx ON public.payload_locked_documents_rels USING btree (ranges_id);
CREATE INDEX payload_locked_documents_rels_redirects_id_idx ON public.payload_locked_documents_rels USING btree (redirects_id);
CREATE INDEX payload_locked_documents_rels_refused_events_id_idx ON public.payload_locked_documents_rels USING btree (refused_events_id);
CREATE INDEX payload_locked_documents_rels_showrooms_id_idx ON public.payload_locked_documents_rels USING btree (showrooms_id);
CREATE INDEX payload_locked_documents_rels_styles_id_idx ON public.payload_locked_documents_rels USING btree (styles_id);
CREATE INDEX payload_locked_documents_rels_time_slots_id_idx ON public.payload_locked_documents_rels USING btree (time_slots_id);
CREATE INDEX payload_locked_documents_rels_users_id_idx ON public.payload_locked_documents_rels USING btree (users_id);
CREATE INDEX payload_migrations_created_at_idx ON public.payload_migrations USING btree (created_at);
CREATE UNIQUE INDEX payload_migrations_pkey ON public.payload_migrations USING btree (id);
CREATE INDEX payload_migrations_updated_at_idx ON public.payload_migrations USING btree (updated_at);
CREATE INDEX payload_preferences_created_at_idx ON public.payload_preferences USING btree (created_at);
CREATE INDEX payload_preferences_key_idx ON public.payload_preferences USING btree (key);
CREATE UNIQUE INDEX payload_preferences_pkey ON public.payload_preferences USING btree (id);
CREATE INDEX payload_preferences_updated_at_idx ON public.payload_preferences USING btree (updated_at);
CREATE INDEX payload_preferences_rels_customers_id_idx ON public.payload_preferences_rels USING btree (customers_id);
CREATE INDEX payload_preferences_rels_order_idx ON public.payload_preferences_rels USING btree ("order");
CREATE INDEX payload_preferences_rels_parent_idx ON public.payload_preferences_rels USING btree (parent_id);
CREATE INDEX payload_preferences_rels_path_idx ON public.payload_preferences_rels USING btree (path);
CREATE UNIQUE INDEX payload_preferences_rels_pkey ON public.payload_preferences_rels USING btree (id);
CREATE INDEX payload_preferences_rels_users_id_idx ON public.payload_preferences_rels USING btree (users_id);
CREATE UNIQUE INDEX payment_failures_payment_id_attempt_pk ON public.payment_failures USING btree (payment_id, attempt);
CREATE INDEX payments_created_at_idx ON public.payments USING btree (created_at);
CREATE UNIQUE INDEX payments_one_an_order_idx ON public.payments USING btree (order_id) WHERE (status <> 'CANCELLED'::enum_payments_status);
CREATE INDEX payments_open_idx ON public.payments USING btree (checked_at) WHERE (status = ANY (ARRAY['PENDING'::enum_payments_status, 'PROCESSING'::enum_payments_status, 'FAILED'::enum_payments_status]));
CREATE INDEX payments_order_idx ON public.payments USING btree (order_id);
CREATE UNIQUE INDEX payments_pkey ON public.payments USING btree (id);
CREATE INDEX payments_status_idx ON public.payments USING btree (status);
CREATE UNIQUE INDEX payments_stripe_payment_intent_id_idx ON public.payments USING btree (stripe_payment_intent_id);
CREATE INDEX payments_updated_at_idx ON public.payments USING btree (updated_at);
CREATE UNIQUE INDEX pending_registrations_customer_id_network_pk ON public.pending_registrations USING btree (customer_id, network);
CREATE INDEX price_list_changes_applied_idx ON public.price_list_changes USING btree (applied_at);
CREATE UNIQUE INDEX price_list_changes_list_id_product_id_pk ON public.price_list_changes USING btree (list_id, product_id);
CREATE INDEX product_cards_category_created_idx ON public.product_cards USING btree (category, created_at, product_id) WHERE live;
CREATE INDEX product_cards_category_price_idx ON public.product_cards USING btree (category, price, product_id) WHERE live;
CREATE INDEX product_cards_category_title_idx ON public.product_cards USING btree (category, title_key, product_id) WHERE live;
CREATE INDEX product_cards_colours_idx ON public.product_cards USING gin (colours) WHERE live;
CREATE INDEX product_cards_created_idx ON public.product_cards USING btree (created_at, product_id) WHERE live;
CREATE INDEX product_cards_finish_idx ON public.product_cards USING btree (finish) WHERE live;
CREATE UNIQUE INDEX product_cards_pkey ON public.product_cards USING btree (product_id);
CREATE INDEX product_cards_price_idx ON public.product_cards USING btree (price, product_id) WHERE live;
CREATE INDEX product_cards_range_idx ON public.product_cards USING btree (range) WHERE live;
CREATE INDEX product_cards_search_idx ON public.product_cards USING gin (search) WHERE live;
CREATE INDEX product_cards_slug_idx ON public.product_cards USING btree (slug) WHERE live;
CREATE INDEX product_cards_style_idx ON public.product_cards USING btree (style) WHERE live;
CREATE INDEX product_cards_title_idx ON public.product_cards USING btree (title_key, product_id) WHERE live;
CREATE INDEX product_cards_typos_idx ON public.product_cards USING gin (search_text gin_trgm_ops) WHERE live;
CREATE INDEX products__status_idx ON public.products USING btree (_status);
CREATE INDEX products_category_idx ON public.products USING btree (category);
CREATE INDEX products_created_at_idx ON public.products USING btree (created_at);
CREATE INDEX products_deleted_at_idx ON public.products USING btree (deleted_at);
CREATE INDEX products_finish_idx ON public.products USING btree (finish_id);
CREATE INDEX products_mentions_idx ON public.products USING gin (mentioned_ids(description));
CREATE UNIQUE INDEX products_pkey ON public.products USING btree (id);
CREATE INDEX products_price_idx ON public.products USING btree (price);
CREATE INDEX products_range_idx ON public.products USING btree (range_id);
CREATE INDEX products_seo_seo_image_idx ON public.products USING btree (seo_image_id);
CREATE UNIQUE INDEX products_slug_idx ON public.products USING btree (slug);
CREATE INDEX products_style_idx ON public.products USING btree (style_id);
CREATE INDEX products_updated_at_idx ON public.products USING btree (updated_at);
CREATE INDEX products_rels_colours_id_idx ON public.products_rels USING btree (colours_id);
CREATE INDEX products_rels_media_id_idx ON public.products_rels USING btree (media_id);
CREATE INDEX products_rels_order_idx ON public.products_rels USING btree ("order");
CREATE INDEX products_rels_parent_idx ON public.products_rels USING btree (parent_id);
CREATE INDEX products_rels_path_idx ON public.products_rels USING btree (path);
CREATE UNIQUE INDEX products_rels_pkey ON public.products_rels USING btree (id);
CREATE INDEX ranges_created_at_idx ON public.ranges USING btree (created_at);
CREATE UNIQUE INDEX ranges_pkey ON public.ranges USING btree (id);
CREATE UNIQUE INDEX ranges_slug_idx ON public.ranges USING btree (slug);
CREATE INDEX ranges_updated_at_idx ON public.ranges USING btree (updated_at);
CREATE INDEX redirects_created_at_idx ON public.redirects USING btree (created_at);
CREATE UNIQUE INDEX redirects_from_idx ON public.redirects USING btree ("from");
CREATE UNIQUE INDEX redirects_pkey ON public.redirects USING btree (id);
CREATE INDEX redirects_updated_at_idx ON public.redirects USING btree (updated_at);
CREATE INDEX redirects_rels_blogs_id_idx ON public.redirects_rels USING btree (blogs_id);
CREATE INDEX redirects_rels_order_idx ON public.redirects_rels USING btree ("order");
CREATE INDEX redirects_rels_parent_idx ON public.redirects_rels USING btree (parent_id);
CREATE INDEX redirects_rels_path_idx ON public.redirects_rels USING btree (path);
CREATE UNIQUE INDEX redirects_rels_pkey ON public.redirects_rels USING btree (id);
CREATE INDEX redirects_rels_products_id_idx ON public.redirects_rels USING btree (products_id);
CREATE INDEX refresh_tokens_customer_idx ON public.refresh_tokens USING btree (customer_id);
CREATE INDEX refresh_tokens_expires_idx ON public.refresh_tokens USING btree (expires_at);
CREATE INDEX refresh_tokens_family_idx ON public.refresh_tokens USING btree (family);
CREATE UNIQUE INDEX refresh_tokens_pkey ON public.refresh_tokens USING btree (token_hash);
CREATE INDEX refunds_payment_idx ON public.refunds USING btree (payment_id);
CREATE UNIQUE INDEX refunds_pkey ON public.refunds USING btree (id);
CREATE UNIQUE INDEX refunds_request_key_key ON public.refunds USING btree (request_key);
CREATE UNIQUE INDEX refunds_stripe_refund_id_key ON public.refunds USING btree (stripe_refund_id);
CREATE INDEX refused_events_created_at_idx ON public.refused_events USING btree (created_at);
CREATE UNIQUE INDEX refused_events_entry_idx ON public.refused_events USING btree (entry);
CREATE UNIQUE INDEX refused_events_pkey ON public.refused_events USING btree (id);
CREATE INDEX refused_events_updated_at_idx ON public.refused_events USING btree (updated_at);
CREATE INDEX settings_brand_brand_email_logo_idx ON public.settings USING btree (brand_email_logo_id);
CREATE INDEX settings_brand_brand_icon_idx ON public.settings USING btree (brand_icon_id);
CREATE INDEX settings_brand_brand_logo_idx ON public.settings USING btree (brand_logo_id);
CREATE INDEX settings_brand_brand_logo_on_dark_idx ON public.settings USING btree (brand_logo_on_dark_id);
CREATE UNIQUE INDEX settings_pkey ON public.settings USING btree (id);
CREATE INDEX showrooms_created_at_idx ON public.showrooms USING btree (created_at);
CREATE UNIQUE INDEX showrooms_pkey ON public.showrooms USING btree (id);
CREATE UNIQUE INDEX showrooms_slug_idx ON public.showrooms USING btree (slug);
CREATE INDEX showrooms_updated_at_idx ON public.showrooms USING btree (updated_at);
CREATE INDEX showrooms_opening_hours_order_idx ON public.showrooms_opening_hours USING btree (_order);
CREATE INDEX showrooms_opening_hours_parent_id_idx ON public.showrooms_opening_hours USING btree (_parent_id);
CREATE UNIQUE INDEX showrooms_opening_hours_pkey ON public.showrooms_opening_hours USING btree (id);
CREATE INDEX sitemap_parts_begun_idx ON public.sitemap_parts USING btree (begun_at);
CREATE UNIQUE INDEX sitemap_parts_generation_part_pk ON public.sitemap_parts USING btree (generation, part);
CREATE UNIQUE INDEX staff_invitations_pkey ON public.staff_invitations USING btree (staff_id);
CREATE UNIQUE INDEX staff_invitations_token_hash_key ON public.staff_invitations USING btree (token_hash);
CREATE UNIQUE INDEX staff_reset_tokens_pkey ON public.staff_reset_tokens USING btree (token_hash);
CREATE INDEX staff_reset_tokens_staff_idx ON public.staff_reset_tokens USING btree (staff_id);
CREATE UNIQUE INDEX staff_sessions_pkey ON public.staff_sessions USING btree (id);
CREATE INDEX staff_sessions_staff_idx ON public.staff_sessions USING btree (staff_id);
CREATE UNIQUE INDEX status_changes_pkey ON public.status_changes USING btree (id);
CREATE INDEX status_changes_row_idx ON public.status_changes USING btree (row_id);
CREATE INDEX stripe_events_payment_idx ON public.stripe_events USING btree (payment_id);
CREATE UNIQUE INDEX stripe_events_pkey ON public.stripe_events USING btree (id);
CREATE INDEX styles_created_at_idx ON public.styles USING btree (created_at);
CREATE UNIQUE INDEX styles_pkey ON public.styles USING btree (id);
CREATE UNIQUE INDEX styles_slug_idx ON public.styles USING btree (slug);
CREATE INDEX styles_updated_at_idx ON public.styles USING btree (updated_at);
CREATE INDEX time_slots_created_at_idx ON public.time_slots USING btree (created_at);
CREATE INDEX time_slots_held_by_idx ON public.time_slots USING btree (held_by_id);
CREATE INDEX time_slots_listing_idx ON public.time_slots USING btree (type, starts_at);
CREATE INDEX time_slots_no_overlap ON public.time_slots USING gist (type, COALESCE(showroom_id, '00000000-0000-0000-0000-000000000000'::uuid), lane, tstzrange(starts_at, ends_at));
CREATE UNIQUE INDEX time_slots_one_hold_idx ON public.time_slots USING btree (held_by_id);
CREATE UNIQUE INDEX time_slots_pkey ON public.time_slots USING btree (id);
CREATE INDEX time_slots_showroom_idx ON public.time_slots USING btree (showroom_id);
CREATE INDEX time_slots_starts_at_idx ON public.time_slots USING btree (starts_at);
CREATE INDEX time_slots_updated_at_idx ON public.time_slots USING btree (updated_at);
CREATE INDEX tracking_events_occurred_brin ON ONLY public.tracking_events USING brin (occurred_at);
CREATE UNIQUE INDEX tracking_events_pkey ON ONLY public.tracking_events USING btree (id);
CREATE INDEX tracking_events_user_idx ON ONLY public.tracking_events USING btree (user_id) WHERE (user_id IS NOT NULL);
CREATE INDEX tracking_events_default_occurred_at_idx ON public.tracking_events_default USING brin (occurred_at);
CREATE UNIQUE INDEX tracking_events_default_pkey ON public.tracking_events_default USING btree (id);
CREATE INDEX tracking_events_default_user_id_idx ON public.tracking_events_default USING btree (user_id) WHERE (user_id IS NOT NULL);
CREATE INDEX used_codes_customer_idx ON public.used_codes USING btree (customer_id);
CREATE UNIQUE INDEX used_codes_pkey ON public.used_codes USING btree (id);
CREATE INDEX used_codes_used_idx ON public.used_codes USING btree (used_at);
CREATE INDEX users_created_at_idx ON public.users USING btree (created_at);
CREATE UNIQUE INDEX users_email_idx ON public.users USING btree (email);
CREATE UNIQUE INDEX users_pkey ON public.users USING btree (id);
CREATE INDEX users_updated_at_idx ON public.users USING btree (updated_at);
CREATE INDEX users_sessions_order_idx ON public.users_sessions USING btree (_order);
CREATE INDEX users_sessions_parent_id_idx ON public.users_sessions USING btree (_parent_id);
CREATE UNIQUE INDEX users_sessions_pkey ON public.users_sessions USING btree (id);

-- views

-- functions

CREATE OR REPLACE FUNCTION public.add_loyalty_entry()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  UPDATE loyalty_accounts SET balance = balance + NEW.points, updated_at = now() WHERE id = NEW.account_id;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.assert_default_brochure()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF EXISTS (SELECT FROM brochures WHERE archived_at IS NULL) AND NOT EXISTS (SELECT FROM brochures WHERE is_default) THEN
    RAISE EXCEPTION 'No brochure would be the default.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'brochures_have_default';
  END IF;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.blog_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM cache_changed('blog');
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.cache_changed(cache text)
 RETURNS void
 LANGUAGE sql
AS $function$
INSERT INTO cache_changes (cache) VALUES (cache)
$function$;

CREATE OR REPLACE FUNCTION public.close_staff_access()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  DELETE FROM staff_reset_tokens WHERE staff_id = NEW.id;
  UPDATE staff_invitations SET token_hash = NULL WHERE staff_id = NEW.id;
  IF NEW.deactivated_at IS NOT NULL THEN
    DELETE FROM users_sessions WHERE _parent_id = NEW.id;
    UPDATE staff_sessions SET ended_at = now() WHERE staff_id = NEW.id AND ended_at IS NULL;
  END IF;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.count_cache_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO cache_generations (cache, generation) VALUES (NEW.cache, 1)
    ON CONFLICT (cache) DO UPDATE SET generation = cache_generations.generation + 1;
  DELETE FROM cache_changes WHERE id = NEW.id;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.end_invitation()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  DELETE FROM staff_invitations WHERE staff_id = NEW.id;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.guard_invoice()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE open text[] := ARRAY['pdf', 'updated_at', 'customer_id', 'billing_name', 'billing_address'];
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - open IS DISTINCT FROM to_jsonb(OLD) - open OR (NEW.customer_id IS NOT NULL
    AND (NEW.customer_id, NEW.billing_name, NEW.billing_address)
      IS DISTINCT FROM (OLD.customer_id, OLD.billing_name, OLD.billing_address)) THEN
    RAISE EXCEPTION 'an invoice that is issued stays as it is'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_immutable';
  END IF;
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.guard_status_move()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF NOT (TG_ARGV[0]::jsonb -> OLD.status::text) ? NEW.status::text THEN
    RAISE EXCEPTION '% that is % can not become %', TG_TABLE_NAME, OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
  END IF;
  INSERT INTO status_changes (entity, row_id, from_status, to_status, at)
  VALUES (TG_TABLE_NAME, NEW.id, OLD.status, NEW.status, now());
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.keep_an_admin()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('users_keep_an_admin'));
  IF NOT EXISTS (
    SELECT FROM users WHERE role = 'admin' AND deactivated_at IS NULL
      AND NOT EXISTS (SELECT FROM staff_invitations WHERE staff_id = users.id)) THEN
    RAISE EXCEPTION 'the last admin who can sign in stays'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'users_keep_an_admin';
  END IF;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.keep_byline()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  UPDATE blogs SET author_name = OLD.name WHERE author_id = OLD.id;
  UPDATE _blogs_v SET version_author_name = OLD.name WHERE version_author_id = OLD.id;
  RETURN OLD;
END $function$;

CREATE OR REPLACE FUNCTION public.keep_erased()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF EXISTS (SELECT FROM unnest(TG_ARGV[0]::text[]) AS field
      WHERE to_jsonb(NEW) -> field IS DISTINCT FROM to_jsonb(OLD) -> field) THEN
    RAISE EXCEPTION 'The person of this row of % has been erased', TG_TABLE_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
  END IF;
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.keep_staff_edits()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
    NEW.name := OLD.name;
    NEW.email := OLD.email;
    NEW.role := OLD.role;
    NEW.hash := OLD.hash;
    NEW.salt := OLD.salt;
  END IF;
  IF to_jsonb(NEW) - '{updated_at,login_attempts,lock_until}'::text[] = to_jsonb(OLD) - '{updated_at,login_attempts,lock_until}'::text[]
    AND NEW.login_attempts IS DISTINCT FROM OLD.login_attempts THEN
    NEW.updated_at := OLD.updated_at;
  END IF;
  IF current_setting('lomash.staff_access', true) IS DISTINCT FROM 'on' THEN
    NEW.deactivated_at := OLD.deactivated_at;
  END IF;
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.lock_default_brochure()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('brochures.is_default'));
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.log_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
  shown text[] := TG_ARGV[0];
  ignored text[] := TG_ARGV[1];
  was jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
  becomes jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
  context text[] := string_to_array(coalesce(current_setting('lomash.context', true), ''), '|');
  changed jsonb;
BEGIN
  SELECT jsonb_object_agg(field, CASE WHEN field = ANY (shown)
    THEN jsonb_build_object('from', was -> field, 'to', becomes -> field) ELSE '"hidden"'::jsonb END)
  INTO changed
  FROM jsonb_object_keys(was || becomes) AS field
  WHERE coalesce(was -> field, 'null') <> coalesce(becomes -> field, 'null')
    AND field <> ALL (ignored) AND (TG_OP = 'UPDATE' AND NOT '*' = ANY (ignored) OR field = ANY (shown));
  IF changed IS NULL THEN RETURN NULL; END IF;
  INSERT INTO changes (id, at, entity, document, label, action, actor, actor_id, correlation_id, fields)
  VALUES (gen_random_uuid(), clock_timestamp(), TG_TABLE_NAME, (was || becomes) ->> 'id', (was || becomes) ->> TG_ARGV[2],
    CASE TG_OP WHEN 'INSERT' THEN 'create' ELSE lower(TG_OP) END, coalesce(nullif(context[1], ''), 'system'),
    nullif(context[2], ''), nullif(context[3], ''), changed);
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.mentioned_ids(content jsonb)
 RETURNS uuid[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
SELECT array_agg(DISTINCT found[1]::uuid)
FROM regexp_matches(content::text, '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', 'g') AS found
$function$;

CREATE OR REPLACE FUNCTION public.move_default_brochure()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.archived_at IS NULL AND NOT EXISTS (SELECT FROM brochures WHERE is_default) THEN
    NEW.is_default := true;
  END IF;
  IF NEW.is_default THEN
    UPDATE brochures SET is_default = false WHERE is_default AND id <> NEW.id;
  END IF;
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.name_person()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  NEW.name := nullif(concat_ws(' ', nullif(btrim(NEW.first_name), ''), nullif(btrim(NEW.last_name), '')), '');
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.product_card_image(medium media)
 RETURNS json
 LANGUAGE sql
 STABLE
AS $function$
SELECT row_to_json(image) FROM (
  SELECT original AS url, medium.alt, medium.width, medium.height, (
    SELECT row_to_json(variants) FROM (
      SELECT original,
        coalesce(folder || medium.sizes_large_filename, original) AS large,
        coalesce(folder || medium.sizes_medium_filename, original) AS medium,
        coalesce(folder || medium.sizes_thumb_filename, original) AS thumb
    ) AS variants
  ) AS variants, (
    SELECT row_to_json(widths) FROM (
      SELECT medium.width AS original,
        coalesce(medium.sizes_large_width, medium.width) AS large,
        coalesce(medium.sizes_medium_width, medium.width) AS medium,
        coalesce(medium.sizes_thumb_width, medium.width) AS thumb
    ) AS widths WHERE medium.width IS NOT NULL
  ) AS widths
  FROM (SELECT coalesce(medium.key, 'media/' || medium.filename) AS key) AS place,
    LATERAL (SELECT 'cdn:/' || key AS original, 'cdn:/' || regexp_replace(key, '[^/]*$', '') AS folder) AS urls
) AS image
$function$;

CREATE OR REPLACE FUNCTION public.product_card_rows(ids uuid[])
 RETURNS TABLE(product_id uuid, slug text, title_key text, category text, style text, range text, finish text, colours text[], price integer, in_stock boolean, created_at timestamp with time zone, card text, search tsvector, search_text text)
 LANGUAGE sql
 STABLE
AS $function$
SELECT p.id, p.slug, lower(unaccent(p.title)), p.category::text, style.slug, range.slug, finish.slug, colour.slugs,
  p.price::integer, p.stock > 0, p.created_at, product.json::text,
  setweight(to_tsvector('english', unaccent(p.title)), 'A')
    || setweight(to_tsvector('english', terms.words), 'B')
    || setweight(to_tsvector('english', unaccent(coalesce(p.summary, ''))), 'C'),
  lower(unaccent(p.title) || ' ' || terms.words)
FROM products p
LEFT JOIN styles style ON style.id = p.style_id
LEFT JOIN ranges range ON range.id = p.range_id
LEFT JOIN finishes finish ON finish.id = p.finish_id
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(c.slug ORDER BY rel."order"), '{}') AS slugs, string_agg(c.name, ' ') AS names,
    '[' || coalesce(string_agg(row_to_json(c)::text, ',' ORDER BY rel."order"), '') || ']' AS json
  FROM products_rels rel
  CROSS JOIN LATERAL (SELECT slug, name, hex FROM colours WHERE id = rel.colours_id) AS c
  WHERE rel.parent_id = p.id AND rel.path = 'colours'
) AS colour
CROSS JOIN LATERAL (
  SELECT '[' || coalesce(string_agg(product_card_image(m)::text, ',' ORDER BY rel."order"), '') || ']' AS json
  FROM products_rels rel JOIN media m ON m.id = rel.media_id
  WHERE rel.parent_id = p.id AND rel.path = 'images'
) AS image
CROSS JOIN LATERAL (
  SELECT unaccent(concat_ws(' ', p.category, style.name, range.name, finish.name, colour.names)) AS words
) AS terms
CROSS JOIN LATERAL (
  SELECT row_to_json(fields) AS json FROM (
    SELECT p.id, p.slug, p.title, p.category,
      product_card_term(style.slug, style.name) AS style,
      product_card_term(range.slug, range.name) AS range,
      product_card_term(finish.slug, finish.name) AS finish,
      colour.json::json AS colours,
      trim_scale(p.price / 100) AS price, p.currency, p.stock > 0 AS "inStock",
      image.json::json AS images, p.summary,
      to_char(p.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "createdAt",
      to_char(p.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "updatedAt"
  ) AS fields
) AS product
WHERE p.id = ANY (ids) AND p._status = 'published' AND p.deleted_at IS NULL
$function$;

CREATE OR REPLACE FUNCTION public.product_card_term(slug text, name text)
 RETURNS json
 LANGUAGE sql
 IMMUTABLE
AS $function$
SELECT row_to_json(term) FROM (SELECT slug, name WHERE slug IS NOT NULL) AS term
$function$;

CREATE OR REPLACE FUNCTION public.refresh_cards_of_colours()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
  changed uuid[];
  used_by uuid[];
BEGIN
  SELECT array_agg(after.id) INTO changed FROM after JOIN before USING (id)
    WHERE (to_jsonb(after) - 'updated_at') <> (to_jsonb(before) - 'updated_at');
  IF changed IS NULL THEN
    RETURN NULL;
  END IF;
  PERFORM pg_advisory_xact_lock(7305003);
  SELECT array_agg(id) INTO used_by FROM (SELECT DISTINCT parent_id FROM products_rels WHERE colours_id = ANY (changed)) AS uses (id);
  IF used_by IS NOT NULL THEN
    PERFORM refresh_product_cards(used_by, true);
  END IF;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.refresh_cards_of_finishes()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
  changed uuid[];
  used_by uuid[];
BEGIN
  SELECT array_agg(after.id) INTO changed FROM after JOIN before USING (id)
    WHERE (to_jsonb(after) - 'updated_at') <> (to_jsonb(before) - 'updated_at');
  IF changed IS NULL THEN
    RETURN NULL;
  END IF;
  PERFORM pg_advisory_xact_lock(7305003);
  SELECT array_agg(id) INTO used_by FROM (SELECT id FROM products WHERE finish_id = ANY (changed)) AS uses (id);
  IF used_by IS NOT NULL THEN
    PERFORM refresh_product_cards(used_by, true);
  END IF;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.refresh_cards_of_media()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
  changed uuid[];
  used_by uuid[];
BEGIN
  SELECT array_agg(after.id) INTO changed FROM after JOIN before USING (id)
    WHERE (to_jsonb(after) - 'updated_at') <> (to_jsonb(before) - 'updated_at');
  IF changed IS NULL THEN
    RETURN NULL;
  END IF;
  PERFORM pg_advisory_xact_lock(7305003);
  SELECT array_agg(id) INTO used_by FROM (SELECT DISTINCT parent_id FROM products_rels WHERE media_id = ANY (changed)) AS uses (id);
  IF used_by IS NOT NULL THEN
    PERFORM refresh_product_cards(used_by, true);
  END IF;
  UPDATE product_cards SET is_news = true
    FROM products
    WHERE product_id = products.id AND live AND NOT is_news AND EXISTS (
      SELECT FROM unnest(changed) AS medium (id) WHERE position(medium.id::text IN products.description::text) > 0);
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.refresh_cards_of_ranges()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
  changed uuid[];
  used_by uuid[];
BEGIN
  SELECT array_agg(after.id) INTO changed FROM after JOIN before USING (id)
    WHERE (to_jsonb(after) - 'updated_at') <> (to_jsonb(before) - 'updated_at');
  IF changed IS NULL THEN
    RETURN NULL;
  END IF;
  PERFORM pg_advisory_xact_lock(7305003);
  SELECT array_agg(id) INTO used_by FROM (SELECT id FROM products WHERE range_id = ANY (changed)) AS uses (id);
  IF used_by IS NOT NULL THEN
    PERFORM refresh_product_cards(used_by, true);
  END IF;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.refresh_cards_of_styles()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
  changed uuid[];
  used_by uuid[];
BEGIN
  SELECT array_agg(after.id) INTO changed FROM after JOIN before USING (id)
    WHERE (to_jsonb(after) - 'updated_at') <> (to_jsonb(before) - 'updated_at');
  IF changed IS NULL THEN
    RETURN NULL;
  END IF;
  PERFORM pg_advisory_xact_lock(7305003);
  SELECT array_agg(id) INTO used_by FROM (SELECT id FROM products WHERE style_id = ANY (changed)) AS uses (id);
  IF used_by IS NOT NULL THEN
    PERFORM refresh_product_cards(used_by, true);
  END IF;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.refresh_changed_products()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
  ids uuid[];
BEGIN
  IF TG_ARGV[0] = 'id' THEN
    SELECT array_agg(id) INTO ids FROM changed;
  ELSIF TG_ARGV[0] = 'shown' THEN
    SELECT array_agg(id) INTO ids FROM changed JOIN before USING (id)
      WHERE (changed.stock > 0) <> (before.stock > 0)
        OR (to_jsonb(changed) - 'stock') <> (to_jsonb(before) - 'stock');
  ELSE
    SELECT array_agg(DISTINCT parent_id) INTO ids FROM changed;
  END IF;
  IF ids IS NOT NULL THEN
    PERFORM refresh_product_cards(ids, true);
  END IF;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.refresh_product_cards(ids uuid[], news boolean)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
DECLARE
  written integer;
  withdrawn integer;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7305003);
  PERFORM 1 FROM products WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
  INSERT INTO product_cards AS kept (product_id, slug, title_key, category, style, range, finish, colours, price,
      in_stock, created_at, card, search, search_text, live, is_news)
    SELECT *, true, news FROM product_card_rows(ids)
    ON CONFLICT (product_id) DO UPDATE SET slug = excluded.slug, title_key = excluded.title_key,
      category = excluded.category, style = excluded.style, range = excluded.range, finish = excluded.finish,
      colours = excluded.colours, price = excluded.price, in_stock = excluded.in_stock,
      created_at = excluded.created_at, card = excluded.card, search = excluded.search,
      search_text = excluded.search_text, live = true, is_news = kept.is_news OR excluded.is_news
    WHERE NOT kept.live OR kept.card <> excluded.card;
  GET DIAGNOSTICS written = ROW_COUNT;
  UPDATE product_cards AS card SET live = false, card = '', is_news = true
    WHERE card.product_id = ANY (ids) AND live AND NOT EXISTS (
      SELECT 1 FROM products p WHERE p.id = card.product_id AND p._status = 'published' AND p.deleted_at IS NULL);
  GET DIAGNOSTICS withdrawn = ROW_COUNT;
  IF written + withdrawn > 0 THEN
    PERFORM cache_changed('products');
  END IF;
END $function$;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'the change log is only added to' USING ERRCODE = 'check_violation', CONSTRAINT = 'changes_append_only';
END $function$;

CREATE OR REPLACE FUNCTION public.refuse_deleting_shown_media()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF EXISTS (SELECT FROM blogs WHERE position(OLD.id::text IN content::text) > 0)
    OR EXISTS (SELECT FROM products WHERE position(OLD.id::text IN description::text) > 0)
  THEN
    RAISE EXCEPTION 'Medium % stands in a text.', OLD.id
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'media_shown_in_text';
  END IF;
  RETURN OLD;
END $function$;

CREATE OR REPLACE FUNCTION public.skip_ended_session()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF EXISTS (SELECT FROM staff_sessions WHERE id = NEW.id AND ended_at IS NOT NULL)
    OR EXISTS (SELECT FROM users WHERE id = NEW._parent_id AND deactivated_at IS NOT NULL) THEN
    RETURN NULL;
  END IF;
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.title_booking()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  NEW.title := concat_ws(', ',
    nullif(concat_ws(' ', nullif(btrim(NEW.first_name), ''), nullif(btrim(NEW.last_name), '')), ''),
    (SELECT to_char(starts_at AT TIME ZONE 'Europe/London', 'Dy FMDD Mon YYYY, HH24:MI') FROM time_slots WHERE id = NEW.slot_id));
  RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.title_order()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  NEW.title := concat_ws(', ', NEW.order_number, nullif(btrim(NEW.billing_name), ''));
  RETURN NEW;
END $function$;

-- triggers
CREATE TRIGGER blogs_blog_cache AFTER INSERT OR DELETE OR UPDATE ON public.blogs FOR EACH STATEMENT EXECUTE FUNCTION blog_changed();
CREATE TRIGGER bookings_keep_erased BEFORE UPDATE ON public.bookings FOR EACH ROW WHEN (((old.email)::text = 'erased@lomashwood.invalid'::text)) EXECUTE FUNCTION keep_erased('{customer_id,first_name,last_name,email,phone,postcode,address,notes,cancel_reason}');
CREATE TRIGGER bookings_log_change AFTER DELETE OR UPDATE ON public.bookings FOR EACH ROW EXECUTE FUNCTION log_change('{status,slot_id,type,for_kitchen,for_bedroom}', '{updated_at,sequence,reminder_due_at,title}', 'reference_code');
CREATE TRIGGER bookings_title BEFORE INSERT OR UPDATE OF first_name, last_name, slot_id, title ON public.bookings FOR EACH ROW EXECUTE FUNCTION title_booking();
CREATE TRIGGER brochure_requests_keep_erased BEFORE UPDATE ON public.brochure_requests FOR EACH ROW WHEN (((old.email)::text = 'erased@lomashwood.invalid'::text)) EXECUTE FUNCTION keep_erased('{first_name,last_name,email,phone,postcode,address}');
CREATE TRIGGER brochure_requests_name BEFORE INSERT OR UPDATE OF first_name, last_name, name ON public.brochure_requests FOR EACH ROW EXECUTE FUNCTION name_person();
CREATE CONSTRAINT TRIGGER brochures_have_default AFTER INSERT OR DELETE OR UPDATE OF is_default, archived_at ON public.brochures DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION assert_default_brochure();
CREATE TRIGGER brochures_lock_default BEFORE INSERT OR DELETE OR UPDATE OF is_default, archived_at ON public.brochures FOR EACH STATEMENT EXECUTE FUNCTION lock_default_brochure();
CREATE TRIGGER brochures_move_default BEFORE INSERT ON public.brochures FOR EACH ROW EXECUTE FUNCTION move_default_brochure();
CREATE TRIGGER brochures_move_default_update BEFORE UPDATE OF is_default ON public.brochures FOR EACH ROW WHEN ((new.is_default AND (old.is_default IS NOT TRUE))) EXECUTE FUNCTION move_default_brochure();
CREATE CONSTRAINT TRIGGER count_cache_change AFTER INSERT ON public.cache_changes DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION count_cache_change();
CREATE TRIGGER changes_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER colours_update_cards AFTER UPDATE ON public.colours REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION refresh_cards_of_colours();
CREATE TRIGGER customers_name BEFORE INSERT OR UPDATE OF first_name, last_name, name ON public.customers FOR EACH ROW EXECUTE FUNCTION name_person();
CREATE TRIGGER finishes_update_cards AFTER UPDATE ON public.finishes REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION refresh_cards_of_finishes();
CREATE TRIGGER invoices_immutable BEFORE DELETE OR UPDATE ON public.invoices FOR EACH ROW EXECUTE FUNCTION guard_invoice();
CREATE TRIGGER invoices_keep_erased BEFORE UPDATE ON public.invoices FOR EACH ROW WHEN (((old.customer_id IS NULL) AND ((old.billing_name)::text = 'Erased'::text))) EXECUTE FUNCTION keep_erased('{customer_id,billing_name,billing_address}');
CREATE TRIGGER loyalty_entries_add AFTER INSERT ON public.loyalty_entries FOR EACH ROW EXECUTE FUNCTION add_loyalty_entry();
CREATE TRIGGER media_blog_cache AFTER INSERT OR DELETE OR UPDATE ON public.media FOR EACH STATEMENT EXECUTE FUNCTION blog_changed();
CREATE TRIGGER media_shown_in_text BEFORE DELETE ON public.media FOR EACH ROW EXECUTE FUNCTION refuse_deleting_shown_media();
CREATE TRIGGER media_update_cards AFTER UPDATE ON public.media REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION refresh_cards_of_media();
CREATE TRIGGER orders_keep_erased BEFORE UPDATE ON public.orders FOR EACH ROW WHEN (((old.customer_id IS NULL) AND ((old.billing_name)::text = 'Erased'::text))) EXECUTE FUNCTION keep_erased('{customer_id,billing_name,billing_address,notes,staff_notes}');
CREATE TRIGGER orders_log_change AFTER DELETE OR UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION log_change('{status,subtotal,vat,total,payment_due_at}', '{updated_at,title,staff_notes_at}', 'order_number');
CREATE TRIGGER orders_status_move BEFORE UPDATE OF status ON public.orders FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION guard_status_move('{"PENDING":["CONFIRMED","CANCELLED"],"CONFIRMED":["PARTIALLY_REFUNDED","REFUNDED"],"PARTIALLY_REFUNDED":["REFUNDED","CONFIRMED"],"REFUNDED":["PARTIALLY_REFUNDED","CONFIRMED"],"CANCELLED":[]}');
CREATE TRIGGER orders_title BEFORE INSERT OR UPDATE OF order_number, billing_name, title ON public.orders FOR EACH ROW EXECUTE FUNCTION title_order();
CREATE TRIGGER payments_status_move BEFORE UPDATE OF status ON public.payments FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION guard_status_move('{"PENDING":["PROCESSING","SUCCEEDED","FAILED","CANCELLED"],"PROCESSING":["SUCCEEDED","FAILED","CANCELLED"],"FAILED":["PENDING","PROCESSING","SUCCEEDED","CANCELLED"],"SUCCEEDED":["PARTIALLY_REFUNDED","REFUNDED","DISPUTED"],"PARTIALLY_REFUNDED":["REFUNDED","SUCCEEDED","DISPUTED"],"REFUNDED":["PARTIALLY_REFUNDED","SUCCEEDED","DISPUTED"],"DISPUTED":["SUCCEEDED","PARTIALLY_REFUNDED","REFUNDED"],"CANCELLED":[]}');
CREATE TRIGGER product_cards_blog_cache AFTER INSERT OR DELETE OR UPDATE ON public.product_cards FOR EACH STATEMENT EXECUTE FUNCTION blog_changed();
CREATE TRIGGER products_delete_cards AFTER DELETE ON public.products REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('id');
CREATE TRIGGER products_insert_cards AFTER INSERT ON public.products REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('id');
CREATE TRIGGER products_log_change AFTER UPDATE OF price ON public.products FOR EACH ROW EXECUTE FUNCTION log_change('{price}', '{*}', 'title');
CREATE TRIGGER products_update_cards AFTER UPDATE ON public.products REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('shown');
CREATE TRIGGER products_rels_delete_cards AFTER DELETE ON public.products_rels REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('parent_id');
CREATE TRIGGER products_rels_insert_cards AFTER INSERT ON public.products_rels REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('parent_id');
CREATE TRIGGER products_rels_update_cards AFTER UPDATE ON public.products_rels REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refresh_changed_products('parent_id');
CREATE TRIGGER ranges_update_cards AFTER UPDATE ON public.ranges REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION refresh_cards_of_ranges();
CREATE TRIGGER styles_update_cards AFTER UPDATE ON public.styles REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION refresh_cards_of_styles();
CREATE TRIGGER users_blog_cache AFTER UPDATE ON public.users FOR EACH ROW WHEN (((old.name)::text IS DISTINCT FROM (new.name)::text)) EXECUTE FUNCTION blog_changed();
CREATE TRIGGER users_close_access AFTER UPDATE ON public.users FOR EACH ROW WHEN ((((old.email)::text IS DISTINCT FROM (new.email)::text) OR ((old.deactivated_at IS NULL) AND (new.deactivated_at IS NOT NULL)))) EXECUTE FUNCTION close_staff_access();
CREATE TRIGGER users_end_invitation AFTER UPDATE ON public.users FOR EACH ROW WHEN (((old.hash)::text IS DISTINCT FROM (new.hash)::text)) EXECUTE FUNCTION end_invitation();
CREATE TRIGGER users_keep_an_admin AFTER UPDATE ON public.users FOR EACH ROW WHEN (((old.role = 'admin'::enum_users_role) AND (old.deactivated_at IS NULL) AND ((new.role <> 'admin'::enum_users_role) OR (new.deactivated_at IS NOT NULL)))) EXECUTE FUNCTION keep_an_admin();
CREATE TRIGGER users_keep_an_admin_left AFTER DELETE ON public.users FOR EACH ROW WHEN (((old.role = 'admin'::enum_users_role) AND (old.deactivated_at IS NULL))) EXECUTE FUNCTION keep_an_admin();
CREATE TRIGGER users_keep_byline BEFORE DELETE ON public.users FOR EACH ROW EXECUTE FUNCTION keep_byline();
CREATE TRIGGER users_keep_edits BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION keep_staff_edits();
CREATE TRIGGER users_log_change AFTER INSERT OR DELETE OR UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION log_change('{role,deactivated_at}', '{updated_at,salt,login_attempts,lock_until,reset_password_token,reset_password_expiration,reset_password_requested_at}', '');
CREATE TRIGGER users_sessions_skip_ended BEFORE INSERT ON public.users_sessions FOR EACH ROW EXECUTE FUNCTION skip_ended_session();
