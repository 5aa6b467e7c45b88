import { RscEntryLexicalCell as RscEntryLexicalCell_44fe37237e0ebf4470c9990d8cb7b07e } from '@payloadcms/richtext-lexical/rsc'
import { RscEntryLexicalField as RscEntryLexicalField_44fe37237e0ebf4470c9990d8cb7b07e } from '@payloadcms/richtext-lexical/rsc'
import { LexicalDiffComponent as LexicalDiffComponent_44fe37237e0ebf4470c9990d8cb7b07e } from '@payloadcms/richtext-lexical/rsc'
import { BlocksFeatureClient as BlocksFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { UploadFeatureClient as UploadFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { LinkShortcutFeature as LinkShortcutFeature_c91f5f32285728a1aaf6cf6495e0b302 } from '../../../../src/admin/content/link-shortcut.tsx'
import { LinkFeatureClient as LinkFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { BoldFeatureClient as BoldFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { ItalicFeatureClient as ItalicFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { UnderlineFeatureClient as UnderlineFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { StrikethroughFeatureClient as StrikethroughFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { SubscriptFeatureClient as SubscriptFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { SuperscriptFeatureClient as SuperscriptFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { InlineCodeFeatureClient as InlineCodeFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { ParagraphFeatureClient as ParagraphFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { HeadingFeatureClient as HeadingFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { AlignFeatureClient as AlignFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { IndentFeatureClient as IndentFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { UnorderedListFeatureClient as UnorderedListFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { OrderedListFeatureClient as OrderedListFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { ChecklistFeatureClient as ChecklistFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { BlockquoteFeatureClient as BlockquoteFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { HorizontalRuleFeatureClient as HorizontalRuleFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { InlineToolbarFeatureClient as InlineToolbarFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { FirstPictureCell as FirstPictureCell_5e5dcdc820e1a66ab103e2239169cbec } from '../../../../src/admin/catalogue/cells.tsx'
import { OverviewComponent as OverviewComponent_a8a977ebc872c5d5ea7ee689724c0860 } from '@payloadcms/plugin-seo/client'
import { MetaTitleComponent as MetaTitleComponent_a8a977ebc872c5d5ea7ee689724c0860 } from '@payloadcms/plugin-seo/client'
import { MetaDescriptionComponent as MetaDescriptionComponent_a8a977ebc872c5d5ea7ee689724c0860 } from '@payloadcms/plugin-seo/client'
import { MetaImageComponent as MetaImageComponent_a8a977ebc872c5d5ea7ee689724c0860 } from '@payloadcms/plugin-seo/client'
import { PreviewComponent as PreviewComponent_a8a977ebc872c5d5ea7ee689724c0860 } from '@payloadcms/plugin-seo/client'
import { PoundsCell as PoundsCell_3ff456d8464b1866ec9f35cc90479e12 } from '../../../../src/admin/sales/cells.tsx'
import { PriceField as PriceField_4308ce64eeaac8ad2f1f51f8346ae375 } from '../../../../src/admin/catalogue/price-field.tsx'
import { ValueField as ValueField_dde621c830d8c355af73dd13badeb30c } from '../../../../src/admin/shared/value-field.tsx'
import { StockLevelCell as StockLevelCell_5e5dcdc820e1a66ab103e2239169cbec } from '../../../../src/admin/catalogue/cells.tsx'
import { SavedByCell as SavedByCell_033dbdae72e38c1e05f9d811c10cdf84 } from '../../../../src/admin/history/cells.tsx'
import { SavesPanel as SavesPanel_9a28d6d072e3be51b8b5a0e4f6570efd } from '../../../../src/admin/history/panels.tsx'
import { SavedByDiff as SavedByDiff_033dbdae72e38c1e05f9d811c10cdf84 } from '../../../../src/admin/history/cells.tsx'
import { HistoryPanel as HistoryPanel_9a28d6d072e3be51b8b5a0e4f6570efd } from '../../../../src/admin/history/panels.tsx'
import { ListPresets as ListPresets_cde9a5993bbc4fea8e827c1f9d3541b4 } from '../../../../src/admin/shared/list-preset-bar.tsx'
import { EmptyList as EmptyList_cde9a5993bbc4fea8e827c1f9d3541b4 } from '../../../../src/admin/shared/list-preset-bar.tsx'
import { NoTitle as NoTitle_8e3a15f8563ba8bdcc231c0e681d7c44 } from '../../../../src/admin/shared/form-parts.tsx'
import { KeepFieldErrors as KeepFieldErrors_8e3a15f8563ba8bdcc231c0e681d7c44 } from '../../../../src/admin/shared/form-parts.tsx'
import { FreshFilters as FreshFilters_001d0205a434e3dfcc423b5184a0379a } from '../../../../src/admin/shared/list-tools.tsx'
import { LondonMomentCell as LondonMomentCell_16fe10f7d62a1ee57f049fd0173096ef } from '../../../../src/admin/shared/cells.tsx'
import { ScheduleNote as ScheduleNote_1e889051eb14f96bf19c84fe38b6e184 } from '../../../../src/admin/content/post-actions.tsx'
import { ScheduleCell as ScheduleCell_df3c6c8ac9e6fc159898b92a7669f444 } from '../../../../src/admin/content/cells.tsx'
import { ViewOnSite as ViewOnSite_1e889051eb14f96bf19c84fe38b6e184 } from '../../../../src/admin/content/post-actions.tsx'
import { FileSizeCell as FileSizeCell_df3c6c8ac9e6fc159898b92a7669f444 } from '../../../../src/admin/content/cells.tsx'
import { BookingStatusCell as BookingStatusCell_a80859a7ab6d60123e9c1cf259afa0e3 } from '../../../../src/admin/appointments/cells.tsx'
import { StatusField as StatusField_7c421476ae3e3c587625d87a48b48c3b } from '../../../../src/admin/appointments/status-steps.tsx'
import { BookingActions as BookingActions_d5c85bcf8039e327dfea0eaf91a311d6 } from '../../../../src/admin/appointments/booking-actions.tsx'
import { FillFromCustomer as FillFromCustomer_c8d704f44839267cc473093b55496e58 } from '../../../../src/admin/appointments/form-parts.tsx'
import { AppointmentTypeCell as AppointmentTypeCell_a80859a7ab6d60123e9c1cf259afa0e3 } from '../../../../src/admin/appointments/cells.tsx'
import { SlotField as SlotField_65307a2b495dfbedc7e852eead9732cc } from '../../../../src/admin/appointments/slot-field.tsx'
import { PhoneCell as PhoneCell_16fe10f7d62a1ee57f049fd0173096ef } from '../../../../src/admin/shared/cells.tsx'
import { PhoneField as PhoneField_dde621c830d8c355af73dd13badeb30c } from '../../../../src/admin/shared/value-field.tsx'
import { TextOrDashCell as TextOrDashCell_16fe10f7d62a1ee57f049fd0173096ef } from '../../../../src/admin/shared/cells.tsx'
import { CustomerNameCell as CustomerNameCell_a80859a7ab6d60123e9c1cf259afa0e3 } from '../../../../src/admin/appointments/cells.tsx'
import { RoomsCell as RoomsCell_a80859a7ab6d60123e9c1cf259afa0e3 } from '../../../../src/admin/appointments/cells.tsx'
import { PersonPanel as PersonPanel_650f70cdf162d600bb19d6b6eace9ab6 } from '../../../../src/admin/identity/customer-panel.tsx'
import { SlotHeading as SlotHeading_c8d704f44839267cc473093b55496e58 } from '../../../../src/admin/appointments/form-parts.tsx'
import { SlotStateCell as SlotStateCell_a80859a7ab6d60123e9c1cf259afa0e3 } from '../../../../src/admin/appointments/cells.tsx'
import { HoursLabel as HoursLabel_c8d704f44839267cc473093b55496e58 } from '../../../../src/admin/appointments/form-parts.tsx'
import { YesNoCell as YesNoCell_16fe10f7d62a1ee57f049fd0173096ef } from '../../../../src/admin/shared/cells.tsx'
import { WaitingNotice as WaitingNotice_a01fbe9458e2be87a007ce68a5af49f3 } from '../../../../src/admin/brochures/delivery.tsx'
import { DeliveryPanel as DeliveryPanel_a01fbe9458e2be87a007ce68a5af49f3 } from '../../../../src/admin/brochures/delivery.tsx'
import { DeliveryCell as DeliveryCell_a01fbe9458e2be87a007ce68a5af49f3 } from '../../../../src/admin/brochures/delivery.tsx'
import { OrderStatusCell as OrderStatusCell_3ff456d8464b1866ec9f35cc90479e12 } from '../../../../src/admin/sales/cells.tsx'
import { MoneyField as MoneyField_57927bc9133d1809d3c1b5fed405ec37 } from '../../../../src/admin/sales/order-fields.tsx'
import { OrderItems as OrderItems_57927bc9133d1809d3c1b5fed405ec37 } from '../../../../src/admin/sales/order-fields.tsx'
import { StaffNotes as StaffNotes_61dba3c0b8a36716f2e62f1a2c3dd938 } from '../../../../src/admin/identity/staff-notes.tsx'
import { OrderPanel as OrderPanel_962b86911f11a2c04b72068c265272f3 } from '../../../../src/admin/sales/order-panel.tsx'
import { OrderSums as OrderSums_962b86911f11a2c04b72068c265272f3 } from '../../../../src/admin/sales/order-panel.tsx'
import { PaymentStatusCell as PaymentStatusCell_3ff456d8464b1866ec9f35cc90479e12 } from '../../../../src/admin/sales/cells.tsx'
import { InvoiceLink as InvoiceLink_962b86911f11a2c04b72068c265272f3 } from '../../../../src/admin/sales/order-panel.tsx'
import { CustomerPanel as CustomerPanel_650f70cdf162d600bb19d6b6eace9ab6 } from '../../../../src/admin/identity/customer-panel.tsx'
import { RoleCell as RoleCell_16fe10f7d62a1ee57f049fd0173096ef } from '../../../../src/admin/shared/cells.tsx'
import { CurrentPassword as CurrentPassword_53138c5649626173599fab945059e226 } from '../../../../src/admin/identity/passwords.tsx'
import { AccessPanel as AccessPanel_1ced4ef40dab1ec550c6ebe3d889ae7d } from '../../../../src/admin/identity/staff-panels.tsx'
import { AccessCell as AccessCell_1ced4ef40dab1ec550c6ebe3d889ae7d } from '../../../../src/admin/identity/staff-panels.tsx'
import { SessionsPanel as SessionsPanel_1ced4ef40dab1ec550c6ebe3d889ae7d } from '../../../../src/admin/identity/staff-panels.tsx'
import { StaffEditView as StaffEditView_cf0775df5949e17b5994e5f2a991ee32 } from '../../../../src/admin/identity/staff-edit-view.tsx'
import { EventTopicCell as EventTopicCell_16fe10f7d62a1ee57f049fd0173096ef } from '../../../../src/admin/shared/cells.tsx'
import { JsonField as JsonField_8e3a15f8563ba8bdcc231c0e681d7c44 } from '../../../../src/admin/shared/form-parts.tsx'
import { ChangePanel as ChangePanel_9a28d6d072e3be51b8b5a0e4f6570efd } from '../../../../src/admin/history/panels.tsx'
import { EntityCell as EntityCell_033dbdae72e38c1e05f9d811c10cdf84 } from '../../../../src/admin/history/cells.tsx'
import { HiddenField as HiddenField_d053db38e8837c64f26625f9c5e697aa } from '../../../../src/admin/shared/notices.tsx'
import { DocumentCell as DocumentCell_033dbdae72e38c1e05f9d811c10cdf84 } from '../../../../src/admin/history/cells.tsx'
import { ActorCell as ActorCell_033dbdae72e38c1e05f9d811c10cdf84 } from '../../../../src/admin/history/cells.tsx'
import { FieldsCell as FieldsCell_033dbdae72e38c1e05f9d811c10cdf84 } from '../../../../src/admin/history/cells.tsx'
import { ReadOnlyNotice as ReadOnlyNotice_d053db38e8837c64f26625f9c5e697aa } from '../../../../src/admin/shared/notices.tsx'
import { ScheduleLabel as ScheduleLabel_c8d704f44839267cc473093b55496e58 } from '../../../../src/admin/appointments/form-parts.tsx'
import { ClosedDayLabel as ClosedDayLabel_c8d704f44839267cc473093b55496e58 } from '../../../../src/admin/appointments/form-parts.tsx'
import { StableGroup as StableGroup_8e3a15f8563ba8bdcc231c0e681d7c44 } from '../../../../src/admin/shared/form-parts.tsx'
import { ColourField as ColourField_6c4b25e2002d7a310aa79472f3569f6b } from '../../../../src/admin/settings/colour-field.tsx'
import { EventField as EventField_cd52635c8ee4723192fd7d7cdc9ce0a3 } from '../../../../src/admin/analytics/form-fields.tsx'
import { FunnelLabel as FunnelLabel_cd52635c8ee4723192fd7d7cdc9ce0a3 } from '../../../../src/admin/analytics/form-fields.tsx'
import { Icon as Icon_bdbee442a3cd4854d30194853b62002e } from '../../../../src/admin/settings/logo.tsx'
import { Logo as Logo_bdbee442a3cd4854d30194853b62002e } from '../../../../src/admin/settings/logo.tsx'
import { SignInPanel as SignInPanel_bdbee442a3cd4854d30194853b62002e } from '../../../../src/admin/settings/logo.tsx'
import { RememberNav as RememberNav_f2fb900d91f66a18df578221fe6012c3 } from '../../../../src/admin/shared/nav-client.tsx'
import { CalendarLink as CalendarLink_1773cc78d9b3ab299e75a6edc9c56aef } from '../../../../src/admin/shared/nav-links.tsx'
import { AnalyticsLink as AnalyticsLink_1773cc78d9b3ab299e75a6edc9c56aef } from '../../../../src/admin/shared/nav-links.tsx'
import { OperationsLink as OperationsLink_1773cc78d9b3ab299e75a6edc9c56aef } from '../../../../src/admin/shared/nav-links.tsx'
import { EffectsBeforeClicks as EffectsBeforeClicks_e329f482eb9094d271562580af6b34d9 } from '../../../../src/admin/shared/effects-before-clicks.tsx'
import { BrandProvider as BrandProvider_3f9088cb15ed9055691f680da7cfe4d9 } from '../../../../src/admin/settings/brand-provider.tsx'
import { NamedControls as NamedControls_3ab055576a3d979024025caba5d91e51 } from '../../../../src/admin/shared/named-controls.tsx'
import { MondayFirst as MondayFirst_8e3a15f8563ba8bdcc231c0e681d7c44 } from '../../../../src/admin/shared/form-parts.tsx'
import { AnalyticsView as AnalyticsView_79810c1a53d3e3acf48281577d49deae } from '../../../../src/admin/analytics/analytics-view.tsx'
import { CalendarView as CalendarView_7d10b2cd8573f0413d09e85281f8c69e } from '../../../../src/admin/appointments/calendar/calendar-view.tsx'
import { OperationsView as OperationsView_d5c778d5a168e6e776ec5657f319b26f } from '../../../../src/admin/operations/operations-view.tsx'
import { InvitationView as InvitationView_1ced4ef40dab1ec550c6ebe3d889ae7d } from '../../../../src/admin/identity/staff-panels.tsx'
import { PriceListView as PriceListView_2786f55892464d0fb93cb661c2ed949e } from '../../../../src/admin/catalogue/price-list-view.tsx'
import { DashboardCountsWidget as DashboardCountsWidget_b9fa7a7e9e3d6561bba75b87affee1e6 } from '../../../../src/admin/operations/dashboard-counts-widget.tsx'
import { UpcomingAppointments as UpcomingAppointments_aeac213eafe761a1e0e338996e4e5a81 } from '../../../../src/admin/appointments/appointment-widgets.tsx'
import { ToConfirm as ToConfirm_aeac213eafe761a1e0e338996e4e5a81 } from '../../../../src/admin/appointments/appointment-widgets.tsx'
import { BookingsPerWeek as BookingsPerWeek_b760e84a15543b9aa86b612cfe25e8c0 } from '../../../../src/admin/appointments/slot-widgets.tsx'
import { FreeSlots as FreeSlots_b760e84a15543b9aa86b612cfe25e8c0 } from '../../../../src/admin/appointments/slot-widgets.tsx'
import { PostsCard as PostsCard_77ec2ee1c92620b7a0ad472218af688a } from '../../../../src/admin/content/content-widgets.tsx'
import { WebsiteCard as WebsiteCard_77ec2ee1c92620b7a0ad472218af688a } from '../../../../src/admin/content/content-widgets.tsx'
import { CollectionCards as CollectionCards_f9c02e79a4aed9a3924487c0cd4cafb1 } from '@payloadcms/next/rsc'

/** @type import('payload').ImportMap */
export const importMap = {
  "@payloadcms/richtext-lexical/rsc#RscEntryLexicalCell": RscEntryLexicalCell_44fe37237e0ebf4470c9990d8cb7b07e,
  "@payloadcms/richtext-lexical/rsc#RscEntryLexicalField": RscEntryLexicalField_44fe37237e0ebf4470c9990d8cb7b07e,
  "@payloadcms/richtext-lexical/rsc#LexicalDiffComponent": LexicalDiffComponent_44fe37237e0ebf4470c9990d8cb7b07e,
  "@payloadcms/richtext-lexical/client#BlocksFeatureClient": BlocksFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#UploadFeatureClient": UploadFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "/src/admin/content/link-shortcut.tsx#LinkShortcutFeature": LinkShortcutFeature_c91f5f32285728a1aaf6cf6495e0b302,
  "@payloadcms/richtext-lexical/client#LinkFeatureClient": LinkFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#BoldFeatureClient": BoldFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#ItalicFeatureClient": ItalicFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#UnderlineFeatureClient": UnderlineFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#StrikethroughFeatureClient": StrikethroughFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#SubscriptFeatureClient": SubscriptFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#SuperscriptFeatureClient": SuperscriptFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#InlineCodeFeatureClient": InlineCodeFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#ParagraphFeatureClient": ParagraphFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#HeadingFeatureClient": HeadingFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#AlignFeatureClient": AlignFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#IndentFeatureClient": IndentFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#UnorderedListFeatureClient": UnorderedListFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#OrderedListFeatureClient": OrderedListFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#ChecklistFeatureClient": ChecklistFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#BlockquoteFeatureClient": BlockquoteFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#HorizontalRuleFeatureClient": HorizontalRuleFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#InlineToolbarFeatureClient": InlineToolbarFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "/src/admin/catalogue/cells.tsx#FirstPictureCell": FirstPictureCell_5e5dcdc820e1a66ab103e2239169cbec,
  "@payloadcms/plugin-seo/client#OverviewComponent": OverviewComponent_a8a977ebc872c5d5ea7ee689724c0860,
  "@payloadcms/plugin-seo/client#MetaTitleComponent": MetaTitleComponent_a8a977ebc872c5d5ea7ee689724c0860,
  "@payloadcms/plugin-seo/client#MetaDescriptionComponent": MetaDescriptionComponent_a8a977ebc872c5d5ea7ee689724c0860,
  "@payloadcms/plugin-seo/client#MetaImageComponent": MetaImageComponent_a8a977ebc872c5d5ea7ee689724c0860,
  "@payloadcms/plugin-seo/client#PreviewComponent": PreviewComponent_a8a977ebc872c5d5ea7ee689724c0860,
  "/src/admin/sales/cells.tsx#PoundsCell": PoundsCell_3ff456d8464b1866ec9f35cc90479e12,
  "/src/admin/catalogue/price-field.tsx#PriceField": PriceField_4308ce64eeaac8ad2f1f51f8346ae375,
  "/src/admin/shared/value-field.tsx#ValueField": ValueField_dde621c830d8c355af73dd13badeb30c,
  "/src/admin/catalogue/cells.tsx#StockLevelCell": StockLevelCell_5e5dcdc820e1a66ab103e2239169cbec,
  "/src/admin/history/cells.tsx#SavedByCell": SavedByCell_033dbdae72e38c1e05f9d811c10cdf84,
  "/src/admin/history/panels.tsx#SavesPanel": SavesPanel_9a28d6d072e3be51b8b5a0e4f6570efd,
  "/src/admin/history/cells.tsx#SavedByDiff": SavedByDiff_033dbdae72e38c1e05f9d811c10cdf84,
  "/src/admin/history/panels.tsx#HistoryPanel": HistoryPanel_9a28d6d072e3be51b8b5a0e4f6570efd,
  "/src/admin/shared/list-preset-bar.tsx#ListPresets": ListPresets_cde9a5993bbc4fea8e827c1f9d3541b4,
  "/src/admin/shared/list-preset-bar.tsx#EmptyList": EmptyList_cde9a5993bbc4fea8e827c1f9d3541b4,
  "/src/admin/shared/form-parts.tsx#NoTitle": NoTitle_8e3a15f8563ba8bdcc231c0e681d7c44,
  "/src/admin/shared/form-parts.tsx#KeepFieldErrors": KeepFieldErrors_8e3a15f8563ba8bdcc231c0e681d7c44,
  "/src/admin/shared/list-tools.tsx#FreshFilters": FreshFilters_001d0205a434e3dfcc423b5184a0379a,
  "/src/admin/shared/cells.tsx#LondonMomentCell": LondonMomentCell_16fe10f7d62a1ee57f049fd0173096ef,
  "/src/admin/content/post-actions.tsx#ScheduleNote": ScheduleNote_1e889051eb14f96bf19c84fe38b6e184,
  "/src/admin/content/cells.tsx#ScheduleCell": ScheduleCell_df3c6c8ac9e6fc159898b92a7669f444,
  "/src/admin/content/post-actions.tsx#ViewOnSite": ViewOnSite_1e889051eb14f96bf19c84fe38b6e184,
  "/src/admin/content/cells.tsx#FileSizeCell": FileSizeCell_df3c6c8ac9e6fc159898b92a7669f444,
  "/src/admin/appointments/cells.tsx#BookingStatusCell": BookingStatusCell_a80859a7ab6d60123e9c1cf259afa0e3,
  "/src/admin/appointments/status-steps.tsx#StatusField": StatusField_7c421476ae3e3c587625d87a48b48c3b,
  "/src/admin/appointments/booking-actions.tsx#BookingActions": BookingActions_d5c85bcf8039e327dfea0eaf91a311d6,
  "/src/admin/appointments/form-parts.tsx#FillFromCustomer": FillFromCustomer_c8d704f44839267cc473093b55496e58,
  "/src/admin/appointments/cells.tsx#AppointmentTypeCell": AppointmentTypeCell_a80859a7ab6d60123e9c1cf259afa0e3,
  "/src/admin/appointments/slot-field.tsx#SlotField": SlotField_65307a2b495dfbedc7e852eead9732cc,
  "/src/admin/shared/cells.tsx#PhoneCell": PhoneCell_16fe10f7d62a1ee57f049fd0173096ef,
  "/src/admin/shared/value-field.tsx#PhoneField": PhoneField_dde621c830d8c355af73dd13badeb30c,
  "/src/admin/shared/cells.tsx#TextOrDashCell": TextOrDashCell_16fe10f7d62a1ee57f049fd0173096ef,
  "/src/admin/appointments/cells.tsx#CustomerNameCell": CustomerNameCell_a80859a7ab6d60123e9c1cf259afa0e3,
  "/src/admin/appointments/cells.tsx#RoomsCell": RoomsCell_a80859a7ab6d60123e9c1cf259afa0e3,
  "/src/admin/identity/customer-panel.tsx#PersonPanel": PersonPanel_650f70cdf162d600bb19d6b6eace9ab6,
  "/src/admin/appointments/form-parts.tsx#SlotHeading": SlotHeading_c8d704f44839267cc473093b55496e58,
  "/src/admin/appointments/cells.tsx#SlotStateCell": SlotStateCell_a80859a7ab6d60123e9c1cf259afa0e3,
  "/src/admin/appointments/form-parts.tsx#HoursLabel": HoursLabel_c8d704f44839267cc473093b55496e58,
  "/src/admin/shared/cells.tsx#YesNoCell": YesNoCell_16fe10f7d62a1ee57f049fd0173096ef,
  "/src/admin/brochures/delivery.tsx#WaitingNotice": WaitingNotice_a01fbe9458e2be87a007ce68a5af49f3,
  "/src/admin/brochures/delivery.tsx#DeliveryPanel": DeliveryPanel_a01fbe9458e2be87a007ce68a5af49f3,
  "/src/admin/brochures/delivery.tsx#DeliveryCell": DeliveryCell_a01fbe9458e2be87a007ce68a5af49f3,
  "/src/admin/sales/cells.tsx#OrderStatusCell": OrderStatusCell_3ff456d8464b1866ec9f35cc90479e12,
  "/src/admin/sales/order-fields.tsx#MoneyField": MoneyField_57927bc9133d1809d3c1b5fed405ec37,
  "/src/admin/sales/order-fields.tsx#OrderItems": OrderItems_57927bc9133d1809d3c1b5fed405ec37,
  "/src/admin/identity/staff-notes.tsx#StaffNotes": StaffNotes_61dba3c0b8a36716f2e62f1a2c3dd938,
  "/src/admin/sales/order-panel.tsx#OrderPanel": OrderPanel_962b86911f11a2c04b72068c265272f3,
  "/src/admin/sales/order-panel.tsx#OrderSums": OrderSums_962b86911f11a2c04b72068c265272f3,
  "/src/admin/sales/cells.tsx#PaymentStatusCell": PaymentStatusCell_3ff456d8464b1866ec9f35cc90479e12,
  "/src/admin/sales/order-panel.tsx#InvoiceLink": InvoiceLink_962b86911f11a2c04b72068c265272f3,
  "/src/admin/identity/customer-panel.tsx#CustomerPanel": CustomerPanel_650f70cdf162d600bb19d6b6eace9ab6,
  "/src/admin/shared/cells.tsx#RoleCell": RoleCell_16fe10f7d62a1ee57f049fd0173096ef,
  "/src/admin/identity/passwords.tsx#CurrentPassword": CurrentPassword_53138c5649626173599fab945059e226,
  "/src/admin/identity/staff-panels.tsx#AccessPanel": AccessPanel_1ced4ef40dab1ec550c6ebe3d889ae7d,
  "/src/admin/identity/staff-panels.tsx#AccessCell": AccessCell_1ced4ef40dab1ec550c6ebe3d889ae7d,
  "/src/admin/identity/staff-panels.tsx#SessionsPanel": SessionsPanel_1ced4ef40dab1ec550c6ebe3d889ae7d,
  "/src/admin/identity/staff-edit-view.tsx#StaffEditView": StaffEditView_cf0775df5949e17b5994e5f2a991ee32,
  "/src/admin/shared/cells.tsx#EventTopicCell": EventTopicCell_16fe10f7d62a1ee57f049fd0173096ef,
  "/src/admin/shared/form-parts.tsx#JsonField": JsonField_8e3a15f8563ba8bdcc231c0e681d7c44,
  "/src/admin/history/panels.tsx#ChangePanel": ChangePanel_9a28d6d072e3be51b8b5a0e4f6570efd,
  "/src/admin/history/cells.tsx#EntityCell": EntityCell_033dbdae72e38c1e05f9d811c10cdf84,
  "/src/admin/shared/notices.tsx#HiddenField": HiddenField_d053db38e8837c64f26625f9c5e697aa,
  "/src/admin/history/cells.tsx#DocumentCell": DocumentCell_033dbdae72e38c1e05f9d811c10cdf84,
  "/src/admin/history/cells.tsx#ActorCell": ActorCell_033dbdae72e38c1e05f9d811c10cdf84,
  "/src/admin/history/cells.tsx#FieldsCell": FieldsCell_033dbdae72e38c1e05f9d811c10cdf84,
  "/src/admin/shared/notices.tsx#ReadOnlyNotice": ReadOnlyNotice_d053db38e8837c64f26625f9c5e697aa,
  "/src/admin/appointments/form-parts.tsx#ScheduleLabel": ScheduleLabel_c8d704f44839267cc473093b55496e58,
  "/src/admin/appointments/form-parts.tsx#ClosedDayLabel": ClosedDayLabel_c8d704f44839267cc473093b55496e58,
  "/src/admin/shared/form-parts.tsx#StableGroup": StableGroup_8e3a15f8563ba8bdcc231c0e681d7c44,
  "/src/admin/settings/colour-field.tsx#ColourField": ColourField_6c4b25e2002d7a310aa79472f3569f6b,
  "/src/admin/analytics/form-fields.tsx#EventField": EventField_cd52635c8ee4723192fd7d7cdc9ce0a3,
  "/src/admin/analytics/form-fields.tsx#FunnelLabel": FunnelLabel_cd52635c8ee4723192fd7d7cdc9ce0a3,
  "/src/admin/settings/logo.tsx#Icon": Icon_bdbee442a3cd4854d30194853b62002e,
  "/src/admin/settings/logo.tsx#Logo": Logo_bdbee442a3cd4854d30194853b62002e,
  "/src/admin/settings/logo.tsx#SignInPanel": SignInPanel_bdbee442a3cd4854d30194853b62002e,
  "/src/admin/shared/nav-client.tsx#RememberNav": RememberNav_f2fb900d91f66a18df578221fe6012c3,
  "/src/admin/shared/nav-links.tsx#CalendarLink": CalendarLink_1773cc78d9b3ab299e75a6edc9c56aef,
  "/src/admin/shared/nav-links.tsx#AnalyticsLink": AnalyticsLink_1773cc78d9b3ab299e75a6edc9c56aef,
  "/src/admin/shared/nav-links.tsx#OperationsLink": OperationsLink_1773cc78d9b3ab299e75a6edc9c56aef,
  "/src/admin/shared/effects-before-clicks.tsx#EffectsBeforeClicks": EffectsBeforeClicks_e329f482eb9094d271562580af6b34d9,
  "/src/admin/settings/brand-provider.tsx#BrandProvider": BrandProvider_3f9088cb15ed9055691f680da7cfe4d9,
  "/src/admin/shared/named-controls.tsx#NamedControls": NamedControls_3ab055576a3d979024025caba5d91e51,
  "/src/admin/shared/form-parts.tsx#MondayFirst": MondayFirst_8e3a15f8563ba8bdcc231c0e681d7c44,
  "/src/admin/analytics/analytics-view.tsx#AnalyticsView": AnalyticsView_79810c1a53d3e3acf48281577d49deae,
  "/src/admin/appointments/calendar/calendar-view.tsx#CalendarView": CalendarView_7d10b2cd8573f0413d09e85281f8c69e,
  "/src/admin/operations/operations-view.tsx#OperationsView": OperationsView_d5c778d5a168e6e776ec5657f319b26f,
  "/src/admin/identity/staff-panels.tsx#InvitationView": InvitationView_1ced4ef40dab1ec550c6ebe3d889ae7d,
  "/src/admin/catalogue/price-list-view.tsx#PriceListView": PriceListView_2786f55892464d0fb93cb661c2ed949e,
  "/src/admin/operations/dashboard-counts-widget.tsx#DashboardCountsWidget": DashboardCountsWidget_b9fa7a7e9e3d6561bba75b87affee1e6,
  "/src/admin/appointments/appointment-widgets.tsx#UpcomingAppointments": UpcomingAppointments_aeac213eafe761a1e0e338996e4e5a81,
  "/src/admin/appointments/appointment-widgets.tsx#ToConfirm": ToConfirm_aeac213eafe761a1e0e338996e4e5a81,
  "/src/admin/appointments/slot-widgets.tsx#BookingsPerWeek": BookingsPerWeek_b760e84a15543b9aa86b612cfe25e8c0,
  "/src/admin/appointments/slot-widgets.tsx#FreeSlots": FreeSlots_b760e84a15543b9aa86b612cfe25e8c0,
  "/src/admin/content/content-widgets.tsx#PostsCard": PostsCard_77ec2ee1c92620b7a0ad472218af688a,
  "/src/admin/content/content-widgets.tsx#WebsiteCard": WebsiteCard_77ec2ee1c92620b7a0ad472218af688a,
  "@payloadcms/next/rsc#CollectionCards": CollectionCards_f9c02e79a4aed9a3924487c0cd4cafb1
}
