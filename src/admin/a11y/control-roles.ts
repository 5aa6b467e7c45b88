/** Attributes of Payload's own UI that say something else than what there is (WCAG 2.2, 1.3.1, 2.1.1 and 4.1.2), put right. */
const RIGHT: [elements: string, attribute: string, value: string | null][] = [
  // Hidden from screen readers and reached by the Tab key, both at once: the one is shown, the other is for pointers alone.
  ['.clear-indicator[aria-hidden]', 'aria-hidden', null],
  ['.dropdown-indicator[aria-hidden]', 'tabindex', '-1'],
  // A list of links that are no items of it.
  ['ul.doc-tabs__tabs', 'role', 'group'],
  // A button with buttons in it; it is dragged, which a group may be as well.
  ['.rs__multi-value[role="button"]', 'role', 'group'],
];

/** Corrects what is below `root`. */
export function correctRoles(root: ParentNode): void {
  for (const [elements, attribute, value] of RIGHT) {
    for (const element of root.querySelectorAll(elements)) {
      if (value === null) element.removeAttribute(attribute);
      else if (element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
    }
  }
  // What scrolls on a phone can be scrolled by keys too.
  for (const bar of root.querySelectorAll('.doc-controls__content:not([tabindex])')) {
    if (getComputedStyle(bar).overflowX === 'auto') bar.setAttribute('tabindex', '0');
  }
}
