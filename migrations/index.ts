import * as migration_20261123_093240_initial from './20261123_093240_initial';
import * as migration_20261123_100000_constraints from './20261123_100000_constraints';
import * as migration_20261123_100100_tracking_events from './20261123_100100_tracking_events';
import * as migration_20261124_061009_content from './20261124_061009_content';
import * as migration_20261124_063713_media from './20261124_063713_media';
import * as migration_20261124_063737_media_in_use from './20261124_063737_media_in_use';
import * as migration_20261124_064737_blog_pages from './20261124_064737_blog_pages';
import * as migration_20261124_071606_content_tasks from './20261124_071606_content_tasks';
import * as migration_20261124_072951_product_cards from './20261124_072951_product_cards';
import * as migration_20261124_072952_product_card_functions from './20261124_072952_product_card_functions';
import * as migration_20261124_073653_sales from './20261124_073653_sales';
import * as migration_20261124_073712_sales_constraints from './20261124_073712_sales_constraints';
import * as migration_20261124_074500_blog_cache from './20261124_074500_blog_cache';
import * as migration_20261124_091714_brochures from './20261124_091714_brochures';
import * as migration_20261124_091814_brochure_constraints from './20261124_091814_brochure_constraints';
import * as migration_20261124_100318_refused_events from './20261124_100318_refused_events';
import * as migration_20261124_104701_analytics from './20261124_104701_analytics';
import * as migration_20261124_105852_history from './20261124_105852_history';
import * as migration_20261124_105952_change_log from './20261124_105952_change_log';
import * as migration_20261124_113607_funnel_steps_that_begin from './20261124_113607_funnel_steps_that_begin';
import * as migration_20261124_123610_given_up_receipts from './20261124_123610_given_up_receipts';
import * as migration_20261124_123804_brand from './20261124_123804_brand';
import * as migration_20261124_123904_brand_constraints from './20261124_123904_brand_constraints';
import * as migration_20261124_170121_saved_by from './20261124_170121_saved_by';
import * as migration_20261129_224858_money_by_cause from './20261129_224858_money_by_cause';
import * as migration_20261129_230911_payment_foreign_keys from './20261129_230911_payment_foreign_keys';
import * as migration_20261129_233256_website_bylines_announcements from './20261129_233256_website_bylines_announcements';
import * as migration_20261130_000528_visits_by_phone from './20261130_000528_visits_by_phone';
import * as migration_20261130_001400_picture_widths from './20261130_001400_picture_widths';
import * as migration_20261130_002600_cards_with_widths from './20261130_002600_cards_with_widths';
import * as migration_20261130_002900_identity_codes_and_links from './20261130_002900_identity_codes_and_links';
import * as migration_20261130_024914_dispute_defaults from './20261130_024914_dispute_defaults';
import * as migration_20261130_030136_readable_titles from './20261130_030136_readable_titles';
import * as migration_20261130_030830_staff_access from './20261130_030830_staff_access';
import * as migration_20261130_054348_failed_sign_ins_are_no_edits from './20261130_054348_failed_sign_ins_are_no_edits';
import * as migration_20261130_112530_staff_notes from './20261130_112530_staff_notes';
import * as migration_20261130_112605_price_list_changes from './20261130_112605_price_list_changes';
import * as migration_20261130_112625_closed_hours from './20261130_112625_closed_hours';
import * as migration_20261130_115023_pending_registrations from './20261130_115023_pending_registrations';
import * as migration_20261130_154424_erased_rows_and_closed_slots from './20261130_154424_erased_rows_and_closed_slots';
import * as migration_20261130_163600_skipped_receipts from './20261130_163600_skipped_receipts';

export const migrations = [
  {
    up: migration_20261123_093240_initial.up,
    down: migration_20261123_093240_initial.down,
    name: '20261123_093240_initial',
  },
  {
    up: migration_20261123_100000_constraints.up,
    down: migration_20261123_100000_constraints.down,
    name: '20261123_100000_constraints',
  },
  {
    up: migration_20261123_100100_tracking_events.up,
    down: migration_20261123_100100_tracking_events.down,
    name: '20261123_100100_tracking_events',
  },
  {
    up: migration_20261124_061009_content.up,
    down: migration_20261124_061009_content.down,
    name: '20261124_061009_content',
  },
  {
    up: migration_20261124_063713_media.up,
    down: migration_20261124_063713_media.down,
    name: '20261124_063713_media',
  },
  {
    up: migration_20261124_063737_media_in_use.up,
    down: migration_20261124_063737_media_in_use.down,
    name: '20261124_063737_media_in_use',
  },
  {
    up: migration_20261124_064737_blog_pages.up,
    down: migration_20261124_064737_blog_pages.down,
    name: '20261124_064737_blog_pages',
  },
  {
    up: migration_20261124_071606_content_tasks.up,
    down: migration_20261124_071606_content_tasks.down,
    name: '20261124_071606_content_tasks',
  },
  {
    up: migration_20261124_072951_product_cards.up,
    down: migration_20261124_072951_product_cards.down,
    name: '20261124_072951_product_cards',
  },
  {
    up: migration_20261124_072952_product_card_functions.up,
    down: migration_20261124_072952_product_card_functions.down,
    name: '20261124_072952_product_card_functions',
  },
  {
    up: migration_20261124_073653_sales.up,
    down: migration_20261124_073653_sales.down,
    name: '20261124_073653_sales',
  },
  {
    up: migration_20261124_073712_sales_constraints.up,
    down: migration_20261124_073712_sales_constraints.down,
    name: '20261124_073712_sales_constraints',
  },
  {
    up: migration_20261124_074500_blog_cache.up,
    down: migration_20261124_074500_blog_cache.down,
    name: '20261124_074500_blog_cache',
  },
  {
    up: migration_20261124_091714_brochures.up,
    down: migration_20261124_091714_brochures.down,
    name: '20261124_091714_brochures',
  },
  {
    up: migration_20261124_091814_brochure_constraints.up,
    down: migration_20261124_091814_brochure_constraints.down,
    name: '20261124_091814_brochure_constraints',
  },
  {
    up: migration_20261124_100318_refused_events.up,
    down: migration_20261124_100318_refused_events.down,
    name: '20261124_100318_refused_events',
  },
  {
    up: migration_20261124_104701_analytics.up,
    down: migration_20261124_104701_analytics.down,
    name: '20261124_104701_analytics',
  },
  {
    up: migration_20261124_105852_history.up,
    down: migration_20261124_105852_history.down,
    name: '20261124_105852_history',
  },
  {
    up: migration_20261124_105952_change_log.up,
    down: migration_20261124_105952_change_log.down,
    name: '20261124_105952_change_log',
  },
  {
    up: migration_20261124_113607_funnel_steps_that_begin.up,
    down: migration_20261124_113607_funnel_steps_that_begin.down,
    name: '20261124_113607_funnel_steps_that_begin',
  },
  {
    up: migration_20261124_123610_given_up_receipts.up,
    down: migration_20261124_123610_given_up_receipts.down,
    name: '20261124_123610_given_up_receipts',
  },
  {
    up: migration_20261124_123804_brand.up,
    down: migration_20261124_123804_brand.down,
    name: '20261124_123804_brand',
  },
  {
    up: migration_20261124_123904_brand_constraints.up,
    down: migration_20261124_123904_brand_constraints.down,
    name: '20261124_123904_brand_constraints',
  },
  {
    up: migration_20261124_170121_saved_by.up,
    down: migration_20261124_170121_saved_by.down,
    name: '20261124_170121_saved_by',
  },
  {
    up: migration_20261129_224858_money_by_cause.up,
    down: migration_20261129_224858_money_by_cause.down,
    name: '20261129_224858_money_by_cause',
  },
  {
    up: migration_20261129_230911_payment_foreign_keys.up,
    down: migration_20261129_230911_payment_foreign_keys.down,
    name: '20261129_230911_payment_foreign_keys',
  },
  {
    up: migration_20261129_233256_website_bylines_announcements.up,
    down: migration_20261129_233256_website_bylines_announcements.down,
    name: '20261129_233256_website_bylines_announcements',
  },
  {
    up: migration_20261130_000528_visits_by_phone.up,
    down: migration_20261130_000528_visits_by_phone.down,
    name: '20261130_000528_visits_by_phone',
  },
  {
    up: migration_20261130_001400_picture_widths.up,
    down: migration_20261130_001400_picture_widths.down,
    name: '20261130_001400_picture_widths',
  },
  {
    up: migration_20261130_002600_cards_with_widths.up,
    down: migration_20261130_002600_cards_with_widths.down,
    name: '20261130_002600_cards_with_widths',
  },
  {
    up: migration_20261130_002900_identity_codes_and_links.up,
    down: migration_20261130_002900_identity_codes_and_links.down,
    name: '20261130_002900_identity_codes_and_links',
  },
  {
    up: migration_20261130_024914_dispute_defaults.up,
    down: migration_20261130_024914_dispute_defaults.down,
    name: '20261130_024914_dispute_defaults',
  },
  {
    up: migration_20261130_030136_readable_titles.up,
    down: migration_20261130_030136_readable_titles.down,
    name: '20261130_030136_readable_titles',
  },
  {
    up: migration_20261130_030830_staff_access.up,
    down: migration_20261130_030830_staff_access.down,
    name: '20261130_030830_staff_access',
  },
  {
    up: migration_20261130_054348_failed_sign_ins_are_no_edits.up,
    down: migration_20261130_054348_failed_sign_ins_are_no_edits.down,
    name: '20261130_054348_failed_sign_ins_are_no_edits',
  },
  {
    up: migration_20261130_112530_staff_notes.up,
    down: migration_20261130_112530_staff_notes.down,
    name: '20261130_112530_staff_notes',
  },
  {
    up: migration_20261130_112605_price_list_changes.up,
    down: migration_20261130_112605_price_list_changes.down,
    name: '20261130_112605_price_list_changes',
  },
  {
    up: migration_20261130_112625_closed_hours.up,
    down: migration_20261130_112625_closed_hours.down,
    name: '20261130_112625_closed_hours',
  },
  {
    up: migration_20261130_115023_pending_registrations.up,
    down: migration_20261130_115023_pending_registrations.down,
    name: '20261130_115023_pending_registrations',
  },
  {
    up: migration_20261130_154424_erased_rows_and_closed_slots.up,
    down: migration_20261130_154424_erased_rows_and_closed_slots.down,
    name: '20261130_154424_erased_rows_and_closed_slots',
  },
  {
    up: migration_20261130_163600_skipped_receipts.up,
    down: migration_20261130_163600_skipped_receipts.down,
    name: '20261130_163600_skipped_receipts'
  },
];
