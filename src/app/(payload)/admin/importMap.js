import { RscEntryLexicalCell as RscEntryLexicalCell_44fe37237e0ebf4470c9990d8cb7b07e } from '@payloadcms/richtext-lexical/rsc'
import { RscEntryLexicalField as RscEntryLexicalField_44fe37237e0ebf4470c9990d8cb7b07e } from '@payloadcms/richtext-lexical/rsc'
import { LexicalDiffComponent as LexicalDiffComponent_44fe37237e0ebf4470c9990d8cb7b07e } from '@payloadcms/richtext-lexical/rsc'
import { BlocksFeatureClient as BlocksFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { UploadFeatureClient as UploadFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
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
import { FirstPictureCell as FirstPictureCell_36909ca46a29119dd9c785d50c48254d } from '../../../../src/admin/cells/first-picture.tsx'
import { OverviewComponent as OverviewComponent_a8a977ebc872c5d5ea7ee689724c0860 } from '@payloadcms/plugin-seo/client'
import { MetaTitleComponent as MetaTitleComponent_a8a977ebc872c5d5ea7ee689724c0860 } from '@payloadcms/plugin-seo/client'
import { MetaDescriptionComponent as MetaDescriptionComponent_a8a977ebc872c5d5ea7ee689724c0860 } from '@payloadcms/plugin-seo/client'
import { MetaImageComponent as MetaImageComponent_a8a977ebc872c5d5ea7ee689724c0860 } from '@payloadcms/plugin-seo/client'
import { PreviewComponent as PreviewComponent_a8a977ebc872c5d5ea7ee689724c0860 } from '@payloadcms/plugin-seo/client'
import { PoundsCell as PoundsCell_87b16bc321ab61ebc46d592b357e22a8 } from '../../../../src/admin/cells/pounds.tsx'
import { PriceField as PriceField_b7d182627d2f3ffc65927b4507e26c22 } from '../../../../src/admin/products/price-field.tsx'
import { StockLevelCell as StockLevelCell_ad6c3ca9541e2b9b58303e42e3a901e2 } from '../../../../src/admin/cells/stock-level.tsx'
import { SavedByCell as SavedByCell_f45bcb6eabc7f1ec29a32e03ab23272d } from '../../../../src/admin/history/saved-by.tsx'
import { SavesPanel as SavesPanel_e4bafbcf87b1d8ffbd12b114b2f15226 } from '../../../../src/admin/history/saves-panel.tsx'
import { SavedByDiff as SavedByDiff_f45bcb6eabc7f1ec29a32e03ab23272d } from '../../../../src/admin/history/saved-by.tsx'
import { ReadyLists as ReadyLists_6d6c8af40c4a6cc0f721687276e3c023 } from '../../../../src/admin/lists/ready-lists.tsx'
import { LondonMomentCell as LondonMomentCell_2fa2d338e82b5183a6c495114df4133a } from '../../../../src/admin/cells/london-moment.tsx'
import { ScheduleNote as ScheduleNote_f0771bd42110effadf9cf36e32a2d293 } from '../../../../src/admin/blogs/schedule-note.tsx'
import { ScheduleCell as ScheduleCell_8a1cb77ae66745e6a143a5e3fa16be18 } from '../../../../src/admin/blogs/schedule-cell.tsx'
import { ViewOnSite as ViewOnSite_a888b3b31e6fad5daa3ec4bf6f51fbbd } from '../../../../src/admin/blogs/view-on-site.tsx'
import { BookingStatusCell as BookingStatusCell_b552b13b9512131b341a62ca4d45b062 } from '../../../../src/admin/cells/booking-status.tsx'
import { StatusField as StatusField_e1843a65698f847398f35b8c839e6f7c } from '../../../../src/admin/bookings/status-field.tsx'
import { BookingActions as BookingActions_93c3cc9966b8824785f2885810f51b6a } from '../../../../src/admin/bookings/booking-actions.tsx'
import { FillFromCustomer as FillFromCustomer_ba8a9f4b808aeb923b4d69393fd46125 } from '../../../../src/admin/bookings/fill-from-customer.tsx'
import { AppointmentTypeCell as AppointmentTypeCell_31bd233606eec7a27ef27682798d2fd3 } from '../../../../src/admin/cells/appointment-type.tsx'
import { SlotField as SlotField_ef38cf93c46a4555a983dc3fad18bb44 } from '../../../../src/admin/bookings/slot-field.tsx'
import { PhoneCell as PhoneCell_4d04974ca1af5e79a31cef4e1625b415 } from '../../../../src/admin/cells/phone.tsx'
import { TextOrDashCell as TextOrDashCell_0e06a71395b2f77e02dbe6506a87c6a7 } from '../../../../src/admin/cells/text-or-dash.tsx'
import { CustomerNameCell as CustomerNameCell_3ef1e4cc7f51a06e3911c78e22a0facc } from '../../../../src/admin/cells/customer-name.tsx'
import { RoomsCell as RoomsCell_227736f83a4a6137209ea495a89d5bc8 } from '../../../../src/admin/cells/rooms.tsx'
import { PersonPanel as PersonPanel_6117becd427ce3244185716a6b2800d0 } from '../../../../src/admin/customers/person-panel.tsx'
import { HistoryPanel as HistoryPanel_2b462084f8f378f5f1b60d148fd77f98 } from '../../../../src/admin/history/history-panel.tsx'
import { SlotHeading as SlotHeading_ea100e29537bebcf137a4fa728e7016b } from '../../../../src/admin/slots/slot-heading.tsx'
import { SlotStateCell as SlotStateCell_3601dfea89d202b9356fe2b1d6fc6de9 } from '../../../../src/admin/cells/slot-state.tsx'
import { HoursLabel as HoursLabel_5a39fb58463e2eeb36a5387bbc82db05 } from '../../../../src/admin/row-labels/hours-label.tsx'
import { YesNoCell as YesNoCell_8ceff7ce84b4f4f055af2758393e462c } from '../../../../src/admin/cells/yes-no.tsx'
import { FileSizeCell as FileSizeCell_61313592eab25a300f8cc7e45b47958c } from '../../../../src/admin/cells/file-size.tsx'
import { WaitingNotice as WaitingNotice_0bb95e76737a95e0fc963d75d2613701 } from '../../../../src/admin/brochures/waiting-notice.tsx'
import { DeliveryPanel as DeliveryPanel_5708f0e42f2ee7ca2eab7a2bb18d762c } from '../../../../src/admin/brochures/delivery-panel.tsx'
import { DeliveryCell as DeliveryCell_826cc70dfc13d30d1230065a9d6e5551 } from '../../../../src/admin/cells/delivery.tsx'
import { OrderStatusCell as OrderStatusCell_386ad76c525d5d05b913ad12bacc4802 } from '../../../../src/admin/cells/sale-status.tsx'
import { MoneyField as MoneyField_2c69060077c8eddd87758976d9880677 } from '../../../../src/admin/sales/money-field.tsx'
import { OrderItemLabel as OrderItemLabel_bfeb6fde6f8398b4cd59c48d668a620a } from '../../../../src/admin/row-labels/order-item-label.tsx'
import { OrderPanel as OrderPanel_962b86911f11a2c04b72068c265272f3 } from '../../../../src/admin/sales/order-panel.tsx'
import { OrderSums as OrderSums_6442623ef835d506db6ba14b29edd949 } from '../../../../src/admin/sales/order-sums.tsx'
import { PaymentStatusCell as PaymentStatusCell_386ad76c525d5d05b913ad12bacc4802 } from '../../../../src/admin/cells/sale-status.tsx'
import { InvoiceLink as InvoiceLink_aa08e21bc6feebef7929e3baf83c58bf } from '../../../../src/admin/sales/invoice-link.tsx'
import { CustomerPanel as CustomerPanel_ff2a171b2fcffa8b991174cf4e2fc356 } from '../../../../src/admin/customers/customer-panel.tsx'
import { RoleCell as RoleCell_dc9bb88e61e3d1837ce10af34408a6f7 } from '../../../../src/admin/cells/role.tsx'
import { CurrentPassword as CurrentPassword_3893a8b6412034790571d338a45126a6 } from '../../../../src/admin/staff/current-password.tsx'
import { EventTopicCell as EventTopicCell_0c67cb79e82c2bef90a6f523df5ef8d2 } from '../../../../src/admin/cells/event-topic.tsx'
import { DocumentCell as DocumentCell_532027a28361dd78f43b46c5f3a42dcd } from '../../../../src/admin/history/document-cell.tsx'
import { ActorCell as ActorCell_b6e420fa370afc24cb401c800fa43076 } from '../../../../src/admin/history/actor-cell.tsx'
import { FieldsCell as FieldsCell_bbf4a4f560ef449badfeb57e2c8480d8 } from '../../../../src/admin/history/fields-cell.tsx'
import { ScheduleLabel as ScheduleLabel_1046a356f5186169fd9da50135ef701d } from '../../../../src/admin/row-labels/schedule-label.tsx'
import { ClosedDayLabel as ClosedDayLabel_cb795b86c5ab6082f7c0995eaa0c6a92 } from '../../../../src/admin/row-labels/closed-day-label.tsx'
import { WholeGroup as WholeGroup_6afa89a70e75f69f2b0dcdc84c5f7791 } from '../../../../src/admin/fields/whole-group.tsx'
import { ColourField as ColourField_871c25fb74b302f7b576e772d03000fd } from '../../../../src/admin/brand/colour-field.tsx'
import { FunnelLabel as FunnelLabel_0c8f6b18f5c3c61eaa883ec8bcd9021c } from '../../../../src/admin/row-labels/funnel-label.tsx'
import { Icon as Icon_b666d4c718dfdfbe85ffb85e332637f8 } from '../../../../src/admin/brand/icon.tsx'
import { Logo as Logo_176d212b959b70ed5203fc6bb7114849 } from '../../../../src/admin/brand/logo.tsx'
import { SignInPanel as SignInPanel_24ab7287fa078e29155118aeff2233ab } from '../../../../src/admin/brand/sign-in-panel.tsx'
import { CalendarLink as CalendarLink_2fe217d4ea67f72887bc6153ddf06fdd } from '../../../../src/admin/nav/calendar-link.tsx'
import { AnalyticsLink as AnalyticsLink_a4c515d2b7ef432c66066016675a3ceb } from '../../../../src/admin/nav/analytics-link.tsx'
import { OperationsLink as OperationsLink_97e9fd1385dafe597665b67ed84ef8db } from '../../../../src/admin/nav/operations-link.tsx'
import { BrandProvider as BrandProvider_beb75bbdb586c00e0cf0fbcd81755500 } from '../../../../src/admin/brand/brand-provider.tsx'
import { NamedControls as NamedControls_5fb2a1f490c3faadf2f20245cce19ef8 } from '../../../../src/admin/a11y/named-controls.tsx'
import { AnalyticsView as AnalyticsView_79810c1a53d3e3acf48281577d49deae } from '../../../../src/admin/analytics/analytics-view.tsx'
import { CalendarView as CalendarView_b0900b096eec43da11bffb9e40216efa } from '../../../../src/admin/calendar/calendar-view.tsx'
import { OperationsView as OperationsView_d5c778d5a168e6e776ec5657f319b26f } from '../../../../src/admin/operations/operations-view.tsx'
import { PriceListView as PriceListView_9b58c780fcd8a5a0f329c7c1b737b6c0 } from '../../../../src/admin/price-list/price-list-view.tsx'
import { HomeFigures as HomeFigures_adea56fd9d4605aca8183b8b1d146001 } from '../../../../src/admin/widgets/home-figures.tsx'
import { ComingVisits as ComingVisits_c28e32ea616d4cbd9402f5fd5ae9a034 } from '../../../../src/admin/widgets/coming-visits.tsx'
import { ToConfirm as ToConfirm_e1607965d40ba0f86bc5910da17b683b } from '../../../../src/admin/widgets/to-confirm.tsx'
import { BookingsPerWeek as BookingsPerWeek_593dd32a78539a80ce476db3a260f37f } from '../../../../src/admin/widgets/bookings-per-week.tsx'
import { FreeSlots as FreeSlots_61b4eee0308ef30d69ca3bc1b42636d7 } from '../../../../src/admin/widgets/free-slots.tsx'
import { Posts as Posts_3254e9506bbfe0eb14cb4eb36c7b8529 } from '../../../../src/admin/widgets/posts.tsx'
import { Website as Website_b59e67b150f98bfb1a25b718449f84be } from '../../../../src/admin/widgets/website.tsx'
import { CollectionCards as CollectionCards_f9c02e79a4aed9a3924487c0cd4cafb1 } from '@payloadcms/next/rsc'

/** @type import('payload').ImportMap */
export const importMap = {
  "@payloadcms/richtext-lexical/rsc#RscEntryLexicalCell": RscEntryLexicalCell_44fe37237e0ebf4470c9990d8cb7b07e,
  "@payloadcms/richtext-lexical/rsc#RscEntryLexicalField": RscEntryLexicalField_44fe37237e0ebf4470c9990d8cb7b07e,
  "@payloadcms/richtext-lexical/rsc#LexicalDiffComponent": LexicalDiffComponent_44fe37237e0ebf4470c9990d8cb7b07e,
  "@payloadcms/richtext-lexical/client#BlocksFeatureClient": BlocksFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#UploadFeatureClient": UploadFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
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
  "/src/admin/cells/first-picture.tsx#FirstPictureCell": FirstPictureCell_36909ca46a29119dd9c785d50c48254d,
  "@payloadcms/plugin-seo/client#OverviewComponent": OverviewComponent_a8a977ebc872c5d5ea7ee689724c0860,
  "@payloadcms/plugin-seo/client#MetaTitleComponent": MetaTitleComponent_a8a977ebc872c5d5ea7ee689724c0860,
  "@payloadcms/plugin-seo/client#MetaDescriptionComponent": MetaDescriptionComponent_a8a977ebc872c5d5ea7ee689724c0860,
  "@payloadcms/plugin-seo/client#MetaImageComponent": MetaImageComponent_a8a977ebc872c5d5ea7ee689724c0860,
  "@payloadcms/plugin-seo/client#PreviewComponent": PreviewComponent_a8a977ebc872c5d5ea7ee689724c0860,
  "/src/admin/cells/pounds.tsx#PoundsCell": PoundsCell_87b16bc321ab61ebc46d592b357e22a8,
  "/src/admin/products/price-field.tsx#PriceField": PriceField_b7d182627d2f3ffc65927b4507e26c22,
  "/src/admin/cells/stock-level.tsx#StockLevelCell": StockLevelCell_ad6c3ca9541e2b9b58303e42e3a901e2,
  "/src/admin/history/saved-by.tsx#SavedByCell": SavedByCell_f45bcb6eabc7f1ec29a32e03ab23272d,
  "/src/admin/history/saves-panel.tsx#SavesPanel": SavesPanel_e4bafbcf87b1d8ffbd12b114b2f15226,
  "/src/admin/history/saved-by.tsx#SavedByDiff": SavedByDiff_f45bcb6eabc7f1ec29a32e03ab23272d,
  "/src/admin/lists/ready-lists.tsx#ReadyLists": ReadyLists_6d6c8af40c4a6cc0f721687276e3c023,
  "/src/admin/cells/london-moment.tsx#LondonMomentCell": LondonMomentCell_2fa2d338e82b5183a6c495114df4133a,
  "/src/admin/blogs/schedule-note.tsx#ScheduleNote": ScheduleNote_f0771bd42110effadf9cf36e32a2d293,
  "/src/admin/blogs/schedule-cell.tsx#ScheduleCell": ScheduleCell_8a1cb77ae66745e6a143a5e3fa16be18,
  "/src/admin/blogs/view-on-site.tsx#ViewOnSite": ViewOnSite_a888b3b31e6fad5daa3ec4bf6f51fbbd,
  "/src/admin/cells/booking-status.tsx#BookingStatusCell": BookingStatusCell_b552b13b9512131b341a62ca4d45b062,
  "/src/admin/bookings/status-field.tsx#StatusField": StatusField_e1843a65698f847398f35b8c839e6f7c,
  "/src/admin/bookings/booking-actions.tsx#BookingActions": BookingActions_93c3cc9966b8824785f2885810f51b6a,
  "/src/admin/bookings/fill-from-customer.tsx#FillFromCustomer": FillFromCustomer_ba8a9f4b808aeb923b4d69393fd46125,
  "/src/admin/cells/appointment-type.tsx#AppointmentTypeCell": AppointmentTypeCell_31bd233606eec7a27ef27682798d2fd3,
  "/src/admin/bookings/slot-field.tsx#SlotField": SlotField_ef38cf93c46a4555a983dc3fad18bb44,
  "/src/admin/cells/phone.tsx#PhoneCell": PhoneCell_4d04974ca1af5e79a31cef4e1625b415,
  "/src/admin/cells/text-or-dash.tsx#TextOrDashCell": TextOrDashCell_0e06a71395b2f77e02dbe6506a87c6a7,
  "/src/admin/cells/customer-name.tsx#CustomerNameCell": CustomerNameCell_3ef1e4cc7f51a06e3911c78e22a0facc,
  "/src/admin/cells/rooms.tsx#RoomsCell": RoomsCell_227736f83a4a6137209ea495a89d5bc8,
  "/src/admin/customers/person-panel.tsx#PersonPanel": PersonPanel_6117becd427ce3244185716a6b2800d0,
  "/src/admin/history/history-panel.tsx#HistoryPanel": HistoryPanel_2b462084f8f378f5f1b60d148fd77f98,
  "/src/admin/slots/slot-heading.tsx#SlotHeading": SlotHeading_ea100e29537bebcf137a4fa728e7016b,
  "/src/admin/cells/slot-state.tsx#SlotStateCell": SlotStateCell_3601dfea89d202b9356fe2b1d6fc6de9,
  "/src/admin/row-labels/hours-label.tsx#HoursLabel": HoursLabel_5a39fb58463e2eeb36a5387bbc82db05,
  "/src/admin/cells/yes-no.tsx#YesNoCell": YesNoCell_8ceff7ce84b4f4f055af2758393e462c,
  "/src/admin/cells/file-size.tsx#FileSizeCell": FileSizeCell_61313592eab25a300f8cc7e45b47958c,
  "/src/admin/brochures/waiting-notice.tsx#WaitingNotice": WaitingNotice_0bb95e76737a95e0fc963d75d2613701,
  "/src/admin/brochures/delivery-panel.tsx#DeliveryPanel": DeliveryPanel_5708f0e42f2ee7ca2eab7a2bb18d762c,
  "/src/admin/cells/delivery.tsx#DeliveryCell": DeliveryCell_826cc70dfc13d30d1230065a9d6e5551,
  "/src/admin/cells/sale-status.tsx#OrderStatusCell": OrderStatusCell_386ad76c525d5d05b913ad12bacc4802,
  "/src/admin/sales/money-field.tsx#MoneyField": MoneyField_2c69060077c8eddd87758976d9880677,
  "/src/admin/row-labels/order-item-label.tsx#OrderItemLabel": OrderItemLabel_bfeb6fde6f8398b4cd59c48d668a620a,
  "/src/admin/sales/order-panel.tsx#OrderPanel": OrderPanel_962b86911f11a2c04b72068c265272f3,
  "/src/admin/sales/order-sums.tsx#OrderSums": OrderSums_6442623ef835d506db6ba14b29edd949,
  "/src/admin/cells/sale-status.tsx#PaymentStatusCell": PaymentStatusCell_386ad76c525d5d05b913ad12bacc4802,
  "/src/admin/sales/invoice-link.tsx#InvoiceLink": InvoiceLink_aa08e21bc6feebef7929e3baf83c58bf,
  "/src/admin/customers/customer-panel.tsx#CustomerPanel": CustomerPanel_ff2a171b2fcffa8b991174cf4e2fc356,
  "/src/admin/cells/role.tsx#RoleCell": RoleCell_dc9bb88e61e3d1837ce10af34408a6f7,
  "/src/admin/staff/current-password.tsx#CurrentPassword": CurrentPassword_3893a8b6412034790571d338a45126a6,
  "/src/admin/cells/event-topic.tsx#EventTopicCell": EventTopicCell_0c67cb79e82c2bef90a6f523df5ef8d2,
  "/src/admin/history/document-cell.tsx#DocumentCell": DocumentCell_532027a28361dd78f43b46c5f3a42dcd,
  "/src/admin/history/actor-cell.tsx#ActorCell": ActorCell_b6e420fa370afc24cb401c800fa43076,
  "/src/admin/history/fields-cell.tsx#FieldsCell": FieldsCell_bbf4a4f560ef449badfeb57e2c8480d8,
  "/src/admin/row-labels/schedule-label.tsx#ScheduleLabel": ScheduleLabel_1046a356f5186169fd9da50135ef701d,
  "/src/admin/row-labels/closed-day-label.tsx#ClosedDayLabel": ClosedDayLabel_cb795b86c5ab6082f7c0995eaa0c6a92,
  "/src/admin/fields/whole-group.tsx#WholeGroup": WholeGroup_6afa89a70e75f69f2b0dcdc84c5f7791,
  "/src/admin/brand/colour-field.tsx#ColourField": ColourField_871c25fb74b302f7b576e772d03000fd,
  "/src/admin/row-labels/funnel-label.tsx#FunnelLabel": FunnelLabel_0c8f6b18f5c3c61eaa883ec8bcd9021c,
  "/src/admin/brand/icon.tsx#Icon": Icon_b666d4c718dfdfbe85ffb85e332637f8,
  "/src/admin/brand/logo.tsx#Logo": Logo_176d212b959b70ed5203fc6bb7114849,
  "/src/admin/brand/sign-in-panel.tsx#SignInPanel": SignInPanel_24ab7287fa078e29155118aeff2233ab,
  "/src/admin/nav/calendar-link.tsx#CalendarLink": CalendarLink_2fe217d4ea67f72887bc6153ddf06fdd,
  "/src/admin/nav/analytics-link.tsx#AnalyticsLink": AnalyticsLink_a4c515d2b7ef432c66066016675a3ceb,
  "/src/admin/nav/operations-link.tsx#OperationsLink": OperationsLink_97e9fd1385dafe597665b67ed84ef8db,
  "/src/admin/brand/brand-provider.tsx#BrandProvider": BrandProvider_beb75bbdb586c00e0cf0fbcd81755500,
  "/src/admin/a11y/named-controls.tsx#NamedControls": NamedControls_5fb2a1f490c3faadf2f20245cce19ef8,
  "/src/admin/analytics/analytics-view.tsx#AnalyticsView": AnalyticsView_79810c1a53d3e3acf48281577d49deae,
  "/src/admin/calendar/calendar-view.tsx#CalendarView": CalendarView_b0900b096eec43da11bffb9e40216efa,
  "/src/admin/operations/operations-view.tsx#OperationsView": OperationsView_d5c778d5a168e6e776ec5657f319b26f,
  "/src/admin/price-list/price-list-view.tsx#PriceListView": PriceListView_9b58c780fcd8a5a0f329c7c1b737b6c0,
  "/src/admin/widgets/home-figures.tsx#HomeFigures": HomeFigures_adea56fd9d4605aca8183b8b1d146001,
  "/src/admin/widgets/coming-visits.tsx#ComingVisits": ComingVisits_c28e32ea616d4cbd9402f5fd5ae9a034,
  "/src/admin/widgets/to-confirm.tsx#ToConfirm": ToConfirm_e1607965d40ba0f86bc5910da17b683b,
  "/src/admin/widgets/bookings-per-week.tsx#BookingsPerWeek": BookingsPerWeek_593dd32a78539a80ce476db3a260f37f,
  "/src/admin/widgets/free-slots.tsx#FreeSlots": FreeSlots_61b4eee0308ef30d69ca3bc1b42636d7,
  "/src/admin/widgets/posts.tsx#Posts": Posts_3254e9506bbfe0eb14cb4eb36c7b8529,
  "/src/admin/widgets/website.tsx#Website": Website_b59e67b150f98bfb1a25b718449f84be,
  "@payloadcms/next/rsc#CollectionCards": CollectionCards_f9c02e79a4aed9a3924487c0cd4cafb1
}
