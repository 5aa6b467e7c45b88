import type { DeskText } from '../strings/desk-text.ts';

/** Controls of Payload's own UI that screen readers find nameless (WCAG 2.2, 4.1.2), and what each is called. */
type Rule = { controls: string; nameOf: (control: Element, text: DeskText) => string | undefined };

const labelOfField = (control: Element) => {
  const label = control.closest('.field-type')?.querySelector('.field-label, label')?.textContent;
  return label?.replace(/\*\s*$/, '').trim();
};

const RULES: Rule[] = [
  {
    controls: '.select-row__checkbox input, .select-row input',
    nameOf: (box, text) => {
      const name = box.closest('tr, .card')?.querySelector('a')?.textContent?.trim();
      return name ? text('names:selectNamed', { name }) : text('names:selectRow');
    },
  },
  { controls: '.clickable-arrow--left', nameOf: (_, text) => text('names:previousPage') },
  { controls: '.clickable-arrow--right', nameOf: (_, text) => text('names:nextPage') },
  { controls: '.popup-button', nameOf: (_, text) => text('names:more') },
  { controls: '.upload-relationship-details__edit', nameOf: (_, text) => text('names:edit') },
  {
    controls: '.upload-relationship-details__remove, .LexicalEditorTheme__block__removeButton',
    nameOf: (_, text) => text('names:remove'),
  },
  { controls: '.date-time-picker__clear-button, .clear-indicator', nameOf: (_, text) => text('names:clear') },
  {
    controls: '.collapsible__drag, .upload--has-many__drag, .drag-handle',
    nameOf: (_, text) => text('names:drag'),
  },
  { controls: '.dashboard-breadcrumb-select input', nameOf: (_, text) => text('names:dashboard') },
  { controls: '.field-type :is(input, textarea, .ContentEditable__root)', nameOf: labelOfField },
];

/** Buttons that open a menu have words now and then; all others of the rules have a picture at most. */
const isNamed = (control: Element) =>
  Boolean(control.getAttribute('aria-label')) ||
  control.hasAttribute('aria-labelledby') ||
  (control.matches('.popup-button') && Boolean(control.textContent?.trim())) ||
  Boolean((control as HTMLInputElement).labels?.length);

/** Names what is nameless below `root`; what has a name keeps it. */
export function nameControls(root: ParentNode, text: DeskText): void {
  for (const { controls, nameOf } of RULES) {
    for (const control of root.querySelectorAll(controls)) {
      const name = isNamed(control) ? undefined : nameOf(control, text);
      if (name) control.setAttribute('aria-label', name);
    }
  }
}
