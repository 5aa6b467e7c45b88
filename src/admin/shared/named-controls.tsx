'use client';

import { type ReactNode, useEffect } from 'react';
import type { AdminText } from '../strings/admin-text.ts';
import { useAdminText } from '../strings/use-admin-text.ts';

/** Controls of Payload's UI that have no accessible name (WCAG 2.2, 4.1.2), and how to name them. */
type Rule = { controls: string; getName: (control: Element, text: AdminText) => string | undefined };

const readFieldLabel = (control: Element) => {
  const label = control.closest('.field-type')?.querySelector('.field-label, label')?.textContent;
  return label?.replace(/\*\s*$/, '').trim();
};

const NAME_RULES: Rule[] = [
  {
    controls: '.select-row__checkbox input, .select-row input',
    getName: (box, text) => {
      const name = box.closest('tr, .card')?.querySelector('a')?.textContent?.trim();
      return name ? text('names:selectNamed', { name }) : text('names:selectRow');
    },
  },
  { controls: '.clickable-arrow--left', getName: (_, text) => text('names:previousPage') },
  { controls: '.clickable-arrow--right', getName: (_, text) => text('names:nextPage') },
  {
    controls: '.relationship-add-new__add-button',
    getName: (button, text) => text('names:addNew', { name: readFieldLabel(button) ?? '' }).trim(),
  },
  { controls: '.copy-to-clipboard', getName: (_, text) => text('names:copy') },
  { controls: '.popup-button:not(:has(button))', getName: (_, text) => text('names:more') },
  { controls: '.upload-relationship-details__edit', getName: (_, text) => text('names:edit') },
  {
    controls: '.upload-relationship-details__remove, .file-details__remove, .LexicalEditorTheme__block__removeButton',
    getName: (_, text) => text('names:remove'),
  },
  { controls: '.date-time-picker__clear-button, .clear-indicator', getName: (_, text) => text('names:clear') },
  {
    controls: '.collapsible__drag, .upload--has-many__drag, .drag-handle',
    getName: (_, text) => text('names:drag'),
  },
  { controls: '.dashboard-breadcrumb-select input', getName: (_, text) => text('names:dashboard') },
  { controls: '.field-type :is(input, textarea, .ContentEditable__root)', getName: readFieldLabel },
];

/**
 * Whether a control has an accessible name. Some `.popup-button`s contain text; all other controls in the rules contain at most
 * an icon.
 */
const isNamed = (control: Element) =>
  Boolean(control.getAttribute('aria-label')) ||
  control.hasAttribute('aria-labelledby') ||
  (control.matches('.popup-button') && Boolean(control.textContent?.trim())) ||
  Boolean((control as HTMLInputElement).labels?.length);

/** Sets an accessible name on each unnamed control below `root`. */
export function nameControls(root: ParentNode, text: AdminText): void {
  for (const { controls, getName } of NAME_RULES) {
    for (const control of root.querySelectorAll(controls)) {
      const name = isNamed(control) ? undefined : getName(control, text);
      if (name) control.setAttribute('aria-label', name);
    }
  }
}

/**
 * Attributes of Payload's UI that misrepresent an element (WCAG 2.2, 1.3.1, 2.1.1 and 4.1.2), with their corrections.
 */
const CORRECTIONS: [elements: string, attribute: string, value: string | null][] = [
  // The clear button and the dropdown arrow are hidden from screen readers, but Tab reaches both. With the corrections, screen
  // readers announce the button, and Tab skips the arrow, which is only for the pointer.
  ['.clear-indicator[aria-hidden]', 'aria-hidden', null],
  ['.dropdown-indicator[aria-hidden]', 'tabindex', '-1'],
  // The links in this `ul` are not list items, so the `ul` must not have the role of a list.
  ['ul.doc-tabs__tabs', 'role', 'group'],
  // A button must not contain buttons. As a group, the element can still be dragged.
  ['.rs__multi-value[role="button"]', 'role', 'group'],
  // A click or a key on the inner button also reaches the outer element, which opens the menu.
  ['.popup-button--custom:has(button)', 'role', null],
  ['.popup-button--custom:has(button)', 'tabindex', null],
];

/** Corrects the roles and other misleading attributes of the elements below `root`. */
export function correctRoles(root: ParentNode): void {
  for (const [elements, attribute, value] of CORRECTIONS) {
    for (const element of root.querySelectorAll(elements)) {
      if (value === null) element.removeAttribute(attribute);
      else if (element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
    }
  }
  // A bar that scrolls, as on a phone, must be focusable, so that the keyboard can scroll it.
  for (const bar of root.querySelectorAll('.doc-controls__content:not([tabindex])')) {
    if (getComputedStyle(bar).overflowX === 'auto') bar.setAttribute('tabindex', '0');
  }
}

/** Adds missing accessible names to Payload's controls and corrects wrong roles, whenever the page or its size changes. */
export function NamedControls({ children }: { children: ReactNode }) {
  const text = useAdminText();
  useEffect(() => {
    let frame = 0;
    const update = () => {
      frame = 0;
      nameControls(document, text);
      correctRoles(document);
    };
    const scheduleUpdate = () => {
      frame ||= requestAnimationFrame(update);
    };
    scheduleUpdate();
    const observer = new MutationObserver(scheduleUpdate);
    observer.observe(document.body, { childList: true, subtree: true });
    // Some bars scroll on narrow screens only.
    window.addEventListener('resize', scheduleUpdate);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', scheduleUpdate);
      cancelAnimationFrame(frame);
    };
  }, [text]);
  return children;
}
